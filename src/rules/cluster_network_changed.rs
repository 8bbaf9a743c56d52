//! Other addresses or names for a cluster that runs.

use super::{Context, Mark, Rule, When, add_once};
use crate::config::Compared;
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::values::network::Network;

pub static RULE: Rule = Rule {
    id: "cluster-network-changed",
    summary: "The addresses or the domain of a running cluster change",
    page: page!("cluster_network_changed.md"),
    when: &[When::Has(Mark::Before)],
    check,
};

/// A key, how bad it is where the new value does not hold the old one, and what happens then.
const KEYS: [(&str, Severity, Consequence, &str); 4] = [
    (
        "cluster-cidr",
        Severity::Error,
        Consequence::ComponentDown,
        "nodes keep the pod networks that they have, and kube-controller-manager exits as long as one of them \
         lies outside",
    ),
    (
        "service-cidr",
        Severity::Error,
        Consequence::Traffic,
        "services keep the addresses that they have, and the DNS service, which pods find by its address, \
         cannot move to the new network",
    ),
    (
        "cluster-dns",
        Severity::Warning,
        Consequence::Traffic,
        "the kubelets give pods the new address, but the DNS service probably keeps the one that it has, \
         since Kubernetes does not let a service change it",
    ),
    (
        "cluster-domain",
        Severity::Warning,
        Consequence::Traffic,
        "the DNS service answers for the new domain only, and whatever was told the old names fails",
    ),
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.before.is_none() {
        return;
    }
    for change in context.changes() {
        if !change.may_be_server() {
            continue;
        }
        for (key, severity, consequence, what) in KEYS {
            let Some((old, new, place)) = change.of(key) else {
                continue;
            };
            // That the address follows the network is said about the network.
            if key == "cluster-dns" && old.span.is_none() && new.span.is_none() {
                continue;
            }
            let (severity, consequence, what) = match grows(&old, &new) {
                true => (
                    Severity::Warning,
                    Consequence::Unsupported,
                    "all that is in use lies inside, but RKE2 supports no change on a running cluster",
                ),
                false => (severity, consequence, what),
            };
            let message = format!(
                "`{key}` was {} and becomes {}: {what}",
                old.shown(),
                new.shown()
            );
            let finding = RULE
                .finding(severity, consequence, Some(place), message)
                .help(format!(
                    "keep `{}`; other values need a new cluster",
                    old.values.join(",")
                ))
                .evidence("rancher/rke2-docs docs/networking/basic_network_options.md")
                .evidence(match key {
                    "cluster-cidr" => "kubernetes/kubernetes issue 95948",
                    _ => "rancher/rke2 issue 2326",
                });
            add_once(
                found,
                match old.span {
                    Some(span) => finding.related(span, "what runs now"),
                    None => finding,
                },
            );
        }
    }
}

/// Whether each network of before is, or lies inside, the one in the same place now.
fn grows(old: &Compared, new: &Compared) -> bool {
    let networks = |compared: &Compared| -> Option<Vec<Network>> {
        let texts = compared.values.iter();
        texts.map(|text| Network::parse(text)).collect()
    };
    let (Some(old), Some(new)) = (networks(old), networks(new)) else {
        return false;
    };
    old.len() <= new.len() && old.iter().zip(&new).all(|(old, new)| new.contains(old))
}
