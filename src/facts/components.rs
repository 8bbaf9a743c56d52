//! The components of Kubernetes that RKE2 runs: their flags, the values of these, and feature gates.
//!
//! All of it is tied to releases by the Kubernetes minor that they ship.

use super::{Facts, after, optional, rows, rows_of};
use crate::release::{Ranges, Release};

const GATES: &str = include_str!("../../data/gates.tsv");
const GATE_LOCKS: &str = include_str!("../../data/gate_locks.tsv");
const FLAGS: &str = include_str!("../../data/component_flags.tsv");
const ARGUMENT_VALUES: &str = include_str!("../../data/argument_values.tsv");
const MANAGED: &str = include_str!("../../data/managed_arguments.tsv");
const ETCD: &str = include_str!("../../data/etcd_arguments.tsv");
const DEFAULT_REQUESTS: &str = include_str!("../../data/default_requests.tsv");
const KUBELET_LABELS: &str = include_str!("../../data/kubelet_labels.tsv");

/// Something that components have in some releases.
#[derive(Clone, Debug)]
pub struct Since {
    /// The releases that have it.
    pub releases: Ranges,
}

impl Since {
    /// Whether it ended before a release; what has no end and is not there does not exist yet.
    pub fn is_gone(&self, release: Release) -> bool {
        let first = self.releases.iter().next().map(|(first, _)| first);
        first.is_some_and(|first| first < release)
    }

    /// The minor that it came with, or was last in, in words; all of them came and went with minors.
    pub fn bound(&self, gone: bool) -> String {
        let minor = match gone {
            true => self.releases.iter().filter_map(|(_, last)| last).last(),
            false => self.releases.iter().next().map(|(first, _)| first),
        };
        let minor = minor.map_or(0, |release| release.minor);
        match gone {
            true => format!("v1.{minor} is the last minor with it"),
            false => format!("it comes with v1.{minor}"),
        }
    }
}

/// What RKE2 sets itself when it starts a component.
#[derive(Clone, Copy, Debug)]
pub struct Managed {
    /// The option of `config.yaml` that sets it, if there is one.
    pub instead: Option<&'static str>,
    /// Whether it does harm only where that option is set too.
    pub beside: bool,
    /// What RKE2 passes, where that is always the same.
    pub own: Option<&'static str>,
}

impl Facts {
    /// A feature gate of Kubernetes; `None` where no known release has it.
    pub fn gate(&self, name: &str) -> Option<Since> {
        since(after(GATES, &[name])?)
    }

    /// The names of all feature gates.
    pub fn gates(&self) -> impl Iterator<Item = &'static str> {
        rows::<1>(GATES).map(|[gate]| gate)
    }

    /// The value that a gate is locked to in a release.
    pub fn gate_lock(&self, name: &str, release: Release) -> Option<bool> {
        [true, false].into_iter().find(|value| {
            let line = after(GATE_LOCKS, &[name, &value.to_string()]);
            line.and_then(since)
                .is_some_and(|locked| locked.releases.contains(release))
        })
    }

    /// A flag of a component; `None` where no known release has it.
    pub fn component_flag(&self, component: &str, flag: &str) -> Option<Since> {
        since(after(FLAGS, &[component, flag])?)
    }

    /// The flags that a component has in a release.
    pub fn component_flags(&self, component: &str, release: Release) -> Vec<&'static str> {
        let lines = rows_of::<3>(FLAGS, &[component]);
        let flags = lines.filter(|[_, _, releases]| Ranges::holds(releases, release));
        flags.map(|[_, flag, _]| flag).collect()
    }

    /// Every value that a flag with a fixed set of them ever had; empty for other flags.
    pub fn argument_values(&self, component: &str, flag: &str) -> Vec<(&'static str, Since)> {
        // A line without a component is about each that has the flag.
        let of_all = rows_of::<4>(ARGUMENT_VALUES, &["-", flag]);
        let lines = of_all.chain(rows_of::<4>(ARGUMENT_VALUES, &[component, flag]));
        lines
            .filter_map(|[_, _, value, releases]| Some((value, since(releases)?)))
            .collect()
    }

    /// Whether RKE2 sets an argument of a component itself, so that it should be left alone.
    pub fn managed_argument(&self, option: &str, argument: &str) -> Option<Managed> {
        let mut cells = after(MANAGED, &[option, argument])?.split('\t');
        Some(Managed {
            instead: optional(cells.next()?),
            beside: cells.next() == Some("beside"),
            own: optional(cells.next()?),
        })
    }

    /// What the pod of a component requests in a release unless told otherwise.
    pub fn default_request(&self, name: &str, release: Release) -> Option<&'static str> {
        let (request, releases) = after(DEFAULT_REQUESTS, &[name])?.split_once('\t')?;
        since(releases)?
            .releases
            .contains(release)
            .then_some(request)
    }

    /// The names that etcd reads from its configuration.
    pub fn etcd_arguments(&self) -> Vec<&'static str> {
        rows::<1>(ETCD).map(|[name]| name).collect()
    }

    /// The labels below `kubernetes.io` and `k8s.io` that a kubelet may give its node, and the
    /// domains in which it may give any.
    pub fn kubelet_labels(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        let of = |wanted: &'static str| {
            let lines = rows::<2>(KUBELET_LABELS).filter(move |[kind, _]| *kind == wanted);
            lines.map(|[_, name]| name).collect()
        };
        (of("label"), of("namespace"))
    }
}

/// Reads the cell of releases with which a text begins.
fn since(cells: &'static str) -> Option<Since> {
    let releases = cells.split('\t').next()?;
    Ranges::parse(releases).map(|releases| Since { releases })
}
