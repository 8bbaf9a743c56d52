//! A value that a component's flag does not take.

use super::{Context, Rule, When};
use crate::config::arguments::{Argument, Op, TARGETS, Target};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::components::{ArgumentType, Since};
use crate::names::nearest;
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "component-value",
    summary: "A flag of a component has a value that it does not take in this release",
    page: page!("component_value.md"),
    when: &[When::Suffix("-arg")],
    check,
};

/// Flags whose value is a list.
const LISTS: [&str; 4] = [
    "authorization-mode",
    "disable-admission-plugins",
    "enable-admission-plugins",
    "tls-cipher-suites",
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.facts.release(context.to).is_none() {
        return;
    }
    // What others take is not known.
    let targets = TARGETS
        .iter()
        .filter(|target| target.component.starts_with("kube") || target.component == "etcd");
    for target in targets {
        for node in &context.nodes {
            for argument in context.arguments_of(node, target) {
                judge(context, target, &argument, found);
            }
        }
    }
}

fn judge(
    context: &Context<'_>,
    target: &Target,
    argument: &Argument<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let component = target.component;
    // RKE2 writes the configuration of etcd, whose names are as they are; the others have flags.
    let (flag, written) = match component {
        "etcd" => (argument.key.to_owned(), argument.key.to_owned()),
        _ => (argument.flag(), format!("--{}", argument.flag())),
    };
    if let Some(finding) = of_type(context, target, argument, &flag, &written) {
        found.push(finding);
        return;
    }
    // Turning a plugin off and on is checked against the same list.
    let table = match &*flag {
        "disable-admission-plugins" => "enable-admission-plugins",
        flag => flag,
    };
    let values = context.facts.argument_values(component, table);
    let text = argument
        .value
        .filter(|text| !text.is_empty() && !values.is_empty());
    let Some(text) = text else {
        return;
    };
    let pieces: Vec<&str> = match LISTS.contains(&&*flag) {
        true => text.split(',').collect(),
        false => vec![text],
    };
    let taken: Vec<&str> = values
        .iter()
        .filter(|(_, since)| since.releases.contains(context.to))
        .map(|(value, _)| *value)
        .collect();
    if taken.is_empty() {
        return;
    }
    for piece in pieces {
        let name = piece.trim();
        // Without a letter it stands for something else, like the dots of an abridged list.
        let word = name.bytes().any(|b| b.is_ascii_alphanumeric());
        if taken.contains(&name) || !word || name.contains(['"', '\'']) {
            continue;
        }
        let value = values.iter().find(|(value, _)| *value == name);
        let value = value.map(|(_, since)| since);
        let when = match value.map(|value| value.is_gone(context.to)) {
            Some(true) => ("no longer takes", ""),
            Some(false) => ("does not take", " yet"),
            None => ("does not take", ""),
        };
        let (takes, yet) = when;
        let message = format!("{component} exits: `{written}` {takes} `{name}`{yet}");
        // RKE2 reads these two itself.
        let early = component == "kube-apiserver" && flag.starts_with("tls-");
        let (consequence, message) = match early {
            true => (
                Consequence::WontStart,
                format!("RKE2 exits: `{flag}` of {component} does not take `{name}`"),
            ),
            false => (Consequence::ComponentDown, message),
        };
        found.push(
            RULE.error(consequence, context.place(argument.item, piece), message)
                .help(advice(context, name, value, &taken))
                .evidence(source(table)),
        );
    }
}

/// A text where the component reads a number, a switch or a time.
fn of_type(
    context: &Context<'_>,
    target: &Target,
    argument: &Argument<'_>,
    flag: &str,
    written: &str,
) -> Option<Diagnostic> {
    let component = target.component;
    let is_etcd = component == "etcd";
    let kind = context.facts.argument_type(component, flag, context.to)?;
    // Quotes and blanks are for another rule to say, as are the items that RKE2 drops.
    let text = argument.text();
    let is_dropped = is_etcd && argument.value.is_none();
    if argument.op != Op::Replace || text.contains(['"', '\'', ' ']) || is_dropped {
        return None;
    }
    let reads = match (is_etcd, kind) {
        (false, _) => kind.reads(text),
        // RKE2 writes etcd a file, in which numbers and switches are told apart, and times become numbers.
        (true, ArgumentType::Bool) => {
            text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
        }
        (true, _) => {
            text.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c))
                && (go::parse_int(text).is_some() || go::parse_duration(text).is_some())
        }
    };
    if reads {
        return None;
    }
    let is = match argument.value {
        None => format!("without `=` it gets `true` for `{written}`"),
        Some("") => format!("`{written}` needs a value"),
        Some(_) => format!("`{written}` does not take `{text}`"),
    };
    let place = match argument.value {
        Some(value) if !value.is_empty() => context.place(argument.item, value),
        _ => argument.item.span,
    };
    Some(
        RULE.error(
            Consequence::ComponentDown,
            place,
            format!("{component} exits: {is}"),
        )
        .help(format!("write {}", kind.wanted()))
        .evidence(match is_etcd {
            true => "etcd-io/etcd server/embed/config.go",
            false => "kubernetes/website content/en/docs/reference/command-line-tools-reference",
        }),
    )
}

fn advice(context: &Context<'_>, name: &str, value: Option<&Since>, taken: &[&str]) -> String {
    if let Some(value) = value {
        return format!("remove it: {}", value.bound(value.is_gone(context.to)));
    }
    let same = |value: &&&str| value.eq_ignore_ascii_case(name);
    // OpenSSL has names of its own for the same cipher suites.
    let suite = format!("TLS_{}", name.replace('-', "_"));
    let suite = suite
        .replace("_AES128_", "_WITH_AES_128_")
        .replace("_AES256_", "_WITH_AES_256_");
    if let Some(value) = taken.iter().find(same) {
        return format!("upper and lower case matter: write `{value}`");
    }
    if let Some(value) = taken.iter().find(|value| **value == suite) {
        return format!("write the name of the IANA: `{value}`");
    }
    match nearest(name, taken) {
        Some(near) => format!("did you mean `{near}`?"),
        None if taken.len() <= 8 => format!("it takes {}", taken.join(", ")),
        None => "write a name that Kubernetes has".to_owned(),
    }
}

fn source(flag: &str) -> &'static str {
    match flag {
        "enable-admission-plugins" => "kubernetes/kubernetes pkg/kubeapiserver/options/plugins.go",
        "auto-compaction-mode" => "etcd-io/etcd server/embed/config.go",
        "tls-cipher-suites" | "tls-min-version" => "k3s-io/k3s pkg/cli/server/server.go",
        _ => "kubernetes/kubernetes cmd",
    }
}
