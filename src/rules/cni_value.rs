//! A value of `cni` that the release does not take.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::nearest;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "cni-value",
    summary: "`cni` names a plugin that the release does not take",
    page: page!("cni_value.md"),
    when: &[When::Key("cni")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let accepted = context.facts.accepted_values("cni", context.to);
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        // Before lists, the whole text was one value.
        let values = match context.has("cni-list") {
            true => node.split("cni"),
            false => whole(node),
        };
        for (value, span) in values {
            if !accepted.contains(&value) {
                found.push(refuse(context, &accepted, value, span));
            }
        }
    }
}

fn whole<'a>(node: &NodeView<'a>) -> Vec<(&'a str, Span)> {
    let last = node.last("cni");
    last.map(|value| (value.text.as_str(), value.span))
        .into_iter()
        .collect()
}

fn refuse(context: &Context<'_>, accepted: &[&str], value: &str, span: Span) -> Diagnostic {
    let release = context.to;
    let message = match value {
        "" => "RKE2 exits: `cni` is set, but to nothing".to_owned(),
        value => format!("RKE2 exits: {release} takes no `cni: {value}`"),
    };
    let finding = RULE
        .error(Consequence::WontStart, span, message)
        .evidence("rancher/rke2 pkg/cli/cmds/server.go validateCNI");
    let trimmed = value.trim().to_ascii_lowercase();
    if accepted.contains(&&*trimmed) {
        let how = match value.trim() == trimmed {
            true => "values are split at commas and not trimmed: leave no blank around them",
            false => "values are case-sensitive",
        };
        return finding.help(format!("{how}; write `{trimmed}`"));
    }
    let known = accepted.join(", ");
    let other_releases = context
        .facts
        .values("cni")
        .into_iter()
        .find(|fact| fact.value == trimmed);
    match (other_releases, nearest(&trimmed, accepted)) {
        (Some(fact), _) => finding.help(format!(
            "`{trimmed}` is taken by {}; this release takes {known}",
            crate::names::releases(&fact.releases)
        )),
        (None, Some(near)) => {
            finding.help(format!("did you mean `{near}`? This release takes {known}"))
        }
        (None, None) => finding.help(format!("this release takes {known}")),
    }
}
