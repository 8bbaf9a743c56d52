//! A default that is another one on the target, for a key that nobody sets.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::cluster::DefaultChange;
use crate::release::Release;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "default-changed",
    summary: "A key that is not set has another default on the target",
    page: page!("default_changed.md"),
    when: &[When::Has(Mark::From)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, to)) = context.step().filter(|(from, to)| from < to) else {
        return;
    };
    for change in context.facts.default_changes() {
        let (Some(before), Some(after)) =
            (value(context, &change, from), value(context, &change, to))
        else {
            continue;
        };
        if before == after || !context.nodes.iter().any(|node| leaves_out(node, &change)) {
            continue;
        }
        let key = change.key;
        let message = format!(
            "`{key}` is not set, and its default goes from `{before}` to `{after}`: {}",
            change.about
        );
        found.push(
            RULE.finding(Severity::Info, Consequence::Changed, None, message)
                .help(change.instead)
                .evidence(change.source),
        );
    }
}

/// What a release makes of it when nobody sets it.
fn value(context: &Context<'_>, change: &DefaultChange, release: Release) -> Option<&'static str> {
    if change.key == "egress-selector-mode" && context.facts.has("egress-forced-disabled", release)
    {
        return Some("disabled");
    }
    let option = context.facts.option(change.key)?;
    match option.server.contains(release) {
        true => option.default_in(release),
        false => change.without,
    }
}

/// Whether a server leaves the key to its default, and would notice.
fn leaves_out(node: &NodeView<'_>, change: &DefaultChange) -> bool {
    node.role == Some(Role::Server)
        && node.is_whole()
        && node.get(change.key).is_none()
        && change.only_with.is_none_or(|key| node.is_on(key))
}
