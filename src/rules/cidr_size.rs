//! Networks that are too large or too small for Kubernetes.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::network::{Family, Network};

pub static RULE: Rule = Rule {
    id: "cidr-size",
    summary: "A network of pods or services is too large or too small",
    page: page!("cidr_size.md"),
    when: &[
        When::Key("cluster-cidr"),
        When::Key("service-cidr"),
        When::Key("kube-apiserver-arg"),
        When::Key("kube-controller-manager-arg"),
    ],
    check,
};

/// More addresses than 2 to this power the apiserver does not hand out to services.
const MAX_SERVICE_BITS: u8 = 20;
/// More node networks than 2 to this power the controller manager does not count.
const MAX_NODE_BITS: u8 = 16;

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        services(context, node, found);
        pods(context, node, found);
    }
}

fn services(context: &Context<'_>, node: &NodeView<'_>, found: &mut Vec<Diagnostic>) {
    // With the newer allocator, which gates turn on, the apiserver takes any size.
    let arguments = context.arguments(node, "kube-apiserver-arg");
    let newer = arguments.iter().any(|argument| {
        argument.flag() == "feature-gates" && argument.text().contains("MultiCIDRServiceAllocator")
    });
    if newer || node.is_opaque("kube-apiserver-arg") || !context.has("service-cidr-size-checked") {
        return;
    }
    for (text, span) in context.pieces(node, "service-cidr") {
        let Some(cidr) = Network::parse(text) else {
            continue;
        };
        let longest = cidr.family().bits() - MAX_SERVICE_BITS;
        if cidr.prefix < longest {
            let message = format!(
                "the apiserver exits: the services' network {cidr} is too large, the prefix must be {longest} or longer"
            );
            found.push(
                RULE.error(Consequence::ComponentDown, span, message)
                    .help(format!(
                        "write a smaller network, as in `{}/{longest}`",
                        cidr.first
                    ))
                    .evidence("kubernetes/kubernetes cmd/kube-apiserver/app/options/validation.go"),
            );
        }
    }
}

fn pods(context: &Context<'_>, node: &NodeView<'_>, found: &mut Vec<Diagnostic>) {
    let arguments = context.arguments(node, "kube-controller-manager-arg");
    let value = |flag: &str| {
        let found = arguments
            .iter()
            .rev()
            .find(|argument| argument.flag() == flag);
        found.map(|argument| argument.text())
    };
    // Then nobody cuts the network into pieces for nodes, or it is unknown how.
    let untouched = value("allocate-node-cidrs").is_some_and(|text| text != "true")
        || value("cluster-cidr").is_some()
        || node.is_opaque("kube-controller-manager-arg")
        || node.node.config.parts.iter().any(|part| part.control);
    if untouched {
        return;
    }
    let networks = context.pieces(node, "cluster-cidr");
    let one_family = networks.len() == 1;
    for (text, span) in networks {
        let Some(cidr) = Network::parse(text) else {
            continue;
        };
        let family = cidr.family();
        let (flag, default) = match family {
            Family::V4 => ("node-cidr-mask-size-ipv4", 24),
            Family::V6 => ("node-cidr-mask-size-ipv6", 64),
        };
        let general = value("node-cidr-mask-size").filter(|_| one_family);
        let mask = match value(flag).or(general) {
            None => default,
            Some(text) => match text.parse::<u8>() {
                Ok(mask) if mask <= family.bits() => mask,
                _ => continue,
            },
        };
        let what = if mask < cidr.prefix {
            format!("smaller than the /{mask} that each node gets")
        } else if family == Family::V6 && mask - cidr.prefix > MAX_NODE_BITS {
            format!(
                "too large: the prefix may be at most {MAX_NODE_BITS} shorter than the /{mask} that each node gets"
            )
        } else {
            if mask == cidr.prefix {
                found.push(one_node(&cidr, mask, span));
            }
            continue;
        };
        let message = format!("the controller manager exits: the pods' network {cidr} is {what}");
        found.push(
            RULE.error(Consequence::ComponentDown, span, message)
                .help(match family {
                    Family::V4 => format!("write a network with a prefix shorter than {mask}, or set `{flag}` in `kube-controller-manager-arg`; neither can be changed once the cluster runs"),
                    Family::V6 => format!("write a network with a prefix from {} to {}, or set `{flag}` in `kube-controller-manager-arg`; neither can be changed once the cluster runs", mask.saturating_sub(MAX_NODE_BITS), mask.saturating_sub(1)),
                })
                .evidence("kubernetes/kubernetes pkg/controller/nodeipam/ipam/cidrset/cidr_set.go"),
        );
    }
}

fn one_node(cidr: &Network, mask: u8, span: crate::source::Span) -> Diagnostic {
    let message = format!(
        "the pods' network {cidr} is as large as the /{mask} that each node gets, so only one node ever has pods"
    );
    RULE.warning(Consequence::Traffic, span, message)
        .help("write a larger network; it cannot be changed once the cluster runs")
        .evidence("kubernetes/kubernetes pkg/controller/nodeipam/ipam/cidrset/cidr_set.go")
}
