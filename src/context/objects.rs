//! The Kubernetes objects that were given.

use super::Context;
use crate::project::plan::{Machine, Plan};
use crate::project::{Object, Project};

impl<'a> Context<'a> {
    /// The Kubernetes objects.
    pub fn objects(&self) -> impl Iterator<Item = &Object<'a>> {
        self.kinds.iter().flatten()
    }

    /// The Kubernetes objects of a kind, in the order of the files.
    pub fn objects_of(&self, group: &str, kind: &str) -> impl Iterator<Item = &Object<'a>> {
        let kinds = self.kinds.iter();
        let same =
            kinds.filter(move |objects| objects.first().is_some_and(|one| one.is(group, kind)));
        same.flatten()
    }

    /// The Plans of the system-upgrade-controller, in the order of the files.
    pub fn plans(&self) -> Vec<Plan<'a>> {
        let plans = self.objects_of("upgrade.cattle.io", "Plan");
        let plan = |object: &Object<'a>| Plan {
            object: *object,
            source: self.sources.get(object.file),
        };
        plans.map(plan).collect()
    }

    /// The Node objects that tell what runs: their status has a kubelet.
    pub fn machines(&self) -> Vec<Machine<'a>> {
        let nodes = self.objects_of("", "Node");
        let machines = nodes.map(|object| Machine { object: *object });
        machines
            .filter(|machine| machine.info("kubeletVersion").is_some())
            .collect()
    }
}

/// Files hold many objects of few kinds, and what is known is known of a kind.
pub(super) fn by_kind(project: &Project) -> Vec<Vec<Object<'_>>> {
    let mut kinds: Vec<Vec<Object<'_>>> = Vec::new();
    for object in project.objects() {
        let mut known = kinds.iter_mut();
        match known.find(|objects| objects[0].is_like(&object)) {
            Some(objects) => objects.push(object),
            None => kinds.push(vec![object]),
        }
    }
    kinds
}
