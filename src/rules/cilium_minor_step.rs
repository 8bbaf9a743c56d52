//! A step of RKE2 that takes Cilium over one of its minors, or back.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::charts::lenient;
use crate::facts::releases::State;
use crate::names::one_after_another;
use crate::release::Release;

pub static RULE: Rule = Rule {
    id: "cilium-minor-step",
    summary: "The upgrade skips a minor of Cilium, or goes back by one",
    page: page!("cilium_minor_step.md"),
    when: &[When::Has(Mark::From)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, to)) = context.step() else {
        return;
    };
    // A longer step is wrong already, and so is one back.
    if to < from || to.minor > from.minor + 1 {
        return;
    }
    let (Some((before, old)), Some((after, new))) = (cilium(context, from), cilium(context, to))
    else {
        return;
    };
    if old.0 != new.0 || new.1 == old.1 || new.1 == old.1 + 1 {
        return;
    }
    let mut servers = context.nodes.iter().filter(|node| node.may_be_server());
    let place = servers.find_map(|node| {
        let mut names = node.split("cni").into_iter();
        names.find_map(|(name, span)| (name == "cilium").then_some(span))
    });
    let Some(place) = place else { return };
    let finding = if new.1 > old.1 {
        let message = format!(
            "this step takes Cilium from {before} to {after}; Cilium is tested from one minor to the next only"
        );
        let stops = context.facts.stops(from, to, true).unwrap_or_default();
        let names: Vec<String> = stops
            .iter()
            .map(|stop| match cilium(context, *stop) {
                Some((version, _)) => format!("{stop} (Cilium {version})"),
                None => stop.to_string(),
            })
            .collect();
        let finding = RULE.error(Consequence::Unsupported, place, message);
        match names.is_empty() {
            true => finding,
            false => finding.help(format!("upgrade to {} first", one_after_another(&names))),
        }
    } else {
        let message = format!(
            "this step takes Cilium back from {before} to {after}, because {to} is older than {from}"
        );
        // One minor back is the way of a rollback, which is tested, but is no upgrade.
        let finding = match new.1 + 1 == old.1 {
            true => RULE.warning(Consequence::Unsupported, place, message),
            false => RULE.error(Consequence::Unsupported, place, message),
        };
        match not_back(context, from, to, old) {
            Some(other) => {
                finding.help(format!("take {other} or a later release of 1.{}", to.minor))
            }
            None => finding.help(format!(
                "stay on {from} until 1.{} has a release with Cilium {}.{}",
                to.minor, old.0, old.1
            )),
        }
    };
    found.push(finding.evidence("cilium/cilium Documentation/operations/upgrade.rst"));
}

/// The version of Cilium in a release, and its minor.
fn cilium(context: &Context<'_>, release: Release) -> Option<(&'static str, (u64, u64))> {
    let text = context.facts.release(release)?.component("cilium")?;
    let version = lenient(text)?;
    Some((text, (version.major, version.minor)))
}

/// The first release of the target's line from which on Cilium is not older.
fn not_back(
    context: &Context<'_>,
    from: Release,
    to: Release,
    least: (u64, u64),
) -> Option<Release> {
    let line = context.facts.releases().iter().filter(|info| {
        info.release.minor == to.minor && info.release > from && info.state == State::Announced
    });
    let mut fits =
        line.filter(|info| cilium(context, info.release).is_some_and(|(_, minor)| minor >= least));
    fits.next().map(|info| info.release)
}
