//! Kubernetes objects: the fields of a Plan, and the APIs that Kubernetes takes away.

use super::optional;
use super::tsv::{Tsv, tsv};
use crate::release::{Ranges, Release};

static PLAN_FIELDS: Tsv = tsv!("plan_fields");

static API_REMOVALS: Tsv = tsv!("api_removals");

static RANCHER_KEYS: Tsv = tsv!("rancher_keys");

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
    let [_, handling, instead] = RANCHER_KEYS.row_of(&[key])?;
    Some(RancherKey {
        handling,
        instead: optional(instead),
    })
}

static OS_IMAGES: Tsv = tsv!("os_images");

static HELMCHARTCONFIG_FIELDS: Tsv = tsv!("helmchartconfig_fields");

static OBJECT_FIELDS: Tsv = tsv!("object_fields");

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
    let rows = OBJECT_FIELDS.rows_of::<9>(&[kind]);
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
    OBJECT_FIELDS.has(&[kind])
}

/// The fields below `spec` of a HelmChartConfig, each with the releases that have it.
pub fn helmchartconfig_fields() -> impl Iterator<Item = (&'static str, Ranges)> {
    let rows = HELMCHARTCONFIG_FIELDS.rows::<3>();
    rows.filter_map(|[field, releases, _]| Some((field, Ranges::parse(releases)?)))
}

/// Whether the HelmChartConfigs of a release have a field.
pub fn has_helmchartconfig_field(field: &str, release: Release) -> bool {
    let mut rows = HELMCHARTCONFIG_FIELDS.rows_of::<3>(&[field]);
    rows.any(|[_, releases, _]| Ranges::holds(releases, release))
}

/// Whether the operating system of a node, as the kubelet reports it, is of a kind.
pub fn is_os(image: &str, kind: &str) -> bool {
    OS_IMAGES.rows::<2>().any(|[start, about]| {
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
    let [_, _, _, deprecated, removed, instead, served, source] =
        API_REMOVALS.row_of(&[kind, group, version])?;
    let minor = |text: &str| text.strip_prefix("1.")?.parse().ok();
    Some(ApiRemoval {
        deprecated: minor(deprecated),
        removed: minor(removed)?,
        instead: optional(instead),
        is_file: served == "file",
        source,
    })
}

/// Whether a kind had, or has, a version that Kubernetes takes away.
pub fn has_api_removals(kind: &str, group: &str) -> bool {
    API_REMOVALS.has(&[kind, group])
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
    let [_, kind, required, values, since, source] = PLAN_FIELDS.row_of(&[path])?;
    Some(PlanField {
        kind,
        required: required == "yes",
        values: optional(values),
        since: optional(since),
        source,
    })
}

/// The names of the fields right below a path.
pub fn plan_fields_below(path: &str) -> impl Iterator<Item = &'static str> + '_ {
    PLAN_FIELDS.rows::<1>().filter_map(move |[field]| {
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
    let own = API_REMOVALS
        .rows::<5>()
        .filter(|[_, g, v, ..]| *g == group && *v == version);
    let removed = own.map(|[.., removed]| removed.strip_prefix("1.")?.parse::<u16>().ok());
    let last = removed.reduce(|one, other| Some(one?.max(other?)))??;
    last.checked_sub(1)
}
