//! How RKE2 itself behaves, by release: the tables of traits and of accepted values.

use std::sync::OnceLock;

use super::Facts;
use super::tsv::{Tsv, tsv};
use crate::release::{LazyRanges, Ranges, Release};

static TRAITS: Tsv = tsv!("traits");
static VALUES: Tsv = tsv!("values");

/// What RKE2 does with a value of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It takes it.
    Ok,
    /// It takes it and warns.
    Deprecated,
    /// It exits.
    Fatal,
}

/// A value that an option has or had.
#[derive(Clone, Debug)]
pub struct ValueFact {
    /// The value.
    pub value: &'static str,
    /// What RKE2 does with it.
    pub outcome: Outcome,
    /// In these releases.
    pub releases: Ranges,
    /// Where this was read.
    pub source: &'static str,
}

/// The behaviour that a trait names, in one release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// Whether the release behaves so.
    pub holds: bool,
    /// Whether the bounds were read in the sources, or inferred.
    pub certain: bool,
    /// Where this was read.
    pub source: &'static str,
}

impl Facts {
    /// Whether a release has a trait of `data/traits.tsv`.
    pub fn has(&self, name: &str, release: Release) -> bool {
        // This is asked for every node and key, so the sets are read once.
        static SETS: OnceLock<Vec<(&str, LazyRanges)>> = OnceLock::new();
        let sets = SETS.get_or_init(|| {
            let rows = TRAITS.rows::<2>();
            rows.map(|[name, releases]| (name, LazyRanges::new(releases)))
                .collect()
        });
        let first = sets.partition_point(|(other, _)| *other < name);
        let own = sets[first..].iter().take_while(|(other, _)| *other == name);
        own.into_iter()
            .any(|(_, releases)| releases.contains(release))
    }

    /// Whether a release has a trait, how sure that is, and the source.
    pub fn behaviour(&self, name: &str, release: Release) -> Option<Behaviour> {
        let mut found: Option<Behaviour> = None;
        for [_, releases, certainty, _, source] in TRAITS.rows_of::<5>(&[name]) {
            let holds = Ranges::holds(releases, release);
            // A trait may have a line of bounds that were seen, and one of bounds that were inferred.
            if holds || found.is_none() {
                found = Some(Behaviour {
                    holds,
                    certain: certainty == "seen",
                    source,
                });
            }
        }
        found
    }

    /// The releases that have a trait.
    pub fn trait_releases(&self, name: &str) -> Option<Ranges> {
        let [_, releases] = TRAITS.row_of(&[name])?;
        Ranges::parse(releases)
    }

    /// Every value that an option ever had.
    pub fn values(&self, option: &str) -> Vec<ValueFact> {
        let lines = VALUES.rows_of::<5>(&[option]);
        let facts = lines.filter_map(|[_, value, outcome, releases, source]| {
            Some(ValueFact {
                value,
                outcome: match outcome {
                    "ok" => Outcome::Ok,
                    "deprecated" => Outcome::Deprecated,
                    _ => Outcome::Fatal,
                },
                releases: Ranges::parse(releases)?,
                source,
            })
        });
        facts.collect()
    }

    /// Whether an option takes a fixed set of values.
    pub fn has_values(&self, option: &str) -> bool {
        // This is asked for every key, so the names are read once.
        static NAMES: OnceLock<Vec<&str>> = OnceLock::new();
        let names = NAMES.get_or_init(|| {
            let mut names: Vec<&str> = VALUES.rows::<1>().map(|[name]| name).collect();
            names.dedup();
            names
        });
        names.binary_search(&option).is_ok()
    }

    /// The values of an option that a release takes, in the order of the table.
    pub fn accepted_values(&self, option: &str, release: Release) -> Vec<&'static str> {
        let mut values = Vec::new();
        for fact in self.values(option) {
            let accepted = fact.outcome != Outcome::Fatal && fact.releases.contains(release);
            if accepted && !values.contains(&fact.value) {
                values.push(fact.value);
            }
        }
        values
    }
}
