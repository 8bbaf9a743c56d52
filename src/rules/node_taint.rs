//! A taint that cannot be read.

use super::{Context, NodeView, Rule, When};
use crate::config::Form;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;
use crate::values::labels::{EFFECTS, TaintFault, parse_taint};

pub static RULE: Rule = Rule {
    id: "node-taint",
    summary: "`node-taint` holds something that is no taint",
    page: page!("node_taint.md"),
    when: &[When::Key("node-taint")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let parsed = context.has("node-taint-parsed");
    for node in &context.nodes {
        let taints = taints(context, node, parsed);
        for (index, (text, span)) in taints.iter().enumerate() {
            if text.is_empty() {
                continue;
            }
            // A dash at the end takes a taint away, and there is none yet.
            let fault = parse_taint(text.strip_suffix('-').unwrap_or(text)).err();
            let twice = taints[..index]
                .iter()
                .find(|(other, _)| id(other) == id(text));
            let finding = match (fault, twice) {
                (Some(fault), _) => refuse(parsed, text, fault, *span),
                (None, Some((_, first))) => exits(
                    parsed,
                    *span,
                    format!("the taint `{}` stands twice", id(text)),
                )
                .related(*first, "the first one")
                .help("keep one of the two"),
                _ => continue,
            };
            found.push(finding.evidence(match parsed {
                true => "k3s-io/k3s pkg/daemons/agent/agent.go",
                false => "kubernetes/kubernetes pkg/util/taints/taints.go",
            }));
        }
    }
}

/// The kubelet splits at commas; RKE2, which reads the items itself in newer releases, does not.
fn taints<'a>(context: &Context<'a>, node: &NodeView<'a>, parsed: bool) -> Vec<(&'a str, Span)> {
    match parsed {
        false => context.pieces(node, "node-taint"),
        true => {
            let values = node.values("node-taint").into_iter();
            let values = values.filter(|value| value.form != Form::Map);
            values.map(|value| (&*value.text, value.span)).collect()
        }
    }
}

/// What tells taints apart: key and effect.
fn id(text: &str) -> String {
    let (pair, effect) = text.split_once(':').unwrap_or((text, ""));
    let key = pair.split('=').next().unwrap_or_default();
    format!("{key}:{effect}")
}

fn exits(parsed: bool, span: Span, why: String) -> Diagnostic {
    match parsed {
        true => RULE.error(Consequence::WontStart, span, format!("RKE2 exits: {why}")),
        false => RULE.error(
            Consequence::ComponentDown,
            span,
            format!("the node does not join: {why}"),
        ),
    }
}

fn refuse(parsed: bool, text: &str, fault: TaintFault<'_>, span: Span) -> Diagnostic {
    let (why, help) = match fault {
        TaintFault::NoEffect => (
            format!("the taint `{text}` has no effect"),
            format!("add one: `{}:NoSchedule`", text.trim_end_matches(':')),
        ),
        TaintFault::Effect(effect) => {
            let near = EFFECTS.iter().find(|known| known.eq_ignore_ascii_case(effect));
            let help = match near {
                Some(near) => format!("upper and lower case matter: write `{near}`"),
                None => format!("write one of {}", EFFECTS.join(", ")),
            };
            (format!("`{effect}` is no effect of a taint"), help)
        }
        TaintFault::Key(key) => (
            format!("`{key}` is no key of a taint"),
            "write `key=value:Effect`; a key has letters, digits, `-`, `_` and `.`, and perhaps a domain and a slash in front".to_owned(),
        ),
        TaintFault::Value(value) => (
            format!("`{value}` is no value of a taint"),
            "a value has letters, digits, `-`, `_` and `.`, at most 63 of them".to_owned(),
        ),
        TaintFault::Colons if text.contains(',') => (
            format!("`{text}` is read as one taint"),
            "write each taint as an item of its own".to_owned(),
        ),
        TaintFault::Colons => (
            format!("`{text}` has more than one colon"),
            "write `key=value:Effect`".to_owned(),
        ),
    };
    exits(parsed, span, why).help(help)
}
