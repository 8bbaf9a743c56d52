//! Fields of Kubernetes objects that the release does not take as others do.

use super::{Context, Mark, Rule, When};
use crate::advisory::consequence;
use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::objects::{ObjectField, object_fields};
use crate::facts::values::path;
use crate::source::{Source, Span};
use crate::values::network::{Network, parse_ip};
use crate::yaml::{Kind, Ref};

pub static RULE: Rule = Rule {
    id: "object-field",
    summary: "A manifest has a field that the Kubernetes of the release refuses, passes over or deprecates",
    page: page!("object_field.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let of = |kind: &str| -> Vec<ObjectField> { object_fields(kind, context.to).collect() };
    let (pod, static_pod) = (of("pod"), of("static-pod"));
    for objects in &context.kinds {
        let own = of(&objects[0].full_kind());
        for object in objects {
            let source = context.sources.get(object.file);
            let mut search = Search { source, found };
            for field in &own {
                search.below(field, object.root, field.path, object.kind.span());
            }
            let Some(spec) = object.pod_spec() else {
                continue;
            };
            let is_static = object.is("", "Pod") && source.path.contains("pod-manifests/");
            let fields = pod.iter().chain(static_pod.iter().filter(|_| is_static));
            for field in fields {
                search.below(field, spec, field.path, object.kind.span());
            }
        }
    }
}

struct Search<'s> {
    source: &'s Source,
    found: &'s mut Vec<Diagnostic>,
}

impl Search<'_> {
    /// Follows the rest of a path; `at` is the key that led here.
    fn below(&mut self, field: &ObjectField, node: Ref<'_>, rest: &str, at: Span) {
        if rest.is_empty() {
            return self.judge(field, node, at);
        }
        let (segment, after) = rest.split_at(path::segment_len(rest));
        let after = after.strip_prefix('.').unwrap_or_default();
        if segment == "*" {
            for item in node.items() {
                self.below(field, item, after, item.span());
            }
        } else if let Some((key, value)) = node.entry(&path::key(segment)) {
            self.below(field, value, after, key.span());
        }
    }

    fn judge(&mut self, field: &ObjectField, node: Ref<'_>, at: Span) {
        let own = node.span();
        let is_text = node.kind() == Kind::Scalar;
        if node.is_null() || (is_text && self.source.is_opaque(own.start, own.end)) {
            return;
        }
        let text = node.text();
        let (met, place) = match field.test.split_once(' ') {
            Some(("=", words)) => (words.split('|').any(|word| word == text), own),
            Some(("every-term", label)) => (every_term_wants(node, label), at),
            Some((_, word)) => (text.contains(word), own),
            None => match field.test {
                "strict-ip" => (is_text && is_lenient_ip(text), own),
                "strict-cidr" => (is_text && is_lenient_cidr(text), own),
                _ => (true, at),
            },
        };
        if met {
            let severity = match field.severity {
                "error" => Severity::Error,
                "warning" => Severity::Warning,
                _ => Severity::Info,
            };
            self.found.push(
                RULE.finding(
                    severity,
                    consequence(field.consequence),
                    Some(place),
                    field.about,
                )
                .help(field.instead)
                .evidence(field.source),
            );
        }
    }
}

/// Whether each of several alternatives demands a label.
fn every_term_wants(terms: Ref<'_>, label: &str) -> bool {
    let wants = |term: Ref<'_>| {
        let demands = term.get("matchExpressions");
        let mut demands = demands.iter().flat_map(|list| list.items());
        demands.any(|one| {
            let text = |key| one.get(key).map_or("", Ref::text);
            text("key") == label && matches!(text("operator"), "In" | "Exists")
        })
    };
    terms.items().next().is_some() && terms.items().all(wants)
}

/// Whether only a lenient reader takes it for an address.
fn is_lenient_ip(text: &str) -> bool {
    let mut numbers = text.split(['.', ':']);
    let zero = |part: &str| part.len() > 1 && part.starts_with('0');
    match (text.contains('.'), text.contains(':')) {
        (true, false) => text.split('.').count() == 4 && numbers.any(zero),
        (mapped, _) => mapped && parse_ip(text).is_some(),
    }
}

/// Whether only a lenient reader takes it for a network.
fn is_lenient_cidr(text: &str) -> bool {
    let Some((address, prefix)) = text.split_once('/') else {
        return false;
    };
    let first = Network::parse(text).and_then(|network| network.nth(0));
    let beyond = first.is_some_and(|first| parse_ip(address).is_some_and(|own| own != first));
    let zero = prefix.len() > 1 && prefix.starts_with('0');
    zero || beyond || is_lenient_ip(address)
}
