//! Families of IP addresses that do not fit together.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;
use crate::source::Span;
use crate::values::network::{Family, Network, parse_ip};

pub static RULE: Rule = Rule {
    id: "ip-families",
    summary: "`cluster-cidr`, `service-cidr` and `node-ip` are of different IP families",
    page: page!("ip_families.md"),
    when: &[
        When::Key("cluster-cidr"),
        When::Key("service-cidr"),
        When::Key("node-ip"),
    ],
    check,
};

const SOURCE: &str = "k3s-io/k3s pkg/agent/run.go";

/// The families that an option's value has, in order, and where it stands.
struct Families {
    list: Vec<Family>,
    span: Span,
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("ip-family-check") {
        return;
    }
    let networks = |text: &str| Network::parse(text).map(|cidr| cidr.family());
    let addresses = |text: &str| parse_ip(text).map(Family::of);
    for node in &context.nodes {
        let pods = match node.may_be_server() {
            true => families(context, node, "cluster-cidr", networks),
            false => {
                // An agent gets the networks from its servers.
                let mut servers = context.nodes.iter().filter(|server| {
                    server.role == Some(Role::Server)
                        && server.node.cluster.is_some()
                        && server.node.cluster == node.node.cluster
                });
                servers.find_map(|server| families(context, server, "cluster-cidr", networks))
            }
        };
        if node.may_be_server() {
            let services = families(context, node, "service-cidr", networks);
            found.extend(match (&pods, &services) {
                (Some(pods), Some(services)) => compare(pods, services),
                (Some(own), None) => alone(node, own, "cluster-cidr", "service-cidr"),
                (None, Some(own)) => alone(node, own, "service-cidr", "cluster-cidr"),
                (None, None) => None,
            });
        }
        let Some(cluster) = pods else {
            continue;
        };
        if let Some(nodes) = families(context, node, "node-ip", addresses)
            && let Some(missing) = cluster.list.iter().find(|f| !nodes.list.contains(f))
        {
            found.push(lacking(&cluster, &nodes, *missing));
        }
    }
}

/// `None` where the option is not set, not all of it is known, or some of it does not parse.
fn families(
    context: &Context<'_>,
    node: &NodeView<'_>,
    option: &str,
    parse: impl Fn(&str) -> Option<Family>,
) -> Option<Families> {
    let entry = node.get(option)?.entries.last()?;
    if node.is_opaque(option) {
        return None;
    }
    let pieces = context.pieces(node, option).into_iter();
    let list: Vec<Family> = pieces.map(|(text, _)| parse(text)).collect::<Option<_>>()?;
    let span = entry.value_span;
    (!list.is_empty()).then_some(Families { list, span })
}

fn is_dual(families: &Families) -> bool {
    families.list.contains(&Family::V4) && families.list.contains(&Family::V6)
}

/// Networks of two families where the other key is not set: it defaults to one network, of whatever family.
fn alone(node: &NodeView<'_>, own: &Families, key: &str, other: &str) -> Option<Diagnostic> {
    if !is_dual(own) || node.is_set(other) {
        return None;
    }
    let message = format!(
        "RKE2 exits unless `{other}` is set elsewhere: `{key}` has IPv4 and IPv6, and `{other}` defaults to one network"
    );
    Some(
        RULE.warning(Consequence::WontStart, own.span, message)
            .help(format!(
                "set `{other}` to networks of the same families in the same order"
            ))
            .evidence("k3s-io/k3s pkg/cli/server/server.go")
            .evidence(SOURCE),
    )
}

fn compare(cluster: &Families, service: &Families) -> Option<Diagnostic> {
    let (first, second) = (cluster.list[0], service.list[0]);
    let message = match (is_dual(cluster), is_dual(service)) {
        (true, true) if first != second => format!(
            "RKE2 exits: `cluster-cidr` begins with {first} and `service-cidr` with {second}"
        ),
        (true, false) => format!(
            "RKE2 exits: `cluster-cidr` has IPv4 and IPv6, but `service-cidr` only {second}"
        ),
        (false, true) => {
            format!("RKE2 exits: `service-cidr` has IPv4 and IPv6, but `cluster-cidr` only {first}")
        }
        (false, false) if first != second => {
            format!("RKE2 exits: `cluster-cidr` is {first}, but `service-cidr` is {second}")
        }
        _ => return None,
    };
    Some(
        RULE.error(Consequence::WontStart, service.span, message)
            .related(cluster.span, "the pods' networks")
            .help("give both the same families in the same order; the first family is the preferred one")
            .evidence(SOURCE),
    )
}

fn lacking(cluster: &Families, nodes: &Families, missing: Family) -> Diagnostic {
    let message =
        format!("RKE2 exits: `cluster-cidr` has {missing}, but `node-ip` has no {missing} address");
    RULE.error(Consequence::WontStart, nodes.span, message)
        .related(cluster.span, "the pods' networks")
        .help(format!(
            "add the node's {missing} address to `node-ip`, or take {missing} out of `cluster-cidr` and `service-cidr`"
        ))
        .evidence(SOURCE)
}
