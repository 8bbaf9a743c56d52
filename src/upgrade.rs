//! What a step from one release to another moves.

use std::cmp::Ordering;

use serde::Serialize;

use crate::facts::Facts;
use crate::facts::charts::{compare, decode, lenient};
use crate::release::Release;
use crate::report::{Change, Move, Upgrade};
use crate::role::Role;

/// The charts and components that differ between two releases; `None` where either is not known.
#[inline(never)]
pub fn upgrade(facts: &Facts, from: Release, to: Release) -> Option<Upgrade> {
    Some(Upgrade {
        hops: vec![to.to_string()],
        charts: chart_moves(facts, from, to)?,
        components: component_moves(facts, from, to).unwrap_or_default(),
    })
}

/// The packaged charts that change.
pub fn chart_moves(facts: &Facts, from: Release, to: Release) -> Option<Vec<Move>> {
    let moves = pairs(&facts.charts(from)?, &facts.charts(to)?);
    let moves = moves.into_iter().filter_map(|(name, before, after)| {
        let upstream = |version: &str| Some(decode(name, version)?.upstream.into_owned());
        Some(Move {
            name: name.to_owned(),
            from: before.map(str::to_owned),
            to: after.map(str::to_owned),
            from_upstream: before.and_then(upstream),
            to_upstream: after.and_then(upstream),
            change: change(before, after, |a, b| {
                let same_upstream = upstream(a).is_some() && upstream(a) == upstream(b);
                (compare(name, a, b), same_upstream)
            })?,
        })
    });
    Some(moves.collect())
}

/// What a release is built from, and no part of a cluster.
const BUILT_FROM: [&str; 2] = ["go", "k3s"];

/// The components that change and are no charts: etcd, containerd, runc …
fn component_moves(facts: &Facts, from: Release, to: Release) -> Option<Vec<Move>> {
    let components = |release| {
        let components = facts.release(release)?.components();
        Some(
            components
                .filter(|(name, _)| !BUILT_FROM.contains(name))
                .collect::<Vec<_>>(),
        )
    };
    let (before, after) = (components(from)?, components(to)?);
    let moves = pairs(&before, &after)
        .into_iter()
        .filter_map(|(name, before, after)| {
            Some(Move {
                name: name.to_owned(),
                from: before.map(str::to_owned),
                to: after.map(str::to_owned),
                from_upstream: None,
                to_upstream: None,
                change: change(before, after, |a, b| {
                    let order = lenient(a).zip(lenient(b)).map(|(a, b)| a.cmp(&b));
                    (order, order == Some(Ordering::Equal))
                })?,
            })
        });
    Some(moves.collect())
}

fn change(
    before: Option<&str>,
    after: Option<&str>,
    order: impl Fn(&str, &str) -> (Option<Ordering>, bool),
) -> Option<Change> {
    match (before, after) {
        (None, None) => None,
        (None, Some(_)) => Some(Change::Added),
        (Some(_), None) => Some(Change::Removed),
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) => Some(match order(before, after) {
            (Some(Ordering::Greater), _) => Change::Downgraded,
            (_, true) => Change::Repackaged,
            _ => Change::Upgraded,
        }),
    }
}

type Pair<'a> = (&'a str, Option<&'a str>, Option<&'a str>);

/// Both lists side by side, in the order of the second, and what only the first has after that.
fn pairs<'a>(before: &[(&'a str, &'a str)], after: &[(&'a str, &'a str)]) -> Vec<Pair<'a>> {
    let version = |list: &[(&'a str, &'a str)], name: &str| {
        list.iter()
            .find(|(other, _)| *other == name)
            .map(|(_, version)| *version)
    };
    let both = after
        .iter()
        .map(|&(name, new)| (name, version(before, name), Some(new)));
    let gone = before
        .iter()
        .filter(|(name, _)| version(after, name).is_none());
    both.chain(gone.map(|&(name, old)| (name, Some(old), None)))
        .collect()
}

/// A key of `config.yaml`, or a value of one, that only one of two releases takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OptionChange {
    /// The key.
    pub key: String,
    /// The value, where the key itself stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub value: Option<String>,
    /// Whether the later release has it, and not the earlier one.
    pub added: bool,
    /// Whose configuration it is a key of.
    pub roles: Vec<Role>,
}

/// The keys and values that come or go between two releases.
pub fn option_changes(facts: &Facts, from: Release, to: Release) -> Vec<OptionChange> {
    let mut changes = Vec::new();
    for option in facts.options() {
        for added in [true, false] {
            let (with, without) = if added { (to, from) } else { (from, to) };
            let roles = [Role::Server, Role::Agent].into_iter().filter(|role| {
                let releases = option.releases(*role);
                releases.contains(with) && !releases.contains(without)
            });
            let roles: Vec<Role> = roles.collect();
            if !roles.is_empty() {
                changes.push(OptionChange {
                    key: option.key.to_owned(),
                    value: None,
                    added,
                    roles,
                });
            }
        }
        let both = option.server.contains(from) && option.server.contains(to);
        if !both {
            continue;
        }
        let (before, after) = (
            facts.accepted_values(option.key, from),
            facts.accepted_values(option.key, to),
        );
        let gained = after
            .iter()
            .filter(|value| !before.contains(value))
            .map(|value| (value, true));
        let lost = before
            .iter()
            .filter(|value| !after.contains(value))
            .map(|value| (value, false));
        changes.extend(gained.chain(lost).map(|(value, added)| OptionChange {
            key: option.key.to_owned(),
            value: Some((*value).to_owned()),
            added,
            roles: vec![Role::Server],
        }));
    }
    changes
}
