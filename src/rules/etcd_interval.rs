//! A time of nothing where etcd's snapshots need one.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "etcd-interval",
    summary: "`etcd-snapshot-reconcile-interval` or `etcd-s3-timeout` is zero or less",
    page: page!("etcd_interval.md"),
    when: &[
        When::Key("etcd-snapshot-reconcile-interval"),
        When::Key("etcd-s3-timeout"),
    ],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        // With cluster-reset the check is made all the same, but that ends the process anyway.
        if node.is_on("etcd-disable-snapshots") || node.is_opaque("etcd-disable-snapshots") {
            continue;
        }
        judge(
            context,
            node,
            "etcd-snapshot-reconcile-interval",
            "reconcile-interval-checked",
            found,
        );
        if node.is_on("etcd-s3") {
            judge(
                context,
                node,
                "etcd-s3-timeout",
                "s3-timeout-checked",
                found,
            );
        }
    }
}

fn judge(
    context: &Context<'_>,
    node: &NodeView<'_>,
    option: &str,
    behaviour: &str,
    found: &mut Vec<Diagnostic>,
) {
    let Some(checked) = context.facts.behaviour(behaviour, context.to) else {
        return;
    };
    let Some(value) = node.last(option).filter(|_| checked.holds) else {
        return;
    };
    if go::parse_duration(&value.text).is_none_or(|time| time > 0) {
        return;
    }
    let (consequence, text) = (Consequence::WontStart, &value.text);
    let finding = match checked.certain {
        true => RULE.error(
            consequence,
            value.span,
            format!("RKE2 exits: `{option}: {text}` must be more than zero"),
        ),
        false => RULE.warning(
            consequence,
            value.span,
            format!("RKE2 probably exits, as its neighbouring releases do: `{option}: {text}` must be more than zero"),
        ),
    };
    found.push(
        finding
            .help("write a duration such as `10m`, or leave the key out")
            .evidence("k3s-io/k3s pkg/cli/server/server.go"),
    );
}
