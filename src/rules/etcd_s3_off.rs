//! Options for snapshots in S3 that nothing turns on.

use super::{Context, NodeView, Rule, When};
use crate::config::Entry;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::order;

pub static RULE: Rule = Rule {
    id: "etcd-s3-off",
    summary: "Options for snapshots in S3 are set, but `etcd-s3` is not on",
    page: page!("etcd_s3_off.md"),
    when: &[When::Prefix("etcd-s3")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let mut entries: Vec<&Entry> = s3_entries(node);
        order::sort_by_key(&mut entries, |entry| entry.key_span);
        let Some((first, others)) = entries.split_first() else {
            continue;
        };
        let (message, help) = if node.is_opaque("etcd-s3") {
            continue;
        } else if node.is_on("etcd-disable-snapshots") {
            (
                "`etcd-disable-snapshots` is on, so nothing is written to S3".to_owned(),
                "leave `etcd-disable-snapshots` out, or take the S3 options away",
            )
        } else if node.is_on("etcd-s3") {
            continue;
        } else if node.last("etcd-s3").is_some() || node.is_whole() {
            (
                "RKE2 ignores this: snapshots go to S3 only if `etcd-s3` is on".to_owned(),
                "add `etcd-s3: true`",
            )
        } else {
            continue;
        };
        let mut finding = RULE
            .warning(Consequence::Ignored, first.key_span, message)
            .help(help)
            .evidence("k3s-io/k3s pkg/cli/server/server.go");
        for entry in others {
            finding = finding.related(entry.key_span, "ignored too");
        }
        found.push(finding);
    }
}

/// The entries that say where in S3 snapshots go.
fn s3_entries<'a>(node: &NodeView<'a>) -> Vec<&'a Entry> {
    let settings = node.effective.settings.iter();
    let s3 = settings.filter(|setting| setting.key.starts_with("etcd-s3-"));
    let set = s3.filter(|setting| setting.last().is_some_and(|value| !value.text.is_empty()));
    set.filter_map(|setting| setting.entries.last().copied())
        .collect()
}
