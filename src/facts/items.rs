//! What RKE2 makes of the items of an option: commas in them, and items that are empty.

use super::Facts;
use super::tsv::{Tsv, tsv};
use crate::release::{Ranges, Release};

static COMMAS: Tsv = tsv!("commas");
static EMPTY_VALUES: Tsv = tsv!("empty_values");

/// What blanks around a comma do, where items are split at commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blanks {
    /// They are taken away.
    Trimmed,
    /// They stay part of what they stand beside.
    Kept,
    /// They stay, and RKE2 refuses what they stand beside.
    Fatal,
}

/// What an option does that is set to nothing.
#[derive(Clone, Copy, Debug)]
pub struct EmptyValue {
    /// The effect, as a sentence without its subject.
    pub about: &'static str,
    /// Whether it is an effect on servers alone.
    pub server_only: bool,
    /// Whether it was read in the sources, or inferred.
    pub certain: bool,
    /// Where it was read.
    pub source: &'static str,
}

impl Facts {
    /// What blanks around a comma do; `None` where the release does not split the option's items.
    pub fn blanks(&self, option: &str, release: Release) -> Option<(Blanks, &'static str)> {
        COMMAS
            .rows_of::<4>(&[option])
            .find_map(|[_, releases, blanks, source]| {
                let holds = Ranges::holds(releases, release);
                let blanks = match blanks {
                    "trimmed" => Blanks::Trimmed,
                    "kept" => Blanks::Kept,
                    _ => Blanks::Fatal,
                };
                holds.then_some((blanks, source))
            })
    }

    /// What the option does that is set to nothing; `None` where that is as if it were not set,
    /// and where it is not known.
    pub fn empty_value(&self, option: &str, release: Release) -> Option<EmptyValue> {
        let mut lines = EMPTY_VALUES.rows_of::<6>(&[option]);
        lines.find_map(|[_, role, releases, certainty, about, source]| {
            let holds = Ranges::holds(releases, release);
            holds.then_some(EmptyValue {
                about,
                server_only: role == "server",
                certain: certainty == "seen",
                source,
            })
        })
    }
}
