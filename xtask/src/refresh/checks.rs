//! Where curated tables disagree with the clone: nothing is written, somebody has to look.

use std::collections::{BTreeMap, BTreeSet};

use rke2_preflight::release::{Ranges, Release};

use super::channels;
use super::git::{Repository, Tag};
use super::table;

/// The options whose values RKE2 lists in its source, and the name of the list.
pub const LISTS: [(&str, &str); 2] = [("cni", "CNIItems"), ("ingress-controller", "IngressItems")];

/// The values of those options in a release; an option that it does not have is not there.
pub type Values = BTreeMap<&'static str, BTreeSet<String>>;

/// One sentence for each disagreement.
pub fn run(repository: &mut Repository, values: &[(&Tag, &Values)]) -> Result<Vec<String>, String> {
    let mut findings = withdrawn(repository)?;
    findings.extend(listed(values)?);
    Ok(findings)
}

/// The channels leave out releases that were withdrawn.
fn withdrawn(repository: &mut Repository) -> Result<Vec<String>, String> {
    let table = table::read("announcements")?;
    let states: BTreeMap<&str, &str> = table
        .column("release")?
        .zip(table.column("state")?)
        .collect();
    let excluded = channels::excluded(repository)?
        .into_iter()
        .map(|release| release.to_string());
    let wrong = excluded.filter(|name| states.get(name.as_str()).copied() != Some("withdrawn"));
    Ok(wrong
        .map(|name| {
            format!("announcements.tsv: channels.yaml leaves out {name}, so it is withdrawn")
        })
        .collect())
}

/// The values that the source lists are those that `values.tsv` has as ok, besides `none` and `multus`.
fn listed(values: &[(&Tag, &Values)]) -> Result<Vec<String>, String> {
    let table = table::read("values")?;
    let columns = ["option", "value", "outcome", "releases"];
    let mut rows = Vec::new();
    for row in table.select(&columns)? {
        let [option, value, outcome, releases] = row[..] else {
            continue;
        };
        if outcome == "ok" && !["none", "multus"].contains(&value) {
            let ranges =
                Ranges::parse(releases).ok_or_else(|| format!("values.tsv: {releases}"))?;
            rows.push((option, value, ranges));
        }
    }
    let known = |option: &str, release: Release| -> BTreeSet<String> {
        let rows = rows
            .iter()
            .filter(|(name, _, ranges)| *name == option && ranges.contains(release));
        rows.map(|(_, value, _)| value.to_string()).collect()
    };
    let mut findings = Vec::new();
    for (option, _) in LISTS {
        for (tag, values) in values {
            let (known, there) = (known(option, tag.release), values.get(option));
            let there = there.cloned().unwrap_or_default();
            if known != there {
                findings.push(format!(
                    "values.tsv: {option} takes {there:?} in {}, and the table says {known:?}",
                    tag.name
                ));
            }
        }
    }
    Ok(findings)
}
