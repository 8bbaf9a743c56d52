//! The packaged charts: which version a release ships, and what a version means upstream.
//!
//! RKE2's chart versions are no SemVer: `v0.27.001` has a leading zero, and `1.17.401` is Cilium 1.17.4
//! in its first packaging. Decoding gives the upstream version, which *is* SemVer, and the packaging revision.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::OnceLock;

use semver::Version;

use super::tsv::{Tsv, tsv};
use super::{Facts, optional};
use crate::release::{LazyRanges, Ranges, Release};

/// The chart versions of a release that the tables do not have.
#[derive(Debug)]
pub struct ExtraCharts {
    /// The release.
    pub release: Release,
    /// Chart names and versions, sorted by name.
    pub charts: Vec<(String, String)>,
}

/// A chart version taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The upstream version, without a `v`.
    pub upstream: Cow<'a, str>,
    /// What tells packagings of the same upstream version apart; sorts as text of equal length.
    pub revision: Cow<'a, str>,
}

pub(super) static VERSIONS: Tsv = tsv!("chart_versions");
static EXCEPTIONS: Tsv = tsv!("chart_upstream");

impl Facts {
    /// Adds the charts of a release that the tables do not have.
    pub fn add_charts(&mut self, extra: ExtraCharts) {
        self.extra.push(extra);
    }

    /// What was added for a release.
    pub(super) fn extra_charts(&self, release: Release) -> Option<&ExtraCharts> {
        self.extra.iter().find(|extra| extra.release == release)
    }

    /// The charts that a release ships, sorted by name; `None` where that is not known.
    pub fn charts(&self, release: Release) -> Option<Vec<(&str, &str)>> {
        if let Some(extra) = self.extra_charts(release) {
            let charts = extra.charts.iter();
            return Some(
                charts
                    .map(|(chart, version)| (&**chart, &**version))
                    .collect(),
            );
        }
        self.release(release)?;
        let shipped = versions()
            .iter()
            .filter(|shipped| shipped.releases.contains(release));
        let charts = shipped.map(|shipped| (shipped.chart, shipped.version));
        Some(charts.collect())
    }

    /// The releases that ship a chart.
    pub fn chart_releases(&self, chart: &str) -> Ranges {
        let shipped = VERSIONS.rows_of::<3>(&[chart]);
        let shipped = shipped.filter_map(|[_, _, releases]| Ranges::parse(releases));
        let shipped: Vec<Ranges> = shipped.collect();
        self.those_in(&shipped)
    }

    /// The releases that lie in any of some sets, as one set.
    pub(super) fn those_in(&self, sets: &[Ranges]) -> Ranges {
        let all: Vec<Release> = self.releases().iter().map(|info| info.release).collect();
        let members: Vec<bool> = all
            .iter()
            .map(|release| sets.iter().any(|set| set.contains(*release)))
            .collect();
        Ranges::of(&all, &members)
    }

    /// The version of one chart in a release; `Some(None)` where the release does not ship it.
    pub fn chart(&self, release: Release, chart: &str) -> Option<Option<&str>> {
        if let Some(extra) = self.extra_charts(release) {
            let mut charts = extra.charts.iter();
            let found = charts.find(|(name, _)| name == chart);
            return Some(found.map(|(_, version)| &**version));
        }
        self.release(release)?;
        let of_chart = |shipped: &&Shipped| shipped.chart == chart;
        let mut versions = versions().iter().filter(of_chart);
        let found = versions.find(|shipped| shipped.releases.contains(release));
        Some(found.map(|shipped| shipped.version))
    }
}

/// A version of a chart, and the releases that ship it.
struct Shipped {
    chart: &'static str,
    version: &'static str,
    releases: LazyRanges,
}

/// The table of versions, in which several rules look whole releases up.
fn versions() -> &'static [Shipped] {
    static TABLE: OnceLock<Vec<Shipped>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = VERSIONS.rows::<3>();
        let shipped = rows.map(|[chart, version, releases]| Shipped {
            chart,
            version,
            releases: LazyRanges::new(releases),
        });
        shipped.collect()
    })
}

/// Takes a chart version apart; `None` where its form is not known.
pub fn decode<'a>(chart: &str, version: &'a str) -> Option<Decoded<'a>> {
    let exception = EXCEPTIONS.row_of::<4>(&[chart, version]);
    if let Some([_, _, upstream, revision]) = exception {
        let (upstream, revision) = (optional(upstream)?, optional(revision).unwrap_or_default());
        return Some(Decoded {
            upstream: upstream.into(),
            revision: revision.into(),
        });
    }
    // Rancher's own charts carry the upstream version as build metadata: `100.1.0+up1.0.100`.
    if let Some((_, upstream)) = version.split_once("+up") {
        return decode_numbers(upstream, "");
    }
    match version.split_once('-') {
        Some((numbers, suffix)) => decode_numbers(numbers, suffix),
        None => decode_numbers(version, ""),
    }
}

/// `A.B.Cnn` is upstream `A.B.C` in packaging `nn`; a patch of one or two digits is upstream's own.
fn decode_numbers<'a>(numbers: &'a str, suffix: &'a str) -> Option<Decoded<'a>> {
    let numbers = numbers.strip_prefix('v').unwrap_or(numbers);
    let well_formed = numbers
        .split('.')
        .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !well_formed || numbers.split('.').count() > 3 {
        return None;
    }
    let patch = numbers.splitn(3, '.').nth(2).unwrap_or_default();
    if patch.len() < 3 {
        return Some(Decoded {
            upstream: numbers.into(),
            revision: suffix.into(),
        });
    }
    let (upstream, revision) = numbers.split_at(numbers.len() - 2);
    let revision = match suffix {
        "" => revision.into(),
        suffix => suffix.into(),
    };
    Some(Decoded {
        upstream: upstream.into(),
        revision,
    })
}

impl Decoded<'_> {
    /// The upstream version as SemVer; a missing patch counts as 0.
    pub fn semver(&self) -> Option<Version> {
        lenient(&self.upstream)
    }
}

/// Reads `v1.2.3`, `1.2.3-k3s1` or `1.2` as a version, for comparing.
pub fn lenient(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (numbers, _) = text.split_once(['-', '+']).unwrap_or((text, ""));
    let mut parts = numbers.split('.');
    let mut part = || {
        parts
            .next()
            .map_or(Some(0), |part| part.parse::<u64>().ok())
    };
    Some(Version::new(part()?, part()?, part()?))
}

/// Orders two versions of one chart by upstream version, then packaging; `None` where that is not known.
pub fn compare(chart: &str, a: &str, b: &str) -> Option<Ordering> {
    let (a, b) = (decode(chart, a)?, decode(chart, b)?);
    let upstream = a.semver()?.cmp(&b.semver()?);
    Some(upstream.then_with(|| a.revision.cmp(&b.revision)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upstream(chart: &str, version: &str) -> String {
        decode(chart, version).unwrap().upstream.into_owned()
    }

    #[test]
    fn decoding() {
        assert_eq!(upstream("rke2-cilium", "1.17.401"), "1.17.4");
        assert_eq!(upstream("rke2-calico", "v3.30.100"), "3.30.1");
        assert_eq!(upstream("rke2-flannel", "v0.27.001"), "0.27.0");
        assert_eq!(upstream("rke2-canal", "v3.30.1-build2025061101"), "3.30.1");
        assert_eq!(
            upstream("rke2-canal", "v3.13.300-build2021022306"),
            "3.13.3"
        );
        assert_eq!(upstream("rke2-multus", "v3.8-build2021110402"), "3.8");
        assert_eq!(upstream("harvester-csi-driver", "0.1.1400"), "0.1.14");
        assert_eq!(
            upstream("rke2-kube-proxy", "v1.19.13-rke2r1-build2021072101"),
            "1.19.13"
        );
        assert_eq!(
            upstream("rancher-vsphere-csi", "3.3.1-rancher1000"),
            "3.3.1"
        );
        assert_eq!(
            upstream("rancher-vsphere-cpi", "100.1.0+up1.0.100"),
            "1.0.1"
        );
        assert_eq!(upstream("rke2-calico", "v3.1906"), "3.19.1");
        assert_eq!(decode("rke2-cilium", "latest"), None);
    }

    #[test]
    fn order() {
        let ordered = |chart, a, b| compare(chart, a, b).unwrap();
        assert_eq!(
            ordered("rke2-cilium", "1.17.401", "1.17.1000"),
            Ordering::Less
        );
        assert_eq!(
            ordered("rke2-flannel", "v0.27.001", "v0.27.000"),
            Ordering::Greater
        );
        assert_eq!(
            ordered(
                "rke2-canal",
                "v3.30.1-build2025061101",
                "v3.30.1-build2025061200"
            ),
            Ordering::Less
        );
    }
}
