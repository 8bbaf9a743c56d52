//! Settings in a form in which those of two nodes, or of two releases, can be compared.

use std::net::IpAddr;

use crate::config::{Config, Effective, Setting};
use crate::facts::Facts;
use crate::facts::options::Type;
use crate::order;
use crate::release::Release;
use crate::source::Span;
use crate::values::network::Network;
use crate::yaml::go;

/// What a cluster on IPv6 alone gets, which no table of defaults has.
const DEFAULTS_IPV6: [(&str, &str); 3] = [
    ("cluster-cidr", "fd00:42::/56"),
    ("cluster-dns", "fd00:43::a"),
    ("service-cidr", "fd00:43::/112"),
];

/// What counts for an option on a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The values, spelled in one way; equal lists mean the same to RKE2.
    pub values: Vec<String>,
    /// Where it is written last; `None` where it is left to the default.
    pub span: Option<Span>,
}

impl Compared {
    /// As people write it.
    pub fn shown(&self) -> String {
        let values = match self.values.is_empty() {
            true => "nothing".to_owned(),
            false => format!("`{}`", self.values.join(",")),
        };
        match self.span {
            Some(_) => values,
            None => format!("{values} (the default)"),
        }
    }
}

/// Whether an option is known to differ. A default may be that of IPv6, where the node does not say.
pub fn differ(key: &str, a: &Compared, b: &Compared) -> bool {
    let default = DEFAULTS_IPV6.iter().find(|(other, _)| *other == key);
    let is_ipv6 = |compared: &Compared| {
        default.is_some_and(|(_, default)| compared.values == [default.to_owned()])
    };
    let by_default = |one: &Compared, other: &Compared| one.span.is_none() && is_ipv6(other);
    a.values != b.values && !by_default(a, b) && !by_default(b, a)
}

impl Config {
    /// Whether all that counts stands here, but for the command line and the environment: the main file was given,
    /// all of it was read, and no template decides which keys there are. Only then does a missing key have its default.
    pub fn is_whole(&self) -> bool {
        let filled_in = |part: &super::Part| part.entries.iter().any(|entry| entry.opaque);
        let mut parts = self.parts.iter();
        let read = |part: &super::Part| {
            part.refused.is_none() && part.differs.is_none() && !part.control && !filled_in(part)
        };
        self.parts.iter().any(|part| !part.drop_in) && parts.all(read)
    }

    /// A place that stands for the whole configuration: the beginning of its first file.
    pub fn place(&self) -> Option<Span> {
        let part = self.parts.first()?;
        Some(Span::new(part.file, 0, 0))
    }
}

/// What counts for an option; `None` where that is not known.
pub fn compared(
    facts: &Facts,
    config: &Config,
    effective: &Effective<'_>,
    release: Release,
    key: &str,
) -> Option<Compared> {
    let setting = effective.get(key);
    // An empty list passes no argument on.
    let setting = setting.filter(|setting| !setting.values.is_empty());
    let Some(setting) = setting else {
        if !config.is_whole() {
            return None;
        }
        return Some(Compared {
            values: default(facts, config, effective, release, key)?,
            span: None,
        });
    };
    if setting.values.iter().any(|value| value.opaque) {
        return None;
    }
    Some(Compared {
        values: read(facts, setting, release, key)?,
        span: setting.entries.last().map(|entry| entry.value_span),
    })
}

fn read(facts: &Facts, setting: &Setting<'_>, release: Release, key: &str) -> Option<Vec<String>> {
    let kind = facts.option(key)?.kind(release);
    let last = || setting.last().map(|value| value.text.as_str());
    let pieces = match kind {
        Type::List => setting
            .values
            .iter()
            .flat_map(|v| v.text.split(','))
            .collect(),
        _ => vec![last()?],
    };
    match (key, kind) {
        ("cluster-cidr" | "service-cidr", _) => {
            let networks = last_or_all(kind, pieces).into_iter().map(Network::parse);
            networks.map(|network| Some(network?.to_string())).collect()
        }
        ("cluster-dns", _) => {
            let addresses = last_or_all(kind, pieces).into_iter();
            let addresses = addresses.map(|piece| piece.parse::<IpAddr>().ok());
            addresses
                .map(|address| Some(address?.to_string()))
                .collect()
        }
        ("ingress-controller", _) if facts.has("ingress-not-split", release) => {
            Some(setting.values.iter().map(|v| v.text.clone()).collect())
        }
        // The order of a set means nothing.
        ("disable", _) => {
            let mut names: Vec<String> = pieces.iter().map(|p| p.trim().to_owned()).collect();
            names.retain(|name| !name.is_empty());
            order::sort(&mut names);
            names.dedup();
            Some(names)
        }
        (_, Type::Bool) => Some(vec![go::parse_bool(last()?)?.to_string()]),
        _ => Some(pieces.into_iter().map(str::to_owned).collect()),
    }
}

/// In the releases that take one text, commas divide it all the same.
fn last_or_all(kind: Type, pieces: Vec<&str>) -> Vec<&str> {
    match kind {
        Type::List => pieces,
        _ => pieces
            .into_iter()
            .flat_map(|piece| piece.split(','))
            .collect(),
    }
}

fn default(
    facts: &Facts,
    config: &Config,
    effective: &Effective<'_>,
    release: Release,
    key: &str,
) -> Option<Vec<String>> {
    match key {
        "cluster-cidr" | "service-cidr" if is_ipv6(effective)? => {
            let mut defaults = DEFAULTS_IPV6.iter();
            defaults.find_map(|(other, default)| (*other == key).then(|| vec![(*default).into()]))
        }
        // The tenth address of the services.
        "cluster-dns" => {
            let services = compared(facts, config, effective, release, "service-cidr")?;
            let networks: Option<Vec<Network>> = services
                .values
                .iter()
                .map(|text| Network::parse(text))
                .collect();
            let mut networks = networks?;
            if !facts.has("dual-stack-cluster-dns", release) {
                // Of several families the one of IPv4 counts.
                order::sort_by_key(&mut networks, |network| !network.is_ipv4());
                networks.truncate(1);
            }
            let addresses = networks.iter().map(|network| network.nth(10));
            addresses
                .map(|address| Some(address?.to_string()))
                .collect()
        }
        // What is deployed already decides, and text does not tell.
        "ingress-controller" if facts.has("ingress-default-deployed-chart", release) => None,
        "ingress-controller" => Some(vec!["ingress-nginx".into()]),
        _ => {
            let option = facts.option(key)?;
            let default = option.default_in(release);
            match option.kind(release) {
                Type::Bool => Some(vec![default.unwrap_or("false").to_owned()]),
                _ => Some(default.map(str::to_owned).into_iter().collect()),
            }
        }
    }
}

/// Whether the first address of the node is of IPv6; nodes that name none have one of IPv4 as a rule.
fn is_ipv6(effective: &Effective<'_>) -> Option<bool> {
    let Some(setting) = effective.get("node-ip") else {
        return Some(false);
    };
    let first = setting.values.first()?;
    let first = first.text.split(',').next().filter(|_| !first.opaque)?;
    Some(first.parse::<IpAddr>().ok()?.is_ipv6())
}
