//! Plans for the system-upgrade-controller.

use super::PlanFile;
use super::cluster::Cluster;
use super::template::{Scope, render};
use crate::release::Release;
use crate::request::Install;

const TEMPLATE: &str = include_str!("../../data/upgrade-plan.yaml");

/// Ready Plans for each hop, in the order in which to apply them; none where Rancher upgrades.
pub fn plans(cluster: &Cluster, way: &[Release]) -> Vec<PlanFile> {
    let mut files = Vec::new();
    if cluster.install == Install::Rancher {
        return files;
    }
    for (index, release) in way.iter().skip(1).enumerate() {
        for group in groups(cluster) {
            files.push(PlanFile {
                path: path(index + 1, *release, group),
                content: content(*release, group),
            });
        }
    }
    files
}

/// The groups of nodes that have a Plan of their own, in the order of upgrading.
pub fn groups(cluster: &Cluster) -> impl Iterator<Item = &'static str> + use<> {
    let (etcd, agents) = (cluster.etcd_only, cluster.has_agents);
    let groups = ["etcd", "server", "agent"].into_iter();
    groups.filter(move |group| match *group {
        "etcd" => etcd,
        "agent" => agents,
        _ => true,
    })
}

/// The name of a file.
pub fn path(hop: usize, release: Release, group: &str) -> String {
    let release = release.to_string().replace('+', "-");
    format!("{hop}-{release}-{group}.yaml")
}

fn content(release: Release, group: &'static str) -> String {
    let mut scope = Scope::default();
    scope.word("group", group);
    scope.word("release", release.to_string());
    scope.flag(group, true);
    render(TEMPLATE, &scope)
}
