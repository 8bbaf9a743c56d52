//! An address of the cluster's DNS that is none of a service.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::network::{Family, Network, parse_ip};

pub static RULE: Rule = Rule {
    id: "cluster-dns-range",
    summary: "`cluster-dns` lies outside of `service-cidr`",
    page: page!("cluster_dns_range.md"),
    when: &[When::Key("cluster-dns")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let Some(networks) = service_networks(context, node) else {
            continue;
        };
        let written = node.get("service-cidr").and_then(|s| s.entries.last());
        for (text, span) in context.pieces(node, "cluster-dns") {
            let Some(address) = parse_ip(text) else {
                continue;
            };
            if networks.iter().any(|network| network.has(address)) {
                continue;
            }
            // On a node without IPv4 the default is an IPv6 network, and nothing is known of the node.
            if written.is_none() && Family::of(address) == Family::V6 {
                continue;
            }
            let names: Vec<String> = networks.iter().map(Network::to_string).collect();
            let place = match written {
                Some(_) => format!("`service-cidr` {}", names.join(",")),
                None => format!("{}, the default of `service-cidr`", names.join(",")),
            };
            let message = format!(
                "cluster DNS does not come up: {address} lies outside of {place}, so its service cannot be created"
            );
            let mut finding = RULE.error(Consequence::ChartFails, span, message);
            if let Some(entry) = written {
                finding = finding.related(entry.value_span, "the services' networks");
            }
            let family = Family::of(address);
            let network = networks.iter().find(|network| network.family() == family);
            let tenth = network.and_then(|network| network.nth(10));
            let help = match tenth {
                Some(tenth) => format!(
                    "leave `cluster-dns` out: RKE2 takes the tenth address of the network, here {tenth}"
                ),
                None => {
                    format!("there is no {family} network for services, so leave this address out")
                }
            };
            found.push(
                finding
                    .help(help)
                    .evidence("k3s-io/k3s pkg/cli/server/server.go")
                    .evidence("rancher/rke2-charts packages/rke2-coredns"),
            );
        }
    }
}

/// The networks of services, and their default where the key is not there; `None` where not all of
/// them are known.
fn service_networks(context: &Context<'_>, node: &NodeView<'_>) -> Option<Vec<Network>> {
    if node.is_opaque("service-cidr") {
        return None;
    }
    let pieces = context.pieces(node, "service-cidr");
    if pieces.is_empty() {
        let default = Network::parse("10.43.0.0/16")?;
        return node.is_whole().then(|| vec![default]);
    }
    pieces
        .iter()
        .map(|(text, _)| Network::parse(text))
        .collect()
}
