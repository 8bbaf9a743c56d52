//! Families of IP addresses that do not fit together.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
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
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let networks = |text: &str| Network::parse(text).map(|cidr| cidr.family());
        let addresses = |text: &str| parse_ip(text).map(Family::of);
        let Some(cluster) = families(context, node, "cluster-cidr", networks) else {
            continue;
        };
        if let Some(service) = families(context, node, "service-cidr", networks)
            && let Some(finding) = compare(&cluster, &service)
        {
            found.push(finding);
        }
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

fn compare(cluster: &Families, service: &Families) -> Option<Diagnostic> {
    let (first, second) = (cluster.list[0], service.list[0]);
    let dual = |families: &Families| {
        families.list.contains(&Family::V4) && families.list.contains(&Family::V6)
    };
    let message = match (dual(cluster), dual(service)) {
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
