//! The way from one release to another: a search in the graph of all releases.
//!
//! A step leads up, to the next minor of Kubernetes at most. Bars forbid some of these steps, risks make
//! others a worse choice, and what is left of the graph is searched for the way with the fewest steps,
//! then the least risk, then the newest releases. Most bars depend on what the cluster runs.

use semver::Version;

use super::Facts;
use super::charts::{decode, lenient};
use super::releases::State;
use super::tsv::{Tsv, tsv};
use crate::release::Release;

/// A component that must not get to a version before it has run another one.
#[derive(Clone, Debug)]
pub struct ComponentStep {
    /// The component, as in `data/releases.tsv`.
    pub component: &'static str,
    /// The first version that needs it.
    pub to: Version,
    /// The least version to have run before.
    pub through: Version,
    /// Where this was read.
    pub source: &'static str,
}

static STEPS: Tsv = tsv!("component_steps");

/// What should not go back by a minor: software that keeps state, or that traffic and containers depend on.
pub const PARTS: [&str; 10] = [
    "containerd",
    "etcd",
    "rke2-calico",
    "rke2-canal",
    "rke2-coredns",
    "rke2-flannel",
    "rke2-ingress-nginx",
    "rke2-multus",
    "rke2-traefik",
    "runc",
];

/// Why a step is forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// The target is lower.
    Lower,
    /// A minor of Kubernetes lies between.
    Minor,
    /// A component has to run another version first.
    Component,
    /// Cilium does not go from one minor to the next, or goes back.
    Cilium,
    /// Something that the cluster runs goes back by a minor.
    Back,
    /// The target is not a release for everybody, and nobody asked for it.
    State,
    /// The user wants to avoid the target.
    Avoided,
}

impl Bar {
    /// All of them.
    pub const ALL: [Bar; 7] = [
        Bar::Lower,
        Bar::Minor,
        Bar::Component,
        Bar::Cilium,
        Bar::Back,
        Bar::State,
        Bar::Avoided,
    ];

    /// The rule that says the same about a step, if one does.
    pub fn rule(self) -> Option<&'static str> {
        Some(match self {
            Bar::Lower => "downgrade",
            Bar::Minor => "skipped-minor",
            Bar::Component => "etcd-crossing",
            Bar::Cilium => "cilium-minor-step",
            Bar::Back => "components-go-back",
            Bar::State => "release-state",
            Bar::Avoided => return None,
        })
    }
}

/// Some bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bars(u8);

impl Bars {
    /// With one more.
    pub fn with(self, bar: Bar, add: bool) -> Bars {
        Bars(self.0 | u8::from(add) << bar as u8)
    }

    /// Without those that are lifted.
    pub fn without(self, lifted: Bars) -> Bars {
        Bars(self.0 & !lifted.0)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Each of them.
    pub fn iter(self) -> impl Iterator<Item = Bar> {
        let all = Bar::ALL.into_iter();
        all.filter(move |bar| self.0 & 1 << *bar as u8 != 0)
    }
}

/// What the way has to keep to.
#[derive(Clone, Debug)]
pub struct Wish {
    /// Whether Cilium runs, or may run.
    pub cilium: bool,
    /// Whether the cluster keeps its state in the etcd of RKE2, or may do so.
    pub etcd: bool,
    /// Those of [`PARTS`] that the cluster runs, or may run.
    pub parts: Vec<&'static str>,
    /// Releases that are fine in any state: somebody asked for them.
    pub named: Vec<Release>,
    /// Releases to avoid.
    pub avoid: Vec<Release>,
}

/// A release with what decides whether one may go from it to another.
struct Stop {
    release: Release,
    date: &'static str,
    announced: bool,
    closed: Bars,
    components: Vec<Option<Version>>,
    cilium: Option<Version>,
    parts: Vec<Option<(u64, u64)>>,
}

/// The releases from one to another, and the steps between them.
pub struct Graph {
    stops: Vec<Stop>,
    steps: Vec<ComponentStep>,
    parts: Vec<&'static str>,
}

/// What is left from a stop to the last one.
#[derive(Clone, Copy)]
struct Rest {
    steps: usize,
    risk: u32,
    next: usize,
}

impl Facts {
    /// The components that must not get to a version before they have run another one.
    pub fn component_steps(&self) -> Vec<ComponentStep> {
        let steps = STEPS
            .rows::<4>()
            .filter_map(|[component, to, through, source]| {
                Some(ComponentStep {
                    component,
                    to: Version::parse(to).ok()?,
                    through: Version::parse(through).ok()?,
                    source,
                })
            });
        steps.collect()
    }

    /// The releases between two of them, both included, and the steps between them.
    pub fn graph(&self, from: Release, to: Release, wish: &Wish) -> Graph {
        let mut steps = self.component_steps();
        steps.retain(|step| wish.etcd || step.component != "etcd");
        let between = self.releases().iter();
        let between = between.filter(|info| from <= info.release && info.release <= to);
        let stops = between.map(|info| {
            let release = info.release;
            let asked = release == from || release == to || wish.named.contains(&release);
            let announced = info.state == State::Announced;
            let charts = self.charts(release).unwrap_or_default();
            let version = |name: &str| match name.starts_with("rke2-") {
                true => {
                    let (_, version) = charts.iter().find(|(chart, _)| *chart == name)?;
                    decode(name, version)?.semver()
                }
                false => lenient(info.component(name)?),
            };
            let components = steps.iter();
            Stop {
                release,
                date: info.date,
                announced,
                closed: Bars::default()
                    .with(Bar::State, !announced && !asked)
                    .with(Bar::Avoided, wish.avoid.contains(&release)),
                components: components.map(|step| version(step.component)).collect(),
                cilium: version("cilium").filter(|_| wish.cilium),
                parts: wish
                    .parts
                    .iter()
                    .map(|part| version(part).map(|version| (version.major, version.minor)))
                    .collect(),
            }
        });
        Graph {
            stops: stops.collect(),
            steps,
            parts: wish.parts.clone(),
        }
    }

    /// The stops of the best way between two releases, whatever the cluster runs. `cilium` asks for a stop
    /// at every minor of Cilium, too. `None` where there is no way.
    pub fn stops(&self, from: Release, to: Release, cilium: bool) -> Option<Vec<Release>> {
        let wish = Wish {
            cilium,
            etcd: true,
            parts: PARTS.to_vec(),
            named: Vec::new(),
            avoid: Vec::new(),
        };
        let graph = self.graph(from, to, &wish);
        // Where no way keeps to everything, Cilium gives way first, and then what goes back.
        let none = Bars::default();
        let some = none.with(Bar::Cilium, true);
        let mut lifted = [none, some, some.with(Bar::Back, true)].into_iter();
        let mut way = lifted.find_map(|lifted| graph.best(from, to, lifted, &|_| 0))?;
        way.pop();
        Some(way)
    }
}

impl Graph {
    /// The best way: where it leads after `from`, the last of it being `to`.
    ///
    /// `risk` weighs what else speaks against a release.
    pub fn best(
        &self,
        from: Release,
        to: Release,
        lifted: Bars,
        risk: &dyn Fn(Release) -> u32,
    ) -> Option<Vec<Release>> {
        let (first, last) = (self.index(from)?, self.index(to)?);
        if first > last {
            return None;
        }
        let mut rests: Vec<Option<Rest>> = vec![None; last + 1];
        rests[last] = Some(Rest {
            steps: 0,
            risk: 0,
            next: last,
        });
        for at in (first..last).rev() {
            let here = &self.stops[at];
            for next in (at + 1..=last).rev() {
                let (Some(rest), there) = (rests[next], &self.stops[next]) else {
                    continue;
                };
                let known = rests[at];
                // The newest comes first, so only what is better takes its place.
                if known.is_some_and(|known| known.steps <= rest.steps)
                    || !self.between(here, there).without(lifted).is_empty()
                {
                    continue;
                }
                let rest = Rest {
                    steps: rest.steps + 1,
                    risk: rest.risk + step_risk(here, there) + risk(there.release),
                    next,
                };
                if known.is_none_or(|known| (rest.steps, rest.risk) < (known.steps, known.risk)) {
                    rests[at] = Some(rest);
                }
            }
        }
        let mut way = Vec::new();
        let mut at = first;
        while at != last {
            at = rests[at]?.next;
            way.push(self.stops[at].release);
        }
        Some(way)
    }

    /// What forbids a step; nothing where either release is not of this graph.
    pub fn bars(&self, from: Release, to: Release) -> Bars {
        match (self.index(from), self.index(to)) {
            (Some(from), Some(to)) => self.between(&self.stops[from], &self.stops[to]),
            _ => Bars::default(),
        }
    }

    /// What goes back by a minor in a step.
    pub fn going_back(&self, from: Release, to: Release) -> Vec<&'static str> {
        match (self.index(from), self.index(to)) {
            (Some(from), Some(to)) => {
                let (from, to) = (&self.stops[from], &self.stops[to]);
                let parts = self.parts.iter().enumerate();
                let back = parts.filter(|(part, _)| goes_back(from, to, *part));
                back.map(|(_, part)| *part).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the target of a step is older than its source.
    pub fn is_older(&self, from: Release, to: Release) -> bool {
        let date = |release| self.index(release).map(|at| self.stops[at].date);
        date(to) < date(from)
    }

    /// The components that a step takes to a version without the one that has to come first.
    pub fn unprepared(&self, from: Release, to: Release) -> Vec<&ComponentStep> {
        let (Some(from), Some(to)) = (self.index(from), self.index(to)) else {
            return Vec::new();
        };
        let steps = self.steps.iter().enumerate();
        let steps = steps
            .filter(|(index, step)| !step_allows(step, &self.stops[from], &self.stops[to], *index));
        steps.map(|(_, step)| step).collect()
    }

    fn index(&self, release: Release) -> Option<usize> {
        self.stops
            .binary_search_by_key(&release, |stop| stop.release)
            .ok()
    }

    fn between(&self, from: &Stop, to: &Stop) -> Bars {
        let mut steps = self.steps.iter().enumerate();
        let mut parts = 0..self.parts.len();
        let lower = to.release < from.release;
        let minor = to.release.minor > from.release.minor + 1;
        let bars = to
            .closed
            .with(Bar::Lower, lower)
            .with(Bar::Minor, minor)
            .with(
                Bar::Component,
                !lower && !steps.all(|(index, step)| step_allows(step, from, to, index)),
            )
            .with(Bar::Cilium, !cilium_follows(from, to));
        // What a longer step would take back, its stops would not.
        match minor {
            true => bars,
            false => bars.with(Bar::Back, parts.any(|part| goes_back(from, to, part))),
        }
    }
}

impl ComponentStep {
    /// Whether the component may go from one version to the other; unknown versions may.
    pub fn allows(&self, from: Option<&Version>, to: Option<&Version>) -> bool {
        match (from, to) {
            (Some(from), Some(to)) => *to < self.to || *from >= self.through,
            _ => true,
        }
    }
}

fn step_allows(step: &ComponentStep, from: &Stop, to: &Stop, index: usize) -> bool {
    match (from.components.get(index), to.components.get(index)) {
        (Some(from), Some(to)) => step.allows(from.as_ref(), to.as_ref()),
        _ => true,
    }
}

fn goes_back(from: &Stop, to: &Stop, part: usize) -> bool {
    let version = |stop: &Stop| stop.parts.get(part).copied().flatten();
    version(from)
        .zip(version(to))
        .is_some_and(|(from, to)| to < from)
}

/// Cilium is tested from each minor to the next one only.
fn cilium_follows(from: &Stop, to: &Stop) -> bool {
    match (&from.cilium, &to.cilium) {
        (Some(a), Some(b)) => a.major == b.major && (a.minor == b.minor || a.minor + 1 == b.minor),
        _ => true,
    }
}

/// A target that is older than the source lacks keys and fixes that the source has.
fn step_risk(from: &Stop, to: &Stop) -> u32 {
    2 * u32::from(to.date < from.date) + u32::from(!to.announced)
}

#[cfg(test)]
mod tests;
