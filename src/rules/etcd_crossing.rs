//! etcd reaches a version without having run the one that makes it safe.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::charts::lenient;
use crate::facts::releases::{ReleaseInfo, State};
use crate::facts::way::ComponentStep;
use crate::names;
use crate::release::{Ranges, Release};
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "etcd-crossing",
    summary: "Etcd goes to 3.6 without having run a 3.5 that makes it safe",
    page: page!("etcd_crossing.md"),
    when: &[When::Has(Mark::From)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, to)) = context.step() else {
        return;
    };
    if to < from || context.has_external_datastore() {
        return;
    }
    for step in context.facts.component_steps() {
        let version = |release| context.facts.release(release)?.component(step.component);
        let (Some(before), Some(after)) = (version(from), version(to)) else {
            continue;
        };
        if step.allows(lenient(before).as_ref(), lenient(after).as_ref()) {
            continue;
        }
        let plain = |version: &'static str| version.split('-').next().unwrap_or(version);
        let (before, after) = (plain(before), plain(after));
        // A single member has nothing to lose to members that were removed.
        let severity = match has_several_servers(context) {
            true => Severity::Error,
            false => Severity::Warning,
        };
        let message = format!(
            "{from} to {to} takes {0} from {before} to {after}, and the only safe way to {1}.{2} leads through \
             {0} {3} or later: members that were removed before can come back and cost the quorum",
            step.component, step.to.major, step.to.minor, step.through
        );
        let finding = RULE.finding(severity, Consequence::ComponentDown, None, message);
        let safe = safe_stops(context, &step, from, to);
        let stops = context.facts.stops(from, to, false).unwrap_or_default();
        let stop = stops.iter().rev().find(|stop| safe.contains(**stop));
        let finding = match stop {
            Some(stop) => finding.help(format!(
                "upgrade all servers to {stop} first and let them run; safe stops are {}",
                names::releases(&safe)
            )),
            None => finding,
        };
        found.push(finding.evidence(step.source));
    }
}

/// The announced releases between the two that ship a version which makes the step safe.
fn safe_stops(context: &Context<'_>, step: &ComponentStep, from: Release, to: Release) -> Ranges {
    let all = context.facts.releases().iter();
    let all = all.filter(|info| info.state == State::Announced);
    let safe = |info: &ReleaseInfo| {
        let version = info.component(step.component).and_then(lenient);
        from < info.release
            && info.release < to
            && version.is_some_and(|version| version >= step.through && version < step.to)
    };
    let (releases, safe): (Vec<Release>, Vec<bool>) =
        all.map(|info| (info.release, safe(info))).unzip();
    Ranges::of(&releases, &safe)
}

/// Whether more than one server runs etcd, as far as the texts tell: a server that joins another one proves it.
fn has_several_servers(context: &Context<'_>) -> bool {
    let joins = |node: &&NodeView<'_>| node.get("server").is_some();
    context.servers().any(|node| joins(&node))
        || context.clusters().iter().any(|nodes| {
            let servers = nodes.iter().filter(|node| node.role == Some(Role::Server));
            servers.count() > 1
        })
}
