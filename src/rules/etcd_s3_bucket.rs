//! Snapshots in S3 without a bucket.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "etcd-s3-bucket",
    summary: "`etcd-s3` is on, but no bucket is named",
    page: page!("etcd_s3_bucket.md"),
    when: &[When::Key("etcd-s3")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        if !node.is_on("etcd-s3") || node.is_on("etcd-disable-snapshots") {
            continue;
        }
        let named = |key: &str| {
            let setting = node.get(key);
            let last = setting.and_then(|setting| setting.last());
            last.is_some_and(|value| !value.text.is_empty() || value.opaque)
        };
        if named("etcd-s3-bucket") || named("etcd-s3-config-secret") {
            continue;
        }
        let bucket = node
            .get("etcd-s3-bucket")
            .and_then(|setting| setting.last());
        if bucket.is_none() && !node.is_whole() {
            continue;
        }
        let Some(switch) = node.last("etcd-s3") else {
            continue;
        };
        let span = bucket.map_or(switch.span, |value| value.span);
        let secret = context.facts.option("etcd-s3-config-secret");
        let secret = secret.is_some_and(|option| option.server.contains(context.to));
        found.push(
            RULE.warning(
                Consequence::DataLoss,
                span,
                "every snapshot to S3 fails: no bucket is named; RKE2 starts, and says so only in its log",
            )
            .help(match secret {
                true => "add `etcd-s3-bucket`, or `etcd-s3-config-secret` with the name of a secret that holds all of it",
                false => "add `etcd-s3-bucket`",
            })
            .evidence("k3s-io/k3s pkg/etcd/s3/s3.go GetClient"),
        );
    }
}
