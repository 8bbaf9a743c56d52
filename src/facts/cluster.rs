//! What the nodes of a cluster must agree on, and what RKE2 looks at to see whether they do.

use super::Facts;
use super::tsv::{Tsv, tsv};
use crate::release::{Ranges, Release};

/// A key whose value a joining server compares with the cluster's.
#[derive(Clone, Copy, Debug)]
pub struct CriticalValue {
    /// The key.
    pub key: &'static str,
    /// Whether this was read in the source of the release, or inferred.
    pub certain: bool,
}

/// A key that RKE2 does not compare, although servers that differ in it get in each other's way.
#[derive(Clone, Copy, Debug)]
pub struct SharedValue {
    /// The key.
    pub key: &'static str,
    /// What happens where it differs.
    pub about: &'static str,
    /// Where this was read.
    pub source: &'static str,
}

/// What another default of a key means to a cluster that does not set it.
#[derive(Clone, Copy, Debug)]
pub struct DefaultChange {
    /// The key.
    pub key: &'static str,
    /// A key without which nobody notices.
    pub only_with: Option<&'static str>,
    /// How the releases behave that do not have the key, where that is known.
    pub without: Option<&'static str>,
    /// What changes.
    pub about: &'static str,
    /// What to do about it.
    pub instead: &'static str,
    /// Where this was read.
    pub source: &'static str,
}

static CRITICAL: Tsv = tsv!("critical_values");
static SHARED: Tsv = tsv!("shared_values");
static DEFAULTS: Tsv = tsv!("default_changes");

impl Facts {
    /// The keys whose values a joining server of this release compares with the cluster's.
    pub fn critical_values(&self, release: Release) -> Vec<CriticalValue> {
        let values = CRITICAL
            .rows::<3>()
            .filter_map(|[key, releases, certainty]| {
                let releases = Ranges::parse(releases)?;
                releases.contains(release).then_some(CriticalValue {
                    key,
                    certain: certainty == "seen",
                })
            });
        values.collect()
    }

    /// The keys that servers should agree on, although nothing compares them.
    pub fn shared_values(&self) -> impl Iterator<Item = SharedValue> {
        SHARED
            .rows::<3>()
            .map(|[key, about, source]| SharedValue { key, about, source })
    }

    /// The keys of which another default matters to a cluster that does not set them.
    pub fn default_changes(&self) -> impl Iterator<Item = DefaultChange> {
        DEFAULTS
            .rows::<6>()
            .map(
                |[key, only_with, without, about, instead, source]| DefaultChange {
                    key,
                    only_with: super::optional(only_with),
                    without: super::optional(without),
                    about,
                    instead,
                    source,
                },
            )
    }
}
