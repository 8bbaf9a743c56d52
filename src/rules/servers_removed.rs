//! Servers that are no longer there.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::names::list;
use crate::project::pairs;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "servers-removed",
    summary: "Servers of a running cluster are gone from the configuration",
    page: page!("servers_removed.md"),
    when: &[When::Has(Mark::Before)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(before) = context.before else { return };
    let kept = pairs(before, context.project);
    // Where nothing stayed, this is another cluster.
    if kept.is_empty() {
        return;
    }
    let release = context.from.unwrap_or(context.to);
    let views = before
        .nodes
        .iter()
        .map(|node| NodeView::new(context.facts, node, release));
    let members: Vec<NodeView<'_>> = views
        .filter(|view| view.role == Some(Role::Server) && !view.is_on("disable-etcd"))
        .collect();
    if members
        .iter()
        .any(|view| view.get("datastore-endpoint").is_some())
    {
        return;
    }
    let gone = |view: &&NodeView<'_>| !kept.iter().any(|(old, _)| std::ptr::eq(*old, view.node));
    let gone: Vec<&NodeView<'_>> = members.iter().filter(gone).collect();
    if gone.is_empty() {
        return;
    }
    let names: Vec<String> = gone.iter().map(|view| view.node.name.clone()).collect();
    let quorum = members.len() / 2 + 1;
    let (verb, they, nodes) = match gone.len() {
        1 => ("is", "it stays a member", "its node is"),
        _ => ("are", "they stay members", "their nodes are"),
    };
    let message = format!(
        "{} {verb} gone from the configuration, but {they} of etcd until {nodes} deleted from the cluster",
        list(&names)
    );
    let loses = members.len() - gone.len() < quorum;
    let finding = match loses {
        true => RULE.finding(
            Severity::Warning,
            Consequence::ComponentDown,
            None,
            format!(
                "{message}; of {} members {quorum} must run, so etcd stops if they go at once",
                members.len()
            ),
        ),
        false => RULE.finding(Severity::Info, Consequence::Ignored, None, message),
    };
    let finding = gone
        .iter()
        .filter_map(|view| view.node.config.place())
        .fold(finding, |finding, span| {
            finding.related(span, "no longer there")
        });
    found.push(
        finding
            .help(
                "one after another: `kubectl delete node`, wait until the node is gone, then stop RKE2 on it",
            )
            .evidence("k3s-io/k3s pkg/etcd/member_controller.go"),
    );
}
