//! Servers of one cluster that differ in what nothing compares, but all of them act on.

use super::{Context, Mark, NodeView, Rule, When};
use crate::config::Compared;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::cluster::SharedValue;
use crate::names::list;
use crate::order;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "servers-disagree",
    summary: "Servers of one cluster differ in what all of them deploy",
    page: page!("servers_disagree.md"),
    when: &[When::Has(Mark::Cluster)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for nodes in context.clusters() {
        // A server without an apiserver deploys nothing.
        let servers: Vec<&NodeView<'_>> = nodes
            .into_iter()
            .filter(|node| node.role == Some(Role::Server) && !node.is_on("disable-apiserver"))
            .collect();
        for value in context.facts.shared_values() {
            found.extend(disagreement(&servers, &value));
        }
    }
}

fn disagreement(servers: &[&NodeView<'_>], value: &SharedValue) -> Option<Diagnostic> {
    let key = value.key;
    let known = servers
        .iter()
        .filter_map(|node| Some((*node, node.compared(key)?)));
    // An order that RKE2 refuses is no other choice.
    let choice = |compared: &Compared| {
        let mut values = compared.values.clone();
        if key == "cni" {
            order::sort(&mut values);
        }
        values
    };
    let known: Vec<(&NodeView<'_>, Compared)> = known.collect();
    let (first, others) = known.split_first()?;
    let others: Vec<_> = others
        .iter()
        .filter(|(_, other)| choice(other) != choice(&first.1))
        .collect();
    let second = others.first()?;
    let names: Vec<String> = others
        .iter()
        .map(|(node, _)| node.name().to_owned())
        .collect();
    let message = format!(
        "`{key}` is {} on {}, but {} on {}: {}",
        first.1.shown(),
        first.0.name(),
        second.1.shown(),
        list(&names),
        value.about
    );
    let place = second.1.span.or(first.1.span)?;
    let mut finding = RULE.warning(Consequence::Changed, place, message);
    for (node, compared) in known
        .iter()
        .filter(|(_, compared)| compared.span != Some(place))
    {
        if let Some(span) = compared.span.or_else(|| node.node.config.place()) {
            let text = format!("on {} it is {}", node.name(), compared.shown());
            finding = finding.related(span, text);
        }
    }
    Some(
        finding
            .help(format!("write the same `{key}` on all servers"))
            .evidence(value.source),
    )
}
