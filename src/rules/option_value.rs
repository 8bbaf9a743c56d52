//! A value that RKE2 refuses, of an option with a short list of them.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::names::nearest;

pub static RULE: Rule = Rule {
    id: "option-value",
    summary: "An option that takes a few values has another one",
    page: page!("option_value.md"),
    when: &[
        When::Key("egress-selector-mode"),
        When::Key("secrets-encryption-provider"),
    ],
    check,
};

/// The options, with the trait that dates the check where not all of its releases were read.
const OPTIONS: [(&str, Option<&str>, &str); 2] = [
    (
        "egress-selector-mode",
        None,
        "k3s-io/k3s pkg/cli/server/server.go validateNetworkConfiguration",
    ),
    (
        "secrets-encryption-provider",
        Some("secrets-encryption-provider-checked"),
        "k3s-io/k3s pkg/daemons/control/deps/deps.go genEncryptionConfigAndState",
    ),
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for (key, dated, source) in OPTIONS {
        let accepted = context.facts.accepted_values(key, context.to);
        let behaviour = dated.and_then(|dated| context.facts.behaviour(dated, context.to));
        let certain = behaviour.is_none_or(|behaviour| behaviour.certain);
        for node in &context.nodes {
            let Some(value) = node.text(key) else {
                continue;
            };
            if accepted.contains(&&*value.text) {
                continue;
            }
            let (severity, inferred) = match certain {
                true => (Severity::Error, ""),
                false => (Severity::Warning, " (inferred from later releases)"),
            };
            let release = context.to;
            let message = format!(
                "RKE2 exits: {release} takes no `{key}: {}`{inferred}",
                value.text
            );
            let finding = RULE
                .finding(severity, Consequence::WontStart, Some(value.span), message)
                .evidence(source);
            let known = accepted.join(", ");
            let lower = value.text.to_ascii_lowercase();
            found.push(match nearest(&lower, &accepted) {
                Some(near) => finding
                    .help(format!("did you mean `{near}`? It takes {known}"))
                    .suggest(value.span, near),
                None => finding.help(format!("it takes {known}")),
            });
        }
    }
}
