//! Several servers of one cluster that join none.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::list;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "several-first-servers",
    summary: "Several servers of one cluster have no `server` to join",
    page: page!("several_first_servers.md"),
    when: &[When::Has(Mark::Cluster)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // A server that is part of a cluster does not look at `server` any more.
    if context.from.is_some() || context.before.is_some() {
        return;
    }
    for nodes in context.clusters() {
        let servers: Vec<&NodeView<'_>> = nodes
            .into_iter()
            .filter(|node| node.role == Some(Role::Server))
            .collect();
        let known = servers.iter().all(|node| node.is_one_node());
        let external = |node: &&NodeView<'_>| node.get("datastore-endpoint").is_some();
        // A shared database makes one cluster of them.
        if !known || servers.iter().any(external) {
            continue;
        }
        let founders = servers.iter().filter(|node| node.get("server").is_none());
        let founders: Vec<_> = founders.collect();
        let [first, others @ ..] = &founders[..] else {
            continue;
        };
        let Some(place) = others.first().and_then(|node| node.node.config.place()) else {
            continue;
        };
        let names: Vec<String> = founders.iter().map(|node| node.name().to_owned()).collect();
        let message = format!(
            "{} have no `server`: unless they are part of a cluster already, each of them founds one of its own",
            list(&names)
        );
        let places = founders.iter().filter_map(|node| node.node.config.place());
        let finding = places.filter(|span| *span != place).fold(
            RULE.warning(Consequence::Changed, place, message),
            |finding, span| finding.related(span, "no `server` here either"),
        );
        found.push(
            finding
                .help(format!(
                    "write `server: https://ADDRESS:9345` on all of them but {}",
                    first.name()
                ))
                .evidence("rancher/rke2-docs docs/install/ha.md"),
        );
    }
}
