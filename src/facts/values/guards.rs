//! Values with which the templates of a chart fail on purpose.

use std::ops::RangeInclusive;
use std::sync::OnceLock;

use super::packed::Table;
use super::{Facts, packed, ranges};
use crate::facts::tsv::{Tsv, tsv};

static GUARDS: Tsv = tsv!("value_guards");

/// A combination of values with which a chart is not installed.
#[derive(Clone, Debug)]
pub struct Guard {
    /// All of these must hold.
    pub when: Vec<Term>,
    /// Whether the install job fails, or only in clusters that lack something.
    pub outcome: Outcome,
    /// What is wrong with it.
    pub about: &'static str,
    /// What to write.
    pub instead: &'static str,
    /// Where this was read.
    pub source: &'static str,
}

/// What a guard leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The install job fails.
    Fails,
    /// It fails where the cluster lacks something.
    Depends,
}

/// One condition. In a path `*` stands for the same key in all terms of a guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The value that it looks at.
    pub path: &'static str,
    /// What it asks.
    pub test: Test,
}

/// What a term asks of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// `path`: a template takes it for true.
    True,
    /// `!path`: a template takes it for false, as it does what is missing.
    False,
    /// `?path`: it is set, to whatever.
    Set,
    /// `!?path`: it is not set, and the chart's own value counts.
    Unset,
    /// `path = []`: somebody sets it, to a list.
    List,
    /// `path == true`: it is true itself, and no text that says so.
    On,
    /// `path = a|b`: it is one of these.
    Is(&'static str),
    /// `path != a|b`: it is none of these.
    IsNot(&'static str),
    /// `path != @other`: it is not what another value is.
    Differs(&'static str),
    /// `path ~ text`: it contains a text.
    Contains(&'static str),
    /// `path < 1.2.3`: it is a lower version.
    Below(&'static str),
    /// `path !~ cluster-name`: it is a text, and no name that Cilium takes for a cluster.
    NoClusterName,
}

impl Facts {
    /// The guards of a chart version, in the order of the table.
    pub fn guards(&self, chart: &str, version: &str) -> Vec<&'static Guard> {
        let Some((_, Table { versions, .. })) = packed::table(chart) else {
            return Vec::new();
        };
        let Some(at) = versions.iter().position(|known| *known == version) else {
            return Vec::new();
        };
        let lines = all().iter().filter(|line| line.chart == chart);
        let lines = lines.filter(|line| {
            let ranges = line.ranges.get_or_init(|| ranges(line.versions, versions));
            ranges.iter().any(|range| range.contains(&at))
        });
        lines.map(|line| &line.guard).collect()
    }
}

/// A line of the table.
struct Line {
    chart: &'static str,
    versions: &'static str,
    /// The places of these versions among all of the chart, once somebody asked.
    ranges: OnceLock<Vec<RangeInclusive<usize>>>,
    guard: Guard,
}

/// The table.
fn all() -> &'static [Line] {
    static ALL: OnceLock<Vec<Line>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = GUARDS.rows::<7>();
        let guards = lines.filter_map(|[chart, when, cell, outcome, about, instead, source]| {
            let guard = Guard {
                when: terms(when)?,
                outcome: match outcome {
                    "depends" => Outcome::Depends,
                    _ => Outcome::Fails,
                },
                about,
                instead,
                source,
            };
            Some(Line {
                chart,
                versions: cell,
                ranges: OnceLock::new(),
                guard,
            })
        });
        guards.collect()
    })
}

/// Reads a condition; `None` where it is malformed.
pub fn terms(text: &'static str) -> Option<Vec<Term>> {
    text.split(" & ").map(term).collect()
}

fn term(text: &'static str) -> Option<Term> {
    let (path, test) = match text.split_once(' ') {
        None => match text.as_bytes() {
            [b'!', b'?', ..] => (&text[2..], Test::Unset),
            [b'!', ..] => (&text[1..], Test::False),
            [b'?', ..] => (&text[1..], Test::Set),
            _ => (text, Test::True),
        },
        Some((path, rest)) => {
            let (operator, value) = rest.split_once(' ')?;
            let test = match (operator, value.strip_prefix('@')) {
                ("==", None) if value == "true" => Test::On,
                ("=", None) if value == "[]" => Test::List,
                ("=", None) => Test::Is(value),
                ("!=", None) => Test::IsNot(value),
                ("!=", Some(other)) => Test::Differs(other),
                ("~", None) => Test::Contains(value),
                ("<", None) => Test::Below(value),
                ("!~", None) if value == "cluster-name" => Test::NoClusterName,
                _ => return None,
            };
            (path, test)
        }
    };
    (!path.is_empty()).then_some(Term { path, test })
}

#[cfg(test)]
mod tests {
    use super::super::known_versions;
    use super::*;

    #[test]
    fn conditions() {
        let term = |path, test| Term { path, test };
        assert_eq!(
            terms("a.b & !c & d != x|y & ?e").unwrap(),
            [
                term("a.b", Test::True),
                term("c", Test::False),
                term("d", Test::IsNot("x|y")),
                term("e", Test::Set),
            ]
        );
        assert_eq!(terms("a >= 1"), None);
    }

    #[test]
    fn every_line_is_well_formed() {
        for [chart, when, cell, outcome, ..] in GUARDS.rows::<7>() {
            assert!(terms(when).is_some(), "{chart}: {when}");
            assert!(matches!(outcome, "fails" | "depends"), "{chart}: {outcome}");
            let versions: Vec<&str> = known_versions(chart).collect();
            assert_eq!(
                ranges(cell, &versions).len(),
                cell.split(' ').count(),
                "{chart}: {when}: {cell}"
            );
        }
    }
}
