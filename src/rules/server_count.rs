//! A number of servers that keeps etcd no safer than one less would.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "server-count",
    summary: "The cluster has an even number of etcd servers, or only one",
    page: page!("server_count.md"),
    when: &[When::Has(Mark::Cluster)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for nodes in context.clusters() {
        let servers: Vec<&NodeView<'_>> = nodes
            .iter()
            .copied()
            .filter(|node| node.role == Some(Role::Server))
            .collect();
        let all_known = servers.iter().all(|node| node.is_one_node())
            && nodes.iter().all(|node| node.role.is_some());
        let external = |node: &&NodeView<'_>| node.get("datastore-endpoint").is_some();
        // Files that several nodes are made from do not tell how many there are.
        if !all_known || servers.iter().any(external) {
            continue;
        }
        let members: Vec<_> = servers
            .iter()
            .filter(|node| !node.is_on("disable-etcd"))
            .collect();
        let Some(place) = members.last().and_then(|node| node.node.config.place()) else {
            continue;
        };
        let count = members.len();
        let (message, help) = match count {
            1 => (
                "one server keeps etcd and the API: while it restarts nobody reaches the API, and what it loses is lost"
                    .to_owned(),
                "three servers survive the loss of one; with one, keep snapshots elsewhere",
            ),
            2 => (
                "two servers keep etcd, and both must run: the loss of either stops the API, as with one server"
                    .to_owned(),
                "use an odd number of servers with etcd: three, or five",
            ),
            _ if count % 2 == 0 => (
                format!(
                    "{count} servers keep etcd, and {} must run: no more may fail than of {}",
                    count / 2 + 1,
                    count - 1
                ),
                "use an odd number of servers with etcd: three, or five",
            ),
            _ => continue,
        };
        found.push(
            RULE.info(Consequence::Unsupported, place, message)
                .help(help)
                .evidence("rancher/rke2-docs docs/install/ha.md"),
        );
    }
}
