//! Which release the hand-kept channel pointed to, and since when.
//!
//! Tags do not know this: it is the history of `channels.yaml` on the default branch.

use std::collections::BTreeSet;

use rke2_preflight::release::Release;

use super::git::Repository;
use super::table::{self, Table};

const FILE: &str = "channels.yaml";
const CHANNEL: &str = "stable";
const SOURCE: &str = "rancher/rke2 channels.yaml";

/// The moves of the channel, oldest first.
pub fn read(repository: &mut Repository) -> Result<Table, String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut pinned = None;
    for commit in repository.history(FILE)? {
        let text = repository.file(&commit.id, FILE)?.unwrap_or_default();
        let Some(release) = pin(&text) else {
            continue;
        };
        if pinned == Some(release) {
            continue;
        }
        pinned = Some(release);
        // What was taken back on the same day never mattered.
        rows.retain(|row| row[1] != commit.date);
        rows.push(vec![
            CHANNEL.into(),
            commit.date,
            release.to_string(),
            SOURCE.into(),
        ]);
    }
    loses_none(&rows)?;
    let header = ["channel", "from", "release", "source"];
    Ok(Table::new("channels", header.into_iter(), rows.into_iter()))
}

/// The release in `- name: stable`, `latest: v1.33.2+rke2r1`.
fn pin(text: &str) -> Option<Release> {
    let mut lines = text.lines().map(str::trim);
    lines.find(|line| {
        line.strip_prefix("- name:")
            .is_some_and(|name| name.trim() == CHANNEL)
    })?;
    let latest = lines
        .take_while(|line| !line.starts_with("- "))
        .find_map(|line| line.strip_prefix("latest:"))?;
    Release::parse(latest).filter(Release::is_final)
}

/// The releases that the channels of today leave out by name.
pub fn excluded(repository: &mut Repository) -> Result<BTreeSet<Release>, String> {
    let head = repository.history(FILE)?.pop().ok_or("no channels.yaml")?;
    let text = repository
        .file(&head.id, FILE)?
        .unwrap_or_default()
        .replace('\\', "");
    // As in `excludeRegexp: (^[^+]+-|v1\.24\.9\+rke2r1)`.
    let patterns = text
        .lines()
        .filter_map(|line| line.trim().strip_prefix("excludeRegexp:"));
    let names = patterns.flat_map(|pattern| pattern.split(['(', '|', ')']));
    Ok(names.filter_map(Release::parse).collect())
}

/// An old or other branch would make the table forget.
fn loses_none(rows: &[Vec<String>]) -> Result<(), String> {
    let known = table::read("channels")?;
    let there: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str()).collect();
    let lost = known.column("from")?.find(|date| !there.contains(date));
    match lost {
        None => Ok(()),
        Some(date) => Err(format!(
            "the history of {FILE} has no move on {date}, which data/channels.tsv knows; \
             the clone has to be whole and its default branch up to date"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins() {
        let text = "channels:\n- name: stable\n  latest: v1.35.7+rke2r1\n- name: latest\n  latestRegexp: .*\n";
        assert_eq!(pin(text), Some(Release::new(35, 7, 1)));
        assert_eq!(
            pin("channels:\n- name: stable\n- name: x\n  latest: v1.35.7+rke2r1\n"),
            None
        );
        assert_eq!(pin(""), None);
    }
}
