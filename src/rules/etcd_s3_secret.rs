//! A secret for S3 beside options that turn it off.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "etcd-s3-secret",
    summary: "`etcd-s3-config-secret` is ignored because of other `etcd-s3` options",
    page: page!("etcd_s3_secret.md"),
    when: &[When::Key("etcd-s3-config-secret")],
    check,
};

/// Options that say nothing about where snapshots go.
const BESIDE: [&str; 2] = ["etcd-s3-config-secret", "etcd-s3-retention"];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("s3-config-secret-shadowed") {
        return;
    }
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let Some(secret) = node.text("etcd-s3-config-secret") else {
            continue;
        };
        if !node.is_on("etcd-s3") {
            continue;
        }
        let settings = node.effective.settings.iter();
        let settings = settings.filter(|setting| {
            setting.key.starts_with("etcd-s3-") && !BESIDE.contains(&setting.key)
        });
        let others: Vec<_> = settings
            .filter(|setting| {
                let Some(value) = setting.last() else {
                    return false;
                };
                let default = context.facts.default_of(setting.key, context.to);
                !value.opaque && !is_default(&value.text, default)
            })
            .collect();
        let Some(first) = others.first() else {
            continue;
        };
        let message = format!(
            "RKE2 ignores this secret: it is read only if no other option says anything about S3, and `{}` does",
            first.key
        );
        let mut finding = RULE
            .warning(Consequence::Ignored, secret.span, message)
            .help("put all of it into the secret, or leave the secret out")
            .evidence("k3s-io/k3s pkg/etcd/s3/s3.go GetClient");
        for span in others.iter().filter_map(|setting| setting.key_span()) {
            finding = finding.related(span, "turns the secret off");
        }
        found.push(finding);
    }
}

/// Whether a value is what the option is without it.
fn is_default(text: &str, default: Option<&str>) -> bool {
    let default = default.unwrap_or_default();
    text == default
        || (default.is_empty() && go::parse_bool(text) == Some(false))
        || matches!((go::parse_duration(text), go::parse_duration(default)), (Some(a), Some(b)) if a == b)
}
