//! When RKE2 deploys a chart, and which of its values it sets itself.

use super::Facts;
use crate::facts::optional;
use crate::facts::tsv::{Tsv, tsv};
use crate::release::{Ranges, Release};

static NEEDS: Tsv = tsv!("chart_needs");
static GLOBALS: Tsv = tsv!("chart_globals");

/// The setting without which RKE2 does not deploy a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// The key of `config.yaml`.
    pub key: &'static str,
    /// The value that deploys the chart.
    pub value: &'static str,
    /// Where this was read.
    pub source: &'static str,
}

/// A value that RKE2 sets for every packaged chart, over whatever a HelmChartConfig says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Global {
    /// Its path.
    pub path: &'static str,
    /// The key of `config.yaml` that it comes from.
    pub key: Option<&'static str>,
    /// Where this was read.
    pub source: &'static str,
}

impl Facts {
    /// What a release deploys a chart for; `None` where it does so always, or does not have it.
    pub fn chart_need(&self, chart: &str, release: Release) -> Option<Need> {
        let mut lines = NEEDS.rows::<5>().filter(|[name, ..]| *name == chart);
        lines.find_map(|[_, key, value, releases, source]| {
            let holds = Ranges::parse(releases)?.contains(release);
            holds.then_some(Need { key, value, source })
        })
    }

    /// The values that a release sets itself.
    pub fn globals(&self, release: Release) -> Vec<Global> {
        let lines = GLOBALS.rows::<4>();
        let globals = lines.filter_map(|[path, key, releases, source]| {
            let holds = Ranges::parse(releases)?.contains(release);
            holds.then_some(Global {
                path,
                key: optional(key),
                source,
            })
        });
        globals.collect()
    }
}
