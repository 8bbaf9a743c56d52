//! The way from one release to another: where to stop in between.
//!
//! A stop is a release that was announced for everybody. From stop to stop no Kubernetes minor is skipped,
//! time does not run backwards, so that no component does, and a component that must have run
//! some version before another one (`data/component_steps.tsv`) gets it.

use semver::Version;

use super::charts::lenient;
use super::releases::State;
use super::{Facts, rows};
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

const STEPS: &str = include_str!("../../data/component_steps.tsv");

/// A release with what decides whether one may go from it to another.
struct Stop {
    release: Release,
    date: &'static str,
    usable: bool,
    components: Vec<Option<Version>>,
    cilium: Option<Version>,
}

impl Facts {
    /// The components that must not get to a version before they have run another one.
    pub fn component_steps(&self) -> Vec<ComponentStep> {
        let steps = rows::<4>(STEPS).filter_map(|[component, to, through, source]| {
            Some(ComponentStep {
                component,
                to: Version::parse(to).ok()?,
                through: Version::parse(through).ok()?,
                source,
            })
        });
        steps.collect()
    }

    /// The releases to stop at between two, the fewest that will do and the newest of these.
    /// `cilium` asks for a stop at every minor of Cilium, too. `None` where there is no way.
    pub fn stops(&self, from: Release, to: Release, cilium: bool) -> Option<Vec<Release>> {
        let steps = self.component_steps();
        let between = self.releases().iter();
        let between = between.filter(|info| from <= info.release && info.release <= to);
        let stops: Vec<Stop> = between
            .map(|info| Stop {
                release: info.release,
                date: info.date,
                usable: info.state == State::Announced
                    || info.release == from
                    || info.release == to,
                components: steps
                    .iter()
                    .map(|step| lenient(info.component(step.component)?))
                    .collect(),
                cilium: info.component("cilium").and_then(lenient),
            })
            .collect();
        // Where no way keeps to everything, Cilium gives way first, and then time.
        let demands = [(cilium, true), (false, true), (false, false)];
        demands.into_iter().find_map(|(cilium, dates)| {
            shortest(&stops, |a, b| {
                b.release.minor - a.release.minor <= 1
                    && (!dates || a.date <= b.date)
                    && (!cilium || cilium_follows(a, b))
                    && steps.iter().enumerate().all(|(index, step)| {
                        let version = |stop: &Stop| stop.components[index].clone();
                        step.allows(version(a).as_ref(), version(b).as_ref())
                    })
            })
        })
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

/// Cilium is tested from each minor to the next one only.
fn cilium_follows(from: &Stop, to: &Stop) -> bool {
    match (&from.cilium, &to.cilium) {
        (Some(a), Some(b)) => a.major == b.major && (a.minor == b.minor || a.minor + 1 == b.minor),
        _ => true,
    }
}

/// What lies between the first and the last stop on the way with the fewest stops.
fn shortest(stops: &[Stop], allowed: impl Fn(&Stop, &Stop) -> bool) -> Option<Vec<Release>> {
    let last = stops.len().checked_sub(1)?;
    // For each stop, how many steps are left from it, and the next one.
    let mut ways: Vec<Option<(usize, usize)>> = vec![None; stops.len()];
    ways[last] = Some((0, last));
    for at in (0..last).rev() {
        if !stops[at].usable {
            continue;
        }
        let next = (at + 1..stops.len()).filter_map(|next| {
            let (steps, _) = ways[next]?;
            allowed(&stops[at], &stops[next]).then_some((steps + 1, next))
        });
        ways[at] = next.min_by_key(|(steps, next)| (*steps, std::cmp::Reverse(*next)));
    }
    let mut way = Vec::new();
    let mut at = 0;
    while at != last {
        at = ways[at]?.1;
        way.push(stops[at].release);
    }
    way.pop();
    Some(way)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(from: &str, to: &str, cilium: bool) -> Vec<String> {
        let release = |text| Release::parse_short(text).unwrap();
        let stops = Facts::default().stops(release(from), release(to), cilium);
        stops.unwrap().iter().map(Release::short).collect()
    }

    #[test]
    fn one_stop_a_minor() {
        assert_eq!(stops("1.30.4", "1.33.2", false), ["1.31.10", "1.32.6"]);
        assert_eq!(stops("1.33.1", "1.33.2", false), [""; 0]);
        assert_eq!(stops("1.33.2", "1.33.2", false), [""; 0]);
    }

    #[test]
    fn etcd_wants_a_stop() {
        assert_eq!(stops("1.33.5", "1.34.3r3", false), ["1.33.7r3"]);
        assert_eq!(stops("1.32.4", "1.34.10", false), ["1.33.10r3"]);
    }

    #[test]
    fn cilium_wants_stops() {
        assert_eq!(stops("1.33.3", "1.33.9", true), ["1.33.7r3"]);
        assert_eq!(stops("1.33.3", "1.33.9", false), [""; 0]);
    }
}
