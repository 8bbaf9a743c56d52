//! An address or a network that does not parse.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;
use crate::values::network::{Network, parse_ip};

pub static RULE: Rule = Rule {
    id: "address-syntax",
    summary: "An option that takes IP addresses or networks holds something else",
    page: page!("address_syntax.md"),
    when: &[
        When::Key("cluster-cidr"),
        When::Key("service-cidr"),
        When::Key("cluster-dns"),
        When::Key("node-ip"),
        When::Key("node-external-ip"),
    ],
    check,
};

/// What an option takes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Networks,
    Addresses,
}

const OPTIONS: [(&str, Takes, &str); 5] = [
    (
        "cluster-cidr",
        Takes::Networks,
        "k3s-io/k3s pkg/cli/server/server.go",
    ),
    (
        "service-cidr",
        Takes::Networks,
        "k3s-io/k3s pkg/cli/server/server.go",
    ),
    (
        "cluster-dns",
        Takes::Addresses,
        "k3s-io/k3s pkg/cli/server/server.go",
    ),
    (
        "node-ip",
        Takes::Addresses,
        "k3s-io/k3s pkg/util/net.go GetHostnameAndIPs",
    ),
    (
        "node-external-ip",
        Takes::Addresses,
        "k3s-io/k3s pkg/agent/config/config.go",
    ),
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("cidrs-parsed") {
        return;
    }
    for node in &context.nodes {
        for (option, takes, source) in OPTIONS {
            for (text, span) in context.pieces(node, option) {
                // An empty value and blanks around commas are other problems.
                if text.is_empty() || text.trim() != text {
                    continue;
                }
                let fine = match takes {
                    Takes::Networks => Network::parse(text).is_some(),
                    Takes::Addresses => parse_ip(text).is_some(),
                };
                if !fine {
                    found.push(refuse(option, takes, text, span).evidence(source));
                }
            }
        }
    }
}

fn refuse(option: &str, takes: Takes, text: &str, span: Span) -> Diagnostic {
    let what = match takes {
        Takes::Networks => "a network",
        Takes::Addresses => "an IP address",
    };
    let message = format!("RKE2 exits: `{option}: {text}` is not {what}");
    RULE.error(Consequence::WontStart, span, message)
        .help(advice(option, takes, text))
}

fn advice(option: &str, takes: Takes, text: &str) -> String {
    let network = match text.contains(':') {
        true => "fd00:42::/56",
        false => "10.42.0.0/16",
    };
    match takes {
        Takes::Networks if parse_ip(text).is_some() => {
            format!("add how long the network's prefix is, as in `{network}`")
        }
        Takes::Networks => format!(
            "write an address and the length of its prefix, as in `{network}`; two networks are separated by a comma without blanks, or are two items of a list"
        ),
        Takes::Addresses => match text.split_once('/') {
            Some((address, _)) if parse_ip(address).is_some() => {
                format!("leave out the length of the prefix: `{address}`")
            }
            _ if text.contains(';') => {
                "separate two addresses by a comma without blanks, or write a list".to_owned()
            }
            _ if text.parse::<std::net::SocketAddr>().is_ok() => "leave out the port".to_owned(),
            _ if option.starts_with("node-") => {
                "write the address itself, as in `192.0.2.10`; names and interfaces are not looked up"
                    .to_owned()
            }
            _ => "write the address itself, as in `10.43.0.10`".to_owned(),
        },
    }
}
