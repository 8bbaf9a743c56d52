//! Carries curated facts over to releases that are new.
//!
//! A set such as `1.33.13r2 1.34.10 1.35.7 1.36.3..` is closed on every line but the newest, so without this
//! v1.34.11 would fall out of it. A release does what its predecessor did, until somebody reads otherwise.

use std::collections::BTreeSet;

use rke2_preflight::release::{Ranges, Release};

use super::table::{self, Table};

const TABLES: &[&str] = &[
    "argument_values",
    "chart_globals",
    "chart_needs",
    "component_flags",
    "critical_values",
    "default_requests",
    "etcd_arguments",
    "gate_locks",
    "gates",
    "helmchartconfig_fields",
    "options",
    "traits",
    "values",
];

/// The curated tables with the new releases in their sets; none where there are no new releases.
pub fn tables(all: &[Release]) -> Result<Vec<Table>, String> {
    let releases = table::read("releases")?;
    let known: BTreeSet<Release> = releases
        .column("release")?
        .filter_map(Release::parse)
        .collect();
    let fresh: Vec<String> = all
        .iter()
        .filter(|release| !known.contains(release))
        .map(Release::to_string)
        .collect();
    if fresh.is_empty() {
        return Ok(Vec::new());
    }
    eprintln!("new: {}", fresh.join(", "));
    eprintln!("to look at: the curated tables now say that these do what their predecessors did");
    let carried = TABLES.iter().map(|name| {
        let mut table = table::read(name)?;
        table.change("releases", |cell| {
            let ranges =
                Ranges::parse(cell).ok_or_else(|| format!("{name}: malformed set {cell}"))?;
            Ok(carry(&ranges, &known, all).to_string())
        })?;
        Ok(table)
    });
    carried.collect()
}

/// The set with each new release in it whose predecessor is: the one before it on its line,
/// or the newest of the line before where it opens a line.
fn carry(ranges: &Ranges, known: &BTreeSet<Release>, all: &[Release]) -> Ranges {
    let mut members: Vec<bool> = Vec::with_capacity(all.len());
    for release in all {
        let before = members.last().copied().unwrap_or(false);
        let member = if known.contains(release) {
            ranges.contains(*release)
        } else {
            before
        };
        members.push(member);
    }
    Ranges::of(all, &members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_grow_with_their_lines() {
        let release = |text| Release::parse_short(text).unwrap();
        let known = ["1.33.1", "1.33.2", "1.34.1", "1.34.2", "1.35.0"].map(release);
        let fresh = ["1.33.3", "1.34.3", "1.35.1", "1.36.0"].map(release);
        let mut all = [known.as_slice(), &fresh].concat();
        all.sort();
        let known = BTreeSet::from(known);
        let carried = |text| carry(&Ranges::parse(text).unwrap(), &known, &all).to_string();
        assert_eq!(carried("1.33.2 1.34.2.."), "1.33.2..1.33.3 1.34.2..");
        assert_eq!(carried("1.33.2 1.35.0.."), "1.33.2..1.33.3 1.35.0..");
        assert_eq!(carried("1.33.1..1.33.2"), "1.33.1..1.33.3");
        assert_eq!(carried("1.34.1"), "1.34.1");
    }
}
