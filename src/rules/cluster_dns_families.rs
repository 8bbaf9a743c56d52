//! Addresses of both IP families in `cluster-dns` of a release that takes one.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::network::{Family, parse_ip};

pub static RULE: Rule = Rule {
    id: "cluster-dns-families",
    summary: "`cluster-dns` has IPv4 and IPv6 in a release that takes one family",
    page: page!("cluster_dns_families.md"),
    when: &[When::Key("cluster-dns")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.has("dual-stack-cluster-dns") {
        return;
    }
    let Some(since) = context.facts.trait_releases("dual-stack-cluster-dns") else {
        return;
    };
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let addresses = context.pieces(node, "cluster-dns");
        let families: Vec<Family> = addresses
            .iter()
            .filter_map(|(text, _)| parse_ip(text).map(Family::of))
            .collect();
        let other = families.iter().position(|family| *family != families[0]);
        let Some((_, span)) = other.and_then(|index| addresses.get(index)) else {
            continue;
        };
        let message = format!(
            "RKE2 exits: `cluster-dns` of {} takes addresses of one IP family",
            context.to
        );
        found.push(
            RULE.error(Consequence::WontStart, *span, message)
                .help(format!(
                    "write only one of the addresses; both are taken by {}",
                    crate::names::releases(&since)
                ))
                .evidence("k3s-io/k3s pkg/cli/server/server.go"),
        );
    }
}
