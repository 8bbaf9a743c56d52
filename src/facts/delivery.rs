//! How a release reaches a cluster: archives of images, the workloads that its charts roll, the Helm that installs them.

use super::{Facts, after, rows};
use crate::release::{Ranges, Release};

const ARCHIVES: &str = include_str!("../../data/image_archives.tsv");
const ROLLOUTS: &str = include_str!("../../data/rollouts.tsv");
const HELM: &str = include_str!("../../data/helm.tsv");

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

    /// The version of Helm that installs the charts of a release.
    pub fn helm(&self, release: Release) -> Option<&'static str> {
        let klipper = self.release(release)?.component("klipper-helm")?;
        after(HELM, &[klipper])?.split('\t').next()
    }
}
