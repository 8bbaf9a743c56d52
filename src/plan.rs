//! The plan for the way from one release to another: the hops, what each of them means for this
//! configuration, and a runbook.

mod cluster;
mod controller;
mod judge;
mod phrases;
mod road;
mod runbook;
mod sections;
mod template;

use serde::Serialize;

use crate::diagnostic::Severity;
use crate::facts::Facts;
use crate::facts::way::{Bars, PARTS, Wish};
use crate::project::{self, Given};
use crate::release::Release;
use crate::report::{FactsInfo, Finding, Move, VERSION, Verdict};
use crate::request::{Install, Manager};
use crate::role::Role;
use crate::secrets::Secrets;
use crate::source::Sources;
use crate::upgrade;

use cluster::Cluster;
use judge::Judge;
use road::Road;

/// So many stops beside those of the way are judged to find a better one.
const LOOKS: usize = 6;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The release that runs now.
    pub from: Release,
    /// The release to get to.
    pub to: Release,
    /// Releases to pass.
    pub via: Vec<Release>,
    /// Releases to avoid.
    pub avoid: Vec<Release>,
    /// The role of every node, where the caller says so.
    pub role: Option<Role>,
    /// How RKE2 gets onto the nodes, where the caller says so.
    pub install: Option<Install>,
    /// What manages the cluster, where the caller says so.
    pub managed_by: Option<Manager>,
    /// Where the Plans are written, for the runbook.
    pub plans: Option<String>,
}

/// The answer to `plan`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Plan {
    /// Always 1 in this format.
    pub version: u32,
    /// What the plan rests on.
    pub facts: FactsInfo,
    /// The release that runs now.
    pub from: String,
    /// The release to get to.
    pub to: String,
    /// `ready`, `action-needed` where hops bring findings, `blocked` where they bring errors or there is no way.
    pub verdict: Verdict,
    /// What the files tell of the cluster.
    pub cluster: ClusterInfo,
    /// The hops; none where there is no way, and none back.
    pub hops: Vec<Hop>,
    /// Steps that would be shorter, or the only way, and why they are refused.
    pub refused: Vec<Refused>,
    /// A target that can be reached, where the one asked for cannot.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub instead: Option<String>,
    /// Whether this is the way back to a lower release.
    pub rollback: bool,
    /// What to do, step by step.
    pub runbook: Vec<Section>,
    /// Plans for the system-upgrade-controller, in the order in which to apply them.
    pub plans: Vec<PlanFile>,
    /// What could not be judged, in sentences.
    pub not_assessed: Vec<String>,
}

/// What the files tell of a cluster.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ClusterInfo {
    /// The names of the servers, in the order in which they are upgraded.
    pub servers: Vec<String>,
    /// The names of the agents.
    pub agents: Vec<String>,
    /// The CNI plugins; none where nothing tells.
    pub cni: Vec<String>,
    /// The ingress controllers that run now; none where nothing tells.
    pub ingress: Vec<String>,
    /// Whether the cluster keeps its state outside of RKE2.
    pub external_datastore: bool,
    /// How RKE2 gets onto the nodes.
    pub install: Install,
    /// Whether that was asked for or seen, or taken because nothing was said.
    pub install_known: bool,
}

/// A hop of the way.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Hop {
    /// The release before.
    pub from: String,
    /// The release after.
    pub to: String,
    /// The day it was announced, `YYYY-MM-DD`.
    pub date: String,
    /// Why the way leads through here.
    pub reasons: Vec<String>,
    /// What the hop brings to this configuration, the most severe first.
    pub findings: Vec<Finding>,
    /// The charts that move and that this cluster runs, as far as the files tell.
    pub charts: Vec<Move>,
    /// The other components that move.
    pub components: Vec<Move>,
}

/// A step that is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Refused {
    /// The release before.
    pub from: String,
    /// The release after.
    pub to: String,
    /// The rule that refuses it; absent where the user does.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub rule: Option<String>,
    /// Why.
    pub reason: String,
}

/// A part of the runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Section {
    /// Its title.
    pub title: String,
    /// What stands before its first step, in Markdown.
    pub text: String,
    /// Its steps.
    pub steps: Vec<Step>,
}

/// A step of the runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Step {
    /// What it is about.
    pub title: String,
    /// All of it, in Markdown.
    pub text: String,
    /// The commands alone, a block each.
    pub commands: Vec<String>,
}

/// A Plan for the system-upgrade-controller.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PlanFile {
    /// The name of the file.
    pub path: String,
    /// What is in it.
    pub content: String,
}

/// A plan with its runbook as one document.
#[derive(Debug)]
pub struct Planned {
    /// The answer.
    pub plan: Plan,
    /// The runbook in Markdown.
    pub markdown: String,
}

/// Makes the plan.
///
/// # Errors
/// The names of the clusters, where the files are of several: a plan is for one.
pub fn plan(
    facts: &Facts,
    sources: &Sources,
    given: &[Given],
    wanted: &Wanted,
) -> Result<Planned, Vec<String>> {
    let project = project::read(facts, sources, given, wanted.role);
    let mut judge = Judge::new(facts, sources, &project);
    let (from, to) = (wanted.from, wanted.to);
    let context = judge.context(from);
    let cluster = Cluster::of(context, wanted);
    if cluster.clusters.len() > 1 {
        return Err(cluster.clusters);
    }
    let parts = PARTS.into_iter().filter(|part| context.may_deploy(part));
    let wish = Wish {
        cilium: context.may_deploy("rke2-cilium"),
        etcd: !cluster.external_datastore,
        parts: parts.collect(),
        named: Vec::new(),
        avoid: wanted.avoid.clone(),
    };
    let mut through = vec![from];
    through.extend(&wanted.via);
    through.push(to);
    let road = Road::new(facts, wish, through);
    let way = match to < from {
        true => None,
        false => {
            // Without a package the installation of a stop fails.
            let no_package = |stop| cluster.install == Install::Rpm && facts.has("no-rpm", stop);
            way(&road, &mut judge, from, to, &no_package)
        }
    };
    let way = way.unwrap_or_default();
    let refused = match way.is_empty() {
        true => road.obstacles(),
        false => road.shortcuts(&way),
    };
    let secrets = match given.is_empty() {
        true => Secrets::default(),
        false => Secrets::of(sources, given, None),
    };
    let mut hops = Vec::new();
    for (index, pair) in way.windows(2).enumerate() {
        let (from, to) = (pair[0], pair[1]);
        let mut found = judge.introduced(from, to);
        for diagnostic in &mut found {
            secrets.hide_in(diagnostic);
        }
        let moves = upgrade::upgrade(facts, from, to);
        let (mut charts, components) =
            moves.map_or_else(Default::default, |moves| (moves.charts, moves.components));
        charts.retain(|chart| {
            let mut runs = |release| {
                let shipped = facts.chart(release, &chart.name).flatten();
                shipped.is_some() && judge.context(release).may_deploy(&chart.name)
            };
            runs(from) || runs(to)
        });
        let findings = found.iter().map(|diagnostic| Finding {
            introduced: Some(true),
            ..Finding::of(sources, diagnostic)
        });
        hops.push(Hop {
            from: from.to_string(),
            to: to.to_string(),
            date: facts.release(to).map_or("", |info| info.date).to_owned(),
            reasons: road.reasons(from, to, way.get(index + 2).copied()),
            findings: findings.collect(),
            charts,
            components,
        });
    }
    let worst = hops.iter().flat_map(|hop| &hop.findings);
    let worst = worst.map(|finding| finding.severity).max();
    let verdict = match worst {
        _ if hops.is_empty() && from != to => Verdict::Blocked,
        Some(Severity::Error) => Verdict::Blocked,
        Some(Severity::Warning) => Verdict::ActionNeeded,
        _ => Verdict::Ready,
    };
    let instead = match hops.is_empty() && to > from {
        true => road.instead(),
        false => None,
    };
    let mut plan = Plan {
        version: VERSION,
        facts: FactsInfo {
            newest_release: facts.newest().to_string(),
            date: facts.date().to_owned(),
        },
        from: from.to_string(),
        to: to.to_string(),
        verdict,
        plans: controller::plans(&cluster, &way),
        not_assessed: cluster.not_assessed(),
        cluster: cluster.info(),
        hops,
        refused,
        instead: instead.map(|release| release.to_string()),
        rollback: to < from,
        runbook: Vec::new(),
    };
    let before = match given.is_empty() {
        true => 0,
        false => judge.count(from),
    };
    let markdown = runbook::write(facts, &plan, &cluster, &way, before, (from, to));
    plan.runbook = sections::sections(&markdown);
    Ok(Planned { plan, markdown })
}

/// The best way for this configuration: what is wrong with a stop only shows when it is judged, so the way
/// is searched again with what is known, until all of its stops are judged.
fn way(
    road: &Road<'_>,
    judge: &mut Judge<'_>,
    from: Release,
    to: Release,
    no_package: &dyn Fn(Release) -> bool,
) -> Option<Vec<Release>> {
    let mut known: Vec<(Release, u32)> = Vec::new();
    let mut best: Option<(u32, Vec<Release>)> = None;
    loop {
        let risk = |known: &[(Release, u32)], release| {
            let known = known.iter().find(|(other, _)| *other == release);
            known.map_or(0, |(_, risk)| *risk)
        };
        let way = road.best(Bars::default(), &|release| risk(&known, release))?;
        let looked = known.len();
        for pair in way.windows(2) {
            let (before, stop) = (pair[0], pair[1]);
            if stop != to && !known.iter().any(|(other, _)| *other == stop) {
                let mut risk = judge.passing(from, stop, to) + judge.stepping(before, stop);
                if no_package(stop) {
                    risk += judge::ERROR;
                }
                known.push((stop, risk));
            }
        }
        if known.len() == looked {
            return Some(way);
        }
        let total = way.iter().map(|stop| risk(&known, *stop)).sum();
        let most = way.len() + LOOKS;
        if best.as_ref().is_none_or(|(least, _)| total < *least) {
            best = Some((total, way));
        }
        if known.len() > most {
            return best.map(|(_, way)| way);
        }
    }
}
