//! Networks that share addresses.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;
use crate::source::Span;
use crate::values::network::{Family, Network, parse_ip};

pub static RULE: Rule = Rule {
    id: "cidr-overlap",
    summary: "The networks of pods, services and nodes share addresses",
    page: page!("cidr_overlap.md"),
    when: &[
        When::Key("cluster-cidr"),
        When::Key("service-cidr"),
        When::Key("node-ip"),
    ],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let pods = networks(context, node, "cluster-cidr", "10.42.0.0/16");
        let services = networks(context, node, "service-cidr", "10.43.0.0/16");
        for (service, service_at) in &services {
            for (pod, pod_at) in &pods {
                let Some(span) = service_at.or(*pod_at) else {
                    continue;
                };
                if pod.overlaps(service) {
                    let (consequence, what) = match pod.family() {
                        Family::V4 => (
                            Consequence::Traffic,
                            "an address there may belong to a pod and to a service",
                        ),
                        Family::V6 => (
                            Consequence::Unsupported,
                            "clusters have run this way, but an address there may belong to a pod and to a service",
                        ),
                    };
                    let message = format!(
                        "the services' network {service} and the pods' network {pod} overlap: {what}"
                    );
                    let finding = RULE
                        .warning(consequence, span, message)
                        .help("choose networks that share no address; they cannot be changed once the cluster runs")
                        .evidence("rancher/rke2-docs docs/networking/basic_network_options.md");
                    found.push(match (service_at, pod_at) {
                        (Some(_), Some(pod_at)) => finding.related(*pod_at, "the pods' network"),
                        _ => finding,
                    });
                }
            }
        }
        let all = [("pods", &pods), ("services", &services)];
        for (text, span) in context.pieces(node, "node-ip") {
            let Some(address) = parse_ip(text) else {
                continue;
            };
            for (whose, networks) in all {
                let hit = networks.iter().find(|(cidr, _)| cidr.has(address));
                if let Some((network, at)) = hit {
                    let message = format!(
                        "the node's address {address} lies in the {whose}' network {network}: traffic to other nodes there may go astray"
                    );
                    let key = if whose == "pods" {
                        "cluster-cidr"
                    } else {
                        "service-cidr"
                    };
                    let finding = RULE
                        .warning(Consequence::Traffic, span, message)
                        .help(format!("set `{key}` to a network that no node has an address in; it cannot be changed once the cluster runs"))
                        .evidence("rancher/rke2-docs docs/networking/basic_network_options.md");
                    found.push(match at {
                        Some(at) => finding.related(*at, format!("the {whose}' network")),
                        None => finding,
                    });
                }
            }
        }
    }
}

/// The networks of an option with their places, or its default, which has none. Those that are
/// filled in by a template are left out, and so is the default where the key may be elsewhere.
fn networks(
    context: &Context<'_>,
    node: &NodeView<'_>,
    option: &str,
    default: &str,
) -> Vec<(Network, Option<Span>)> {
    let set = node
        .get(option)
        .is_some_and(|setting| !setting.values.is_empty());
    if set {
        let pieces = context.pieces(node, option).into_iter();
        let read = pieces.filter_map(|(text, span)| Some((Network::parse(text)?, Some(span))));
        return read.collect();
    }
    let server = node.role == Some(Role::Server) && node.is_whole();
    let default = Network::parse(default).filter(|_| server);
    default.map(|cidr| (cidr, None)).into_iter().collect()
}
