//! A value of `ingress-controller` that the release does not know.

use super::{Context, NodeView, Rule, When};
use crate::config::Value;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::{nearest, releases};

pub static RULE: Rule = Rule {
    id: "ingress-controller-value",
    summary: "`ingress-controller` names a controller that the release does not know",
    page: page!("ingress_controller_value.md"),
    when: &[When::Key("ingress-controller")],
    check,
};

const KEY: &str = "ingress-controller";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let accepted = context.facts.accepted_values(KEY, context.to);
    for node in &context.nodes {
        // A mapping is no name of anything, and another rule's business.
        if node.values(KEY).iter().any(|value| !value.is_text()) {
            continue;
        }
        match context.has("ingress-not-validated") {
            true => unchecked(context, node, &accepted, found),
            false => checked(context, node, &accepted, found),
        }
    }
}

/// Releases that split at commas, and stop at a value that they do not know.
fn checked(
    context: &Context<'_>,
    node: &NodeView<'_>,
    accepted: &[&str],
    found: &mut Vec<Diagnostic>,
) {
    for (value, span) in node.split(KEY) {
        if accepted.contains(&value) {
            continue;
        }
        let release = context.to;
        let message = match value {
            "" => format!("RKE2 exits: `{KEY}` is set, but to nothing"),
            value => format!("RKE2 exits: {release} takes no `{KEY}: {value}`"),
        };
        let finding = RULE
            .error(Consequence::WontStart, span, message)
            .help(meant(context, value, accepted))
            .evidence("rancher/rke2 pkg/cli/cmds/server.go validateIngress");
        found.push(match whole_item(node, value).and(guess(value, accepted)) {
            Some(near) => finding.suggest(span, near),
            None => finding,
        });
    }
}

/// Releases that look for the names they know among the items, and check nothing.
fn unchecked(
    context: &Context<'_>,
    node: &NodeView<'_>,
    accepted: &[&str],
    found: &mut Vec<Diagnostic>,
) {
    let values = node.values(KEY);
    let unknown = |value: &&Value| !accepted.contains(&&*value.text);
    let nothing_left = !node.is_opaque(KEY) && values.iter().all(unknown);
    let first = values.first().copied();
    for value in values.iter().copied().filter(unknown) {
        let text = value.text.as_str();
        let finding = match (nothing_left, text) {
            (true, "") => RULE.error(
                Consequence::Traffic,
                value.span,
                format!("RKE2 deploys no ingress controller: `{KEY}` is set, but to nothing"),
            ),
            (true, text) => RULE.error(
                Consequence::Traffic,
                value.span,
                format!("RKE2 deploys no ingress controller: it looks for names it knows, and passes `{text}` over"),
            ),
            (false, text) => {
                let class = match first.is_some_and(|first| std::ptr::eq(first, value)) {
                    true => ", and no controller serves the default class, which the first item names",
                    false => "",
                };
                let message = format!("RKE2 passes `{text}` over: it knows no such ingress controller{class}");
                RULE.warning(Consequence::Ignored, value.span, message)
            }
        };
        let finding = finding.evidence("rancher/rke2 pkg/bootstrap/bootstrap.go updateManifests");
        let pieces: Vec<&str> = text.split(',').map(str::trim).collect();
        let known = pieces.iter().all(|piece| accepted.contains(piece));
        found.push(match (pieces.len() > 1 && known, guess(text, accepted)) {
            (true, _) => {
                let list = format!("[{}]", pieces.join(", "));
                let finding = finding.help(format!(
                    "items are no longer split at commas: write `{KEY}: {list}`"
                ));
                match context.as_items(node, KEY, value, &pieces) {
                    // Another rule may speak up about what is then deployed.
                    Some(text) => finding.suggest(value.span, text),
                    None => finding,
                }
            }
            (false, Some(near)) => finding
                .help(meant(context, text, accepted))
                .suggest(value.span, near),
            (false, None) => finding.help(meant(context, text, accepted)),
        });
    }
}

/// The item, if the value is all of it.
fn whole_item<'n>(node: &'n NodeView<'_>, value: &str) -> Option<&'n Value> {
    node.values(KEY).into_iter().find(|item| item.text == value)
}

/// The controller that is meant; `nginx` has a longer name here.
fn guess<'k>(value: &str, accepted: &[&'k str]) -> Option<&'k str> {
    let lower = value.trim().to_ascii_lowercase();
    let short = lower.strip_prefix("rke2-").unwrap_or(&lower);
    let exact = |name: &&&str| ***name == *short || (short == "nginx" && **name == "ingress-nginx");
    let exact = accepted.iter().find(exact).copied();
    exact.or_else(|| nearest(short, accepted))
}

fn meant(context: &Context<'_>, value: &str, accepted: &[&str]) -> String {
    let known = accepted.join(", ");
    let trimmed = value.trim();
    if trimmed != value && accepted.contains(&trimmed) {
        return format!(
            "items are split at commas and not trimmed: leave no blank around `{trimmed}`"
        );
    }
    if let Some(near) = guess(value, accepted) {
        return format!("write `{near}`; this release knows {known}");
    }
    let facts = context.facts.values(KEY);
    match facts.iter().find(|fact| fact.value == value) {
        Some(fact) => format!(
            "`{value}` is taken by {}; this release knows {known}",
            releases(&fact.releases)
        ),
        None => format!("this release knows {known}"),
    }
}
