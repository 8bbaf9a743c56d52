//! How a release reaches a cluster: archives of images, the workloads that its charts roll, and what people have to know.

use super::tsv::{Tsv, tsv};
use super::{Facts, optional};
use crate::release::{Ranges, Release};

static ARCHIVES: Tsv = tsv!("image_archives");
static ROLLOUTS: Tsv = tsv!("rollouts");
static CROSSINGS: Tsv = tsv!("crossings");

/// What rolls when a chart does.
#[derive(Clone, Copy, Debug)]
pub struct Rollout {
    /// The chart.
    pub chart: &'static str,
    /// The namespace.
    pub namespace: &'static str,
    /// The workload, as kubectl takes it: `ds/cilium`.
    pub workload: &'static str,
}

impl Facts {
    /// The archives of images that a release has, by what they are called between `rke2-images-` and the platform.
    pub fn image_archives(&self, release: Release) -> Vec<&'static str> {
        let rows = ARCHIVES
            .rows::<2>()
            .filter(|[_, releases]| Ranges::holds(releases, release));
        rows.map(|[archive, _]| archive).collect()
    }

    /// The workloads by which one sees that a chart has rolled.
    pub fn rollouts(&self) -> impl Iterator<Item = Rollout> {
        ROLLOUTS
            .rows::<3>()
            .map(|[chart, namespace, workload]| Rollout {
                chart,
                namespace,
                workload,
            })
    }

    /// What a step asks of people: for whom, where that is not everybody, and what it is.
    pub fn crossings(
        &self,
        from: Release,
        to: Release,
    ) -> impl Iterator<Item = (Option<&'static str>, &'static str)> {
        let rows = CROSSINGS.rows::<4>().filter(move |[_, releases, ..]| {
            Ranges::holds(releases, to) && !Ranges::holds(releases, from)
        });
        rows.map(|[_, _, when, about]| (optional(when), about))
    }
}
