//! A node's name that Kubernetes does not take.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::labels::is_subdomain;

pub static RULE: Rule = Rule {
    id: "node-name",
    summary: "`node-name` is no name that a node can have",
    page: page!("node_name.md"),
    when: &[When::Key("node-name")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        let Some(value) = node.text("node-name") else {
            continue;
        };
        let name = value.text.to_ascii_lowercase();
        if is_subdomain(&name) {
            if name != value.text {
                found.push(
                    RULE.info(
                        Consequence::Changed,
                        value.span,
                        format!("the node is called `{name}`: RKE2 writes the name in lower case"),
                    )
                    .help(format!(
                        "write `{name}`, so that it is found where people look for it"
                    ))
                    .evidence("k3s-io/k3s pkg/util/net.go GetHostnameAndIPs"),
                );
            }
            continue;
        }
        let mended: String = name
            .chars()
            .map(|c| {
                if c.is_ascii_alphanumeric() || c == '.' {
                    c
                } else {
                    '-'
                }
            })
            .collect();
        let mended = mended.trim_matches(['-', '.']);
        let help = match is_subdomain(mended) {
            true => format!("a name has lower-case letters, digits, `-` and `.`: write `{mended}`"),
            false => "a name has lower-case letters, digits, `-` and `.`, with a letter or a digit at both ends, and at most 63 between two dots".to_owned(),
        };
        found.push(
            RULE.error(
                Consequence::ComponentDown,
                value.span,
                format!("the node does not join: Kubernetes takes no node called `{name}`"),
            )
            .help(help)
            .evidence(
                "kubernetes/kubernetes pkg/apis/core/validation/validation.go ValidateNodeName",
            ),
        );
    }
}
