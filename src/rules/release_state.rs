//! A release that one should not run.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::releases::{ReleaseInfo, State};
use crate::release::Release;

pub static RULE: Rule = Rule {
    id: "release-state",
    summary: "The release was withdrawn, was never announced, or is not for everybody",
    page: page!("release_state.md"),
    when: &[When::Has(Mark::Release)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Who stays on a release knows it.
    if context.from == Some(context.to) {
        return;
    }
    if let Some(info) = context.facts.release(context.to)
        && let Some((what, consequence)) = wrong_with(info)
    {
        let message = format!("{} {what}", context.to);
        let finding = RULE.finding(Severity::Warning, consequence, None, message);
        let finding = match instead(context, context.to) {
            Some(other) => finding.help(format!("take {other}")),
            None => finding,
        };
        found.push(finding.evidence(info.source()));
    }
    if let Some(newer) = rebuilt(context) {
        let message = format!("{} was built again as {newer}, with fixes", context.to);
        found.push(
            RULE.finding(Severity::Info, Consequence::Unsupported, None, message)
                .help(format!("take {newer}"))
                .evidence("rancher/rke2-docs docs/release-notes"),
        );
    }
    // A release of Rancher Prime is a good one to come from.
    if let Some(from) = context.from
        && let Some(info) = context.facts.release(from)
        && info.state != State::Prime
        && let Some((what, consequence)) = wrong_with(info)
    {
        let message = format!("{from}, which runs now, {what}");
        found.push(
            RULE.finding(Severity::Info, consequence, None, message)
                .evidence(info.source()),
        );
    }
}

/// The last announced build of the same Kubernetes release, if the judged one is an earlier one.
fn rebuilt(context: &Context<'_>) -> Option<Release> {
    let to = context.to;
    let own = context.facts.release(to)?;
    let line = context.facts.releases().iter();
    let mut later = line.filter(|info| {
        let release = info.release;
        (release.minor, release.patch) == (to.minor, to.patch)
            && release > to
            && info.state == State::Announced
    });
    let last = later.next_back()?.release;
    (own.state == State::Announced).then_some(last)
}

fn wrong_with(info: &ReleaseInfo) -> Option<(&'static str, Consequence)> {
    Some(match info.state {
        State::Announced => return None,
        State::Withdrawn => (
            "was taken back after it was announced",
            Consequence::Unsupported,
        ),
        State::Unannounced => (
            "was never announced: there is a tag, but no release notes, and no stable packages",
            Consequence::Unsupported,
        ),
        State::Prime => (
            "was built for Rancher Prime: the public registry and package repositories need not have it",
            Consequence::Unsupported,
        ),
    })
}

/// The next announced build of the same Kubernetes release, or else the next release of the line,
/// or the last one before.
fn instead(context: &Context<'_>, wrong: Release) -> Option<Release> {
    let line = context.facts.releases().iter();
    let line =
        line.filter(|info| info.release.minor == wrong.minor && info.state == State::Announced);
    let releases: Vec<Release> = line.map(|info| info.release).collect();
    let next = releases.iter().find(|release| **release > wrong);
    next.or(releases.last()).copied()
}
