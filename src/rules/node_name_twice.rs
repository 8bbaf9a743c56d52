//! Two nodes of one cluster that have the same name.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::order;

pub static RULE: Rule = Rule {
    id: "node-name-twice",
    summary: "Two nodes of one cluster have the same `node-name`",
    page: page!("node_name_twice.md"),
    when: &[When::Key("node-name")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut named = Vec::new();
    for node in &context.nodes {
        let cluster = &node.node.cluster;
        let (Some(role), Some(name)) = (node.role, node.last("node-name")) else {
            continue;
        };
        // With the id of the node its name is its own, and a template may change more than the name.
        if name.text.is_empty() || node.is_on("with-node-id") || node.is_conditional_at(name.span) {
            continue;
        }
        // RKE2 writes names in lower case.
        named.push((cluster, name.text.to_ascii_lowercase(), role, name.span));
    }
    order::sort(&mut named);
    let same = named.chunk_by(|a, b| (a.0, &a.1) == (b.0, &b.1));
    for ((other, taken), (cluster, _, role, span)) in same
        .filter_map(|same| same.split_first())
        .flat_map(|(first, others)| others.iter().map(|other| ((first.2, first.3), other)))
    {
        // Nodes of different roles that nothing holds together are hardly of one cluster.
        if taken == *span || cluster.is_none() && other != *role {
            continue;
        }
        // Servers come first, so it is one of them that has the name where the roles differ.
        let role = match other == *role {
            true => format!("another {}", role.name()),
            false => "a server".to_owned(),
        };
        // Only names of files and folders tell whether two nodes are of one cluster.
        let finding = match cluster {
            Some(_) => RULE.error(
                Consequence::WontStart,
                *span,
                format!("{role} of the cluster has this name: whichever node joins second is refused, and waits for ever"),
            ),
            None => RULE.info(
                Consequence::WontStart,
                *span,
                format!("{role} has this name: if both are of one cluster, whichever joins second is refused, and waits for ever"),
            ),
        };
        found.push(
            finding
                .related(taken, "the name is taken here")
                .help("give each node a name of its own, or set `with-node-id: true`")
                .evidence("k3s-io/k3s pkg/util/net.go GetHostnameAndIPs")
                .evidence("k3s-io/k3s pkg/agent/config/config.go getNodeNamedCrt"),
        );
    }
}
