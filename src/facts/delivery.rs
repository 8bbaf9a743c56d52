//! How a release reaches a cluster: archives of images, the workloads that its charts roll, and what people have to know.

use super::{Facts, optional, rows};
use crate::release::{Ranges, Release};

const ARCHIVES: &str = include_str!("../../data/image_archives.tsv");
const ROLLOUTS: &str = include_str!("../../data/rollouts.tsv");
const CROSSINGS: &str = include_str!("../../data/crossings.tsv");

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
        let rows = rows::<2>(ARCHIVES).filter(|[_, releases]| Ranges::holds(releases, release));
        rows.map(|[archive, _]| archive).collect()
    }

    /// The workloads by which one sees that a chart has rolled.
    pub fn rollouts(&self) -> impl Iterator<Item = Rollout> {
        rows::<3>(ROLLOUTS).map(|[chart, namespace, workload]| Rollout {
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
        let rows = rows::<4>(CROSSINGS).filter(move |[_, releases, ..]| {
            Ranges::holds(releases, to) && !Ranges::holds(releases, from)
        });
        rows.map(|[_, _, when, about]| (optional(when), about))
    }
}
