//! Known problems, each with the releases and the configuration that it needs.

use std::sync::OnceLock;

use super::Facts;
use super::tsv::{Tsv, tsv};
use crate::release::{LazyRanges, Release};

/// A problem of some releases, or a combination of settings, that meets some configurations only.
#[derive(Debug)]
pub struct Advisory {
    /// Its name.
    pub id: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// Whether it was read in the sources, or inferred.
    pub certain: bool,
    /// When a release meets it.
    pub moment: Moment,
    /// The releases.
    pub releases: LazyRanges,
    /// What the configuration has to be, in the notation of `data/README.md`; empty for every one.
    pub when: &'static str,
    /// The name of a consequence.
    pub consequence: &'static str,
    /// What happens, as a sentence.
    pub about: &'static str,
    /// What to do.
    pub instead: &'static str,
    /// Where this was read, divided by `; `.
    pub source: &'static str,
}

/// When a release meets a known problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// On the release itself.
    On,
    /// On every step to it.
    Step,
    /// On the step to it, from one that is not concerned.
    Into,
    /// On the step away from it.
    Out,
    /// On both steps.
    Change,
    /// On the release that runs, whatever comes.
    Runs,
}

/// The tables of known problems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// What is wrong with some releases.
    Advisories,
    /// What does not go together.
    Combinations,
    /// What releases change on purpose, and some configurations do not stand.
    Breakers,
}

static ADVISORIES: Tsv = tsv!("advisories");
static COMBINATIONS: Tsv = tsv!("combinations");
static BREAKERS: Tsv = tsv!("breakers");

impl Moment {
    fn parse(text: &str) -> Option<Moment> {
        Some(match text {
            "on" => Moment::On,
            "step" => Moment::Step,
            "into" => Moment::Into,
            "out" => Moment::Out,
            "change" => Moment::Change,
            "runs" => Moment::Runs,
            _ => return None,
        })
    }
}

impl Advisory {
    /// Whether a release has it, or the step to a later one meets it.
    pub fn meets(&self, from: Option<Release>, to: Release) -> bool {
        let holds = |release| self.releases.contains(release);
        let step = |before: bool, after: bool| {
            from.is_some_and(|from| from < to && (holds(from), holds(to)) == (before, after))
        };
        match self.moment {
            Moment::On => holds(to),
            Moment::Runs => holds(from.unwrap_or(to)),
            Moment::Step => step(false, true) || step(true, true),
            Moment::Into => step(false, true),
            Moment::Out => step(true, false),
            Moment::Change => step(false, true) || step(true, false),
        }
    }
}

impl Facts {
    /// The rows of a table, in its order.
    pub fn advisories(&self, table: Table) -> &'static [Advisory] {
        // Every question asks for all of them, some several times.
        static TABLES: [OnceLock<Vec<Advisory>>; 3] = [const { OnceLock::new() }; 3];
        TABLES[table as usize].get_or_init(|| {
            read(match table {
                Table::Advisories => &ADVISORIES,
                Table::Combinations => &COMBINATIONS,
                Table::Breakers => &BREAKERS,
            })
        })
    }
}

fn read(table: &'static Tsv) -> Vec<Advisory> {
    let advisories = table.rows::<10>().filter_map(
        |[
            id,
            severity,
            certainty,
            moment,
            releases,
            when,
            consequence,
            about,
            instead,
            source,
        ]| {
            Some(Advisory {
                id,
                severity,
                certain: certainty == "seen",
                moment: Moment::parse(moment)?,
                releases: LazyRanges::new(releases),
                when: super::optional(when).unwrap_or_default(),
                consequence,
                about,
                instead,
                source,
            })
        },
    );
    let mut read = Vec::with_capacity(table.len());
    read.extend(advisories);
    read
}
