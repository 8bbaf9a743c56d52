//! A label that the kubelet may not, or cannot, give its node.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;
use crate::values::labels::{is_label_name, is_label_value, is_within, label_namespace};

pub static RULE: Rule = Rule {
    id: "node-label",
    summary: "`node-label` holds a label that the kubelet refuses",
    page: page!("node_label.md"),
    when: &[When::Key("node-label")],
    check,
};

/// The domains that Kubernetes keeps for itself.
const RESERVED: [&str; 2] = ["kubernetes.io", "k8s.io"];
const SOURCE: &str =
    "kubernetes/kubernetes cmd/kubelet/app/options/options.go ValidateKubeletFlags";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (text, span) in context.pieces(node, "node-label") {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            let (name, value) = (name.trim(), value.trim());
            if name.is_empty() && value.is_empty() {
                continue;
            }
            found.extend(judge(context, name, value, span));
        }
    }
}

fn judge(context: &Context<'_>, name: &str, value: &str, span: Span) -> Option<Diagnostic> {
    let refuse = |message: String| {
        RULE.error(Consequence::ComponentDown, span, message)
            .evidence(SOURCE)
    };
    if !is_label_name(name) {
        let message = format!("kubelet exits: `{name}` is no name of a label");
        let help = match name.split_once(':') {
            Some((name, value)) if is_label_name(name.trim()) => {
                format!("write `{}={}`", name.trim(), value.trim())
            }
            _ => "a name has letters, digits, `-`, `_` and `.`, at most 63 of them, and perhaps a domain and a slash in front".to_owned(),
        };
        return Some(refuse(message).help(help));
    }
    if !is_label_value(value) {
        let message = format!("kubelet exits: `{value}` is no value of the label `{name}`");
        let bare = value.trim_matches(['"', '\'']);
        let help = match bare != value && is_label_value(bare) {
            true => format!("the quotes belong to the value: write `{name}={bare}`"),
            false => "a value has letters, digits, `-`, `_` and `.`, at most 63 of them".to_owned(),
        };
        return Some(refuse(message).help(help));
    }
    let namespace = label_namespace(name);
    let (labels, namespaces) = context.facts.kubelet_labels();
    let reserved = RESERVED
        .iter()
        .find(|domain| is_within(namespace, domain))?;
    let allowed =
        labels.contains(&name) || namespaces.iter().any(|domain| is_within(namespace, domain));
    if allowed {
        return None;
    }
    let message =
        format!("kubelet exits: it may not give its node `{name}`, a label below `{reserved}`");
    let help = match namespace {
        "node-role.kubernetes.io" => format!(
            "give the role once the node has joined: `kubectl label node NAME {name}={value}`"
        ),
        _ => format!(
            "use a domain of your own, or one of {}; or set it once the node has joined: `kubectl label node NAME {name}={value}`",
            namespaces.join(" and ")
        ),
    };
    Some(refuse(message).help(help))
}
