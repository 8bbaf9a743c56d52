//! The components of Kubernetes that RKE2 runs: their flags, the values of these, and feature gates.
//!
//! All of it is tied to releases by the Kubernetes minor that they ship.

use super::tsv::{Tsv, tsv};
use super::{Facts, optional};
use crate::release::{Ranges, Release};
use crate::yaml::go;

static GATES: Tsv = tsv!("gates");
static GATE_LOCKS: Tsv = tsv!("gate_locks");
static FLAGS: Tsv = tsv!("component_flags");
static ARGUMENT_VALUES: Tsv = tsv!("argument_values");
static MANAGED: Tsv = tsv!("managed_arguments");
static ETCD: Tsv = tsv!("etcd_arguments");
static DEFAULT_REQUESTS: Tsv = tsv!("default_requests");
static KUBELET_LABELS: Tsv = tsv!("kubelet_labels");

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

/// What the value of a flag has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgumentType {
    /// A switch.
    Bool,
    /// A whole number.
    Int,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number that is not negative.
    Uint,
    /// A number.
    Float,
    /// A time with its unit.
    Duration,
}

impl ArgumentType {
    const NAMES: [(&'static str, ArgumentType); 6] = [
        ("bool", ArgumentType::Bool),
        ("int", ArgumentType::Int),
        ("int32", ArgumentType::Int32),
        ("uint", ArgumentType::Uint),
        ("float", ArgumentType::Float),
        ("duration", ArgumentType::Duration),
    ];

    /// Whether the flag library of Kubernetes reads a text as such a value.
    pub fn reads(self, text: &str) -> bool {
        match self {
            ArgumentType::Bool => go::parse_bool(text).is_some(),
            ArgumentType::Int => go::parse_int(text).is_some(),
            ArgumentType::Int32 => {
                go::parse_int(text).is_some_and(|number| i32::try_from(number).is_ok())
            }
            ArgumentType::Uint => go::parse_uint(text).is_some(),
            // Go reads more than Rust does: what only looks like a number is left alone.
            ArgumentType::Float => {
                text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            }
            ArgumentType::Duration => go::parse_duration(text).is_some(),
        }
    }

    /// What to write.
    pub fn wanted(self) -> &'static str {
        match self {
            ArgumentType::Bool => "`true` or `false`",
            ArgumentType::Int | ArgumentType::Int32 | ArgumentType::Uint => {
                "a whole number, without a unit"
            }
            ArgumentType::Float => "a number",
            ArgumentType::Duration => "a time with its unit, as in `30s`",
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
        let [_, releases] = GATES.row_of(&[name])?;
        since(releases)
    }

    /// The names of all feature gates.
    pub fn gates(&self) -> impl Iterator<Item = &'static str> {
        GATES.rows::<1>().map(|[gate]| gate)
    }

    /// The value that a gate is locked to in a release.
    pub fn gate_lock(&self, name: &str, release: Release) -> Option<bool> {
        [true, false].into_iter().find(|value| {
            let text = if *value { "true" } else { "false" };
            let line = GATE_LOCKS.row_of(&[name, text]);
            line.is_some_and(|[_, _, releases]| Ranges::holds(releases, release))
        })
    }

    /// A flag of a component; `None` where no known release has it.
    pub fn component_flag(&self, component: &str, flag: &str) -> Option<Since> {
        let [_, _, _, releases] = FLAGS.row_of(&[component, flag])?;
        since(releases)
    }

    /// What the value of a component's flag has to be; `None` where any text may be right, or where the
    /// component of a release has no such flag.
    pub fn argument_type(
        &self,
        component: &str,
        flag: &str,
        release: Release,
    ) -> Option<ArgumentType> {
        let [kind, releases] = match component {
            "etcd" => {
                let [_, kind, releases] = ETCD.row_of(&[flag])?;
                [kind, releases]
            }
            _ => {
                let [_, _, kind, releases] = FLAGS.row_of(&[component, flag])?;
                [kind, releases]
            }
        };
        let mut types = ArgumentType::NAMES.iter();
        let (_, kind) = types.find(|(name, _)| *name == kind)?;
        Ranges::holds(releases, release).then_some(*kind)
    }

    /// The flags that a component has in a release.
    pub fn component_flags(&self, component: &str, release: Release) -> Vec<&'static str> {
        let lines = FLAGS.rows_of::<4>(&[component]);
        let flags = lines.filter(|[_, _, _, releases]| Ranges::holds(releases, release));
        flags.map(|[_, flag, ..]| flag).collect()
    }

    /// Every value that a flag with a fixed set of them ever had; empty for other flags.
    pub fn argument_values(&self, component: &str, flag: &str) -> Vec<(&'static str, Since)> {
        // A line without a component is about each that has the flag.
        let of_all = ARGUMENT_VALUES.rows_of::<4>(&["-", flag]);
        let lines = of_all.chain(ARGUMENT_VALUES.rows_of::<4>(&[component, flag]));
        lines
            .filter_map(|[_, _, value, releases]| Some((value, since(releases)?)))
            .collect()
    }

    /// Whether RKE2 sets an argument of a component itself, so that it should be left alone.
    pub fn managed_argument(&self, option: &str, argument: &str) -> Option<Managed> {
        let [_, _, instead, beside, own] = MANAGED.row_of(&[option, argument])?;
        Some(Managed {
            instead: optional(instead),
            beside: beside == "beside",
            own: optional(own),
        })
    }

    /// What the pod of a component requests in a release unless told otherwise.
    pub fn default_request(&self, name: &str, release: Release) -> Option<&'static str> {
        let [_, request, releases] = DEFAULT_REQUESTS.row_of(&[name])?;
        Ranges::holds(releases, release).then_some(request)
    }

    /// The names that etcd reads from its configuration, each with the releases whose etcd does.
    pub fn etcd_arguments(&self) -> Vec<(&'static str, Ranges)> {
        let rows = ETCD.rows::<3>();
        rows.filter_map(|[name, _, releases]| Some((name, Ranges::parse(releases)?)))
            .collect()
    }

    /// The labels below `kubernetes.io` and `k8s.io` that a kubelet may give its node, and the
    /// domains in which it may give any.
    pub fn kubelet_labels(&self) -> (Vec<&'static str>, Vec<&'static str>) {
        let of = |wanted: &'static str| {
            let lines = KUBELET_LABELS
                .rows::<2>()
                .filter(move |[kind, _]| *kind == wanted);
            lines.map(|[_, name]| name).collect()
        };
        (of("label"), of("namespace"))
    }
}

/// Reads a cell of releases.
fn since(releases: &'static str) -> Option<Since> {
    Ranges::parse(releases).map(|releases| Since { releases })
}
