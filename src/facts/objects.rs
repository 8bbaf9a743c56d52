//! Kubernetes objects: the fields of a Plan, and the APIs that Kubernetes takes away.

use super::{after, lines_of, optional, rows, rows_of};
use crate::release::{Ranges, Release};

const PLAN_FIELDS: &str = include_str!("../../data/plan_fields.tsv");

const API_REMOVALS: &str = include_str!("../../data/api_removals.tsv");

const RANCHER_KEYS: &str = include_str!("../../data/rancher_keys.tsv");

/// What Rancher does with a key of `config.yaml` in a Cluster object.
#[derive(Clone, Copy, Debug)]
pub struct RancherKey {
    /// `listed`, `content`, `own` or `other`.
    pub handling: &'static str,
    /// What to do instead.
    pub instead: Option<&'static str>,
}

impl RancherKey {
    /// Whether it gets to the nodes.
    pub fn is_passed_on(&self) -> bool {
        matches!(self.handling, "listed" | "content")
    }
}

/// What Rancher does with a key; `None` where its metadata did not have it.
pub fn rancher_key(key: &str) -> Option<RancherKey> {
    let mut cells = after(RANCHER_KEYS, &[key])?.split('\t');
    Some(RancherKey {
        handling: cells.next()?,
        instead: optional(cells.next()?),
    })
}

const OS_IMAGES: &str = include_str!("../../data/os_images.tsv");

const OBJECT_FIELDS: &str = include_str!("../../data/object_fields.tsv");

/// A field of an object that some releases do not take as others do.
#[derive(Clone, Copy, Debug)]
pub struct ObjectField {
    /// Where it stands.
    pub path: &'static str,
    /// What it holds.
    pub test: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// The name of a consequence.
    pub consequence: &'static str,
    /// What happens, as a sentence.
    pub about: &'static str,
    /// What to do.
    pub instead: &'static str,
    /// Where this was read.
    pub source: &'static str,
}

/// The fields of a kind that a release does not take as others do.
pub fn object_fields(kind: &str, release: Release) -> impl Iterator<Item = ObjectField> + use<> {
    let rows = rows_of::<9>(OBJECT_FIELDS, &[kind]);
    rows.filter_map(
        move |[
            _,
            path,
            test,
            releases,
            severity,
            consequence,
            about,
            instead,
            source,
        ]| {
            Ranges::holds(releases, release).then_some(ObjectField {
                path,
                test,
                severity,
                consequence,
                about,
                instead,
                source,
            })
        },
    )
}

/// Whether some releases do not take a field of this kind as others do.
pub fn has_object_fields(kind: &str) -> bool {
    !lines_of(OBJECT_FIELDS, &[kind]).is_empty()
}

/// Whether the operating system of a node, as the kubelet reports it, is of a kind.
pub fn is_os(image: &str, kind: &str) -> bool {
    rows::<2>(OS_IMAGES).any(|[start, about]| {
        // `Amazon Linux 2023` is no `Amazon Linux 2`.
        let rest = image.strip_prefix(start).filter(|_| about == kind);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
    })
}

/// An API that Kubernetes takes away, or is going to.
#[derive(Clone, Copy, Debug)]
pub struct ApiRemoval {
    /// The minor that deprecates it.
    pub deprecated: Option<u16>,
    /// The first minor without it.
    pub removed: u16,
    /// The API to use instead, with the kind where that is another one.
    pub instead: Option<&'static str>,
    /// Whether kube-apiserver reads it from a file, and does not serve it.
    pub is_file: bool,
    /// Where this was read.
    pub source: &'static str,
}

/// When Kubernetes takes away a version of a kind; `None` where that is not planned.
pub fn api_removal(kind: &str, group: &str, version: &str) -> Option<ApiRemoval> {
    let mut cells = after(API_REMOVALS, &[kind, group, version])?.split('\t');
    let minor = |text: &str| text.strip_prefix("1.")?.parse().ok();
    Some(ApiRemoval {
        deprecated: minor(cells.next()?),
        removed: minor(cells.next()?)?,
        instead: optional(cells.next()?),
        is_file: cells.next()? == "file",
        source: cells.next()?,
    })
}

/// Whether a kind had, or has, a version that Kubernetes takes away.
pub fn has_api_removals(kind: &str, group: &str) -> bool {
    !lines_of(API_REMOVALS, &[kind, group]).is_empty()
}

/// A field below the `spec` of a Plan.
#[derive(Clone, Copy, Debug)]
pub struct PlanField {
    /// What it holds.
    pub kind: &'static str,
    /// Whether the object that it stands in must have it.
    pub required: bool,
    /// The texts that it takes, divided by `|`; all where there are none.
    pub values: Option<&'static str>,
    /// The version of the system-upgrade-controller that brought it, where it is not the first.
    pub since: Option<&'static str>,
    /// Where this was read.
    pub source: &'static str,
}

/// The field at a path; `None` where no version of the controller has it.
pub fn plan_field(path: &str) -> Option<PlanField> {
    let mut cells = after(PLAN_FIELDS, &[path])?.split('\t');
    Some(PlanField {
        kind: cells.next()?,
        required: cells.next()? == "yes",
        values: optional(cells.next()?),
        since: optional(cells.next()?),
        source: cells.next()?,
    })
}

/// The names of the fields right below a path.
pub fn plan_fields_below(path: &str) -> impl Iterator<Item = &'static str> + '_ {
    rows::<1>(PLAN_FIELDS).filter_map(move |[field]| {
        let rest = field.strip_prefix(path)?;
        let rest = match path.is_empty() {
            true => rest,
            false => rest.strip_prefix('.')?,
        };
        (!rest.contains(['.', '*'])).then_some(rest)
    })
}

/// The last minor that serves any kind of a version of an API; `None` where some kind of it stays.
pub fn last_minor_of(group: &str, version: &str) -> Option<u16> {
    let own = rows::<5>(API_REMOVALS).filter(|[_, g, v, ..]| *g == group && *v == version);
    let removed = own.map(|[.., removed]| removed.strip_prefix("1.")?.parse::<u16>().ok());
    let last = removed.reduce(|one, other| Some(one?.max(other?)))??;
    last.checked_sub(1)
}
