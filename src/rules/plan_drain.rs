//! How a Plan empties nodes.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::plan::Plan;
use crate::yaml::go::parse_duration;

pub static RULE: Rule = Rule {
    id: "plan-drain",
    summary: "A Plan cordons or drains nodes in a way that fails, or not as it is written",
    page: page!("plan_drain.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const TYPES: &str = "rancher/system-upgrade-controller pkg/apis/upgrade.cattle.io/v1/types.go";
const JOB: &str = "rancher/system-upgrade-controller pkg/upgrade/job/job.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for plan in context.plans() {
        let Some(drain) = plan.get(&["drain"]) else {
            if plan.switch(&["cordon"]) == Some(true) {
                account(&plan, found);
            }
            continue;
        };
        account(&plan, found);
        let both = (
            drain.get("deleteEmptydirData"),
            drain.get("deleteLocalData"),
        );
        if let (Some(new), Some(old)) = both
            && !new.is_null()
            && !old.is_null()
        {
            let message = "the controller refuses a Plan with both `deleteEmptydirData` and `deleteLocalData`, \
                           even if they say the same";
            found.push(
                RULE.error(Consequence::Ignored, old.span(), message)
                    .related(new.span(), "the newer name")
                    .help("keep `deleteEmptydirData`")
                    .evidence(
                        "rancher/system-upgrade-controller pkg/upgrade/plan/plan.go Validate",
                    ),
            );
        }
        if let Some(cordon) = plan.get(&["cordon"])
            && plan.switch(&["cordon"]) == Some(true)
        {
            let message = "`cordon` has no effect beside `drain`, which cordons the node itself";
            found.push(
                RULE.info(Consequence::Ignored, cordon.span(), message)
                    .evidence(TYPES),
            );
        }
        if let Some(node) = drain.get("ignoreDaemonSets")
            && plan.switch(&["drain", "ignoreDaemonSets"]) == Some(false)
        {
            let message = "`kubectl drain` gives up on every node that runs a pod of a DaemonSet, \
                           and the network plugin is one";
            found.push(
                RULE.warning(Consequence::Unsupported, node.span(), message)
                    .help("leave `ignoreDaemonSets` out, or set it to true")
                    .evidence(JOB),
            );
        }
        timeout(&plan, found);
    }
}

/// Without an account of its own the job may not touch nodes.
fn account(plan: &Plan<'_>, found: &mut Vec<Diagnostic>) {
    let key = ["drain", "cordon"];
    let key = key.iter().find_map(|key| plan.spec()?.entry(key));
    if let Some((key, _)) = key
        && plan.is_whole()
        && plan.get(&["serviceAccountName"]).is_none()
    {
        let message = format!(
            "{} has no `serviceAccountName`: the namespace's default account may not cordon or drain nodes, \
             unless somebody allowed it",
            plan.title()
        );
        found.push(
            RULE.warning(Consequence::Ignored, key.span(), message)
                .help("write `serviceAccountName: system-upgrade`, the account that the controller comes with")
                .evidence(TYPES),
        );
    }
}

fn timeout(plan: &Plan<'_>, found: &mut Vec<Diagnostic>) {
    const SECOND: i64 = 1_000_000_000;
    let path = ["drain", "timeout"];
    let Some(node) = plan.get(&path) else { return };
    if let Some(number) = plan.number(&path) {
        // Nanoseconds were the only way once, so that a large number may be meant so.
        if number > 0 && number < SECOND {
            let message = format!(
                "a `timeout` without a unit counts nanoseconds: `kubectl drain` gives up at once, after {number} ns"
            );
            found.push(
                RULE.error(Consequence::Unsupported, node.span(), message)
                    .help(format!("write `\"{number}s\"` if seconds are meant"))
                    .evidence(TYPES),
            );
        } else if number > i64::from(i32::MAX) {
            let message =
                "the controller takes no number this large as a `timeout` from v0.15.0 on";
            found.push(
                RULE.warning(Consequence::Ignored, node.span(), message)
                    .help(format!("write `{}s`", number / SECOND))
                    .evidence(TYPES),
            );
        }
        return;
    }
    let drain = parse_duration(node.text()).unwrap_or(0);
    let Some(deadline) = plan.number(&["jobActiveDeadlineSecs"]) else {
        return;
    };
    if deadline > 0 && !plan.is_opaque(node) && drain / SECOND >= deadline {
        let message = format!(
            "the job ends after {deadline} s, before `drain` does: its `timeout` is {}",
            node.text()
        );
        found.push(
            RULE.warning(Consequence::Unsupported, node.span(), message)
                .help(
                    "raise `jobActiveDeadlineSecs`: the upgrade itself needs time after the drain",
                )
                .evidence(JOB),
        );
    }
}
