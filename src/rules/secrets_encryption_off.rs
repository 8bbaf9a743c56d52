//! `secrets-encryption: false`, which has no effect.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "secrets-encryption-off",
    summary: "`secrets-encryption: false`, although RKE2 always encrypts",
    page: page!("secrets_encryption_off.md"),
    when: &[When::Key("secrets-encryption")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("secrets-encryption-forced") {
        return;
    }
    for node in &context.nodes {
        let off = |text: &str| go::parse_bool(text) == Some(false);
        let Some(value) = node
            .last("secrets-encryption")
            .filter(|value| off(&value.text))
        else {
            continue;
        };
        let message = "RKE2 encrypts secrets at rest whatever this says";
        found.push(
            RULE.warning(Consequence::Ignored, value.span, message)
                .help("remove the key")
                .evidence("rancher/rke2 pkg/rke2/rke2.go Server"),
        );
    }
}
