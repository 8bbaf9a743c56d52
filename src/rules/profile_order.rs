//! A profile that the release which runs does not take, but the next one does.

use super::{Context, Rule, When, add_once};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "profile-order",
    summary: "`profile` suits the target only, so the file and the release must change together",
    page: page!("profile_order.md"),
    when: &[When::Key("profile")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, to)) = context.step() else {
        return;
    };
    let before = context.facts.accepted_values("profile", from);
    let after = context.facts.accepted_values("profile", to);
    for node in &context.nodes {
        let Some(value) = node.last("profile") else {
            continue;
        };
        let text = value.text.as_str();
        if text.is_empty() || before.contains(&text) || !after.contains(&text) {
            continue;
        }
        let message = format!(
            "{to} takes `profile: {text}`, but {from} exits on it: \
             a node that restarts with this file before it is upgraded does not come back"
        );
        // Other profiles than the CIS ones do other things.
        let common = before.iter().find(|value| {
            after.contains(value) && value.starts_with("cis") && text.starts_with("cis")
        });
        let help = match common {
            Some(common) => format!(
                "go with `{common}`, which both take, or write this file and upgrade without a restart in between"
            ),
            None => {
                "write this file on all nodes, do not restart RKE2, and then upgrade".to_owned()
            }
        };
        add_once(
            found,
            RULE.info(Consequence::WontStart, value.span, message)
                .help(help)
                .evidence("rancher/rke2 pkg/cli/cmds/root.go validateProfile")
                .evidence("rancher/rke2-docs docs/known_issues.md"),
        );
    }
}
