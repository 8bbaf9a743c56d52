//! The kinds of objects that packaged charts bring with them, by release.

use super::tsv::{Tsv, tsv};
use super::{Facts, optional};
use crate::release::{Ranges, Release};

/// A kind of objects that a packaged chart makes the apiserver know.
#[derive(Clone, Copy, Debug)]
pub struct KindFact {
    /// The API group.
    pub group: &'static str,
    /// The kind.
    pub kind: &'static str,
    /// The version; `None` where it is not known which ones are served.
    pub version: Option<&'static str>,
    /// The chart.
    pub chart: &'static str,
    releases: &'static str,
    /// How the chart brings it.
    pub held: Held,
    /// The value of the chart that has to be on.
    pub needs: Option<&'static str>,
    /// What to do where it is gone.
    pub instead: Option<&'static str>,
    /// Where this was read.
    pub source: &'static str,
}

/// How a chart brings a kind, and so what becomes of the objects once it no longer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// As a template, which an upgrade takes away with all objects.
    Template,
    /// As a file that Helm only ever adds.
    Crds,
    /// Its operator registers it, and leaves it there.
    Operator,
    /// An API server beside that of Kubernetes serves it.
    Server,
}

static KINDS: Tsv = tsv!("crd_kinds");

impl KindFact {
    /// Whether the chart of a release brings it.
    pub fn is_in(&self, release: Release) -> bool {
        Ranges::holds(self.releases, release)
    }

    /// Whether it is of this version, as far as that is known.
    pub fn is_version(&self, version: &str) -> bool {
        self.version.is_none_or(|own| own == version)
    }
}

fn fact(row: [&'static str; 9]) -> KindFact {
    let [
        group,
        kind,
        version,
        chart,
        releases,
        held,
        needs,
        instead,
        source,
    ] = row;
    KindFact {
        group,
        kind,
        version: Some(version).filter(|version| *version != "*"),
        chart,
        releases,
        held: match held {
            "template" => Held::Template,
            "crds" => Held::Crds,
            "operator" => Held::Operator,
            _ => Held::Server,
        },
        needs: optional(needs),
        instead: optional(instead),
        source,
    }
}

impl Facts {
    /// The charts that bring a kind, with each of its versions.
    pub fn kind(&self, group: &str, kind: &str) -> Vec<KindFact> {
        KINDS.rows_of::<9>(&[group, kind]).map(fact).collect()
    }

    /// All kinds of this name, of whatever group.
    pub fn kinds_named(&self, kind: &str) -> impl Iterator<Item = KindFact> {
        KINDS
            .rows::<9>()
            .filter(move |row| row[1] == kind)
            .map(fact)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_come_and_go() {
        let facts = Facts::default();
        let served = |kind, release: &str| {
            let release = Release::parse(release).unwrap();
            let rows = facts.kind("policy.networking.k8s.io", kind);
            let mut rows = rows.into_iter().filter(|row| row.chart == "rke2-canal");
            rows.any(|row| row.is_in(release))
        };
        assert!(served("AdminNetworkPolicy", "v1.35.4+rke2r1"));
        assert!(!served("AdminNetworkPolicy", "v1.35.5+rke2r1"));
        assert!(served("ClusterNetworkPolicy", "v1.35.5+rke2r1"));
        assert!(facts.kind("apps", "Deployment").is_empty());
        assert_eq!(facts.kinds_named("NetworkPolicy").count(), 4);
    }
}
