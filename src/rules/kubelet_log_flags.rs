//! Log flags of the kubelet that lose against those of RKE2.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "kubelet-log-flags",
    summary: "Log flags in `kubelet-arg` lose against those of RKE2",
    page: page!("kubelet_log_flags.md"),
    when: &[When::Key("kubelet-arg")],
    check,
};

/// The log flags that RKE2 sets itself.
const SET: [&str; 4] = [
    "alsologtostderr",
    "log-file",
    "log-file-max-size",
    "logtostderr",
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("kubelet-log-flags-overridden") {
        return;
    }
    for node in &context.nodes {
        for argument in context.arguments(node, "kubelet-arg") {
            let flag = argument.flag();
            if !SET.contains(&&*flag) {
                continue;
            }
            found.push(
                RULE.info(
                    Consequence::Ignored,
                    argument.item.span,
                    format!("{} puts its own `{flag}` behind this one, and that wins", context.to),
                )
                .help("an update of the same minor follows it again: v1.31.11, v1.32.7, v1.33.3 and later")
                .evidence("rancher/rke2 pkg/cli/defaults/defaults.go"),
            );
        }
    }
}
