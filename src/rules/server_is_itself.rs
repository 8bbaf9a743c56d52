//! A node that is told to join itself.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;
use crate::source::Span;
use crate::values::server_url;

pub static RULE: Rule = Rule {
    id: "server-is-itself",
    summary: "`server` names the node itself",
    page: page!("server_is_itself.md"),
    when: &[When::Key("server")],
    check,
};

/// What says how the node itself is reached.
const OWN: [&str; 4] = [
    "advertise-address",
    "node-external-ip",
    "node-ip",
    "node-name",
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        let Some(value) = node.last("server") else {
            continue;
        };
        let Ok(server) = server_url::parse(&value.text) else {
            continue;
        };
        let host = server.host.trim_start_matches('[').trim_end_matches(']');
        let Some((key, place)) = own(node, host) else {
            continue;
        };
        // A server that is part of a cluster does not look at `server` any more.
        let runs = context.from.is_some() || context.before.is_some();
        if node.role != Some(Role::Agent) && runs {
            continue;
        }
        let message = match node.role {
            Some(Role::Agent) => format!(
                "`server` names this node itself, as `{key}` does, but an agent answers nobody"
            ),
            _ => format!(
                "`server` names this node itself, as `{key}` does: until it is part of a cluster, it asks itself \
                 for the cluster, gets no answer, and exits"
            ),
        };
        let help = match node.role {
            Some(Role::Agent) => "name a server, or the address that all servers share",
            _ => {
                "remove `server` from the first server; on the others, name the first one or a shared address"
            }
        };
        found.push(
            RULE.warning(Consequence::WontStart, value.span, message)
                .related(place, "the node itself")
                .help(help)
                .evidence("k3s-io/k3s pkg/cluster/bootstrap.go shouldBootstrapLoad")
                .evidence("rancher/rke2-docs docs/install/ha.md"),
        );
    }
}

/// The key that gives the node this name or address.
fn own(node: &NodeView<'_>, host: &str) -> Option<(&'static str, Span)> {
    let same = |text: &str| text.eq_ignore_ascii_case(host) && !text.is_empty();
    OWN.iter().find_map(|key| {
        let mut values = node.split(key).into_iter();
        values.find_map(|(text, span)| same(text).then_some((*key, span)))
    })
}
