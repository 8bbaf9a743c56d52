//! `egress-selector-mode` in a release that sets it to `disabled` whatever it says.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "egress-selector-ignored",
    summary: "`egress-selector-mode` in a release that always disables it",
    page: page!("egress_selector_ignored.md"),
    when: &[When::Key("egress-selector-mode")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("egress-forced-disabled") {
        return;
    }
    for node in &context.nodes {
        let Some(value) = node.last("egress-selector-mode") else {
            continue;
        };
        let mode = value.text.as_str();
        let accepted = context
            .facts
            .accepted_values("egress-selector-mode", context.to);
        if mode == "disabled" || !accepted.contains(&mode) {
            continue;
        }
        let release = context.to;
        let message = format!("{release} sets `egress-selector-mode` to disabled, not to {mode}");
        found.push(
            RULE.warning(Consequence::Ignored, value.span, message)
                .help("v1.23.14, v1.24.8, v1.25.4 and later do what it says")
                .evidence("rancher/rke2 pkg/rke2/rke2.go (PR 3035 to 3037, taken back by PR 3495)"),
        );
    }
}
