//! Kubernetes objects: each document of a manifest, and each item of a list such as kubectl prints.

use crate::source::FileId;
use crate::yaml::{Kind, Ref, Tree};

/// A file of Kubernetes objects.
#[derive(Debug)]
pub struct Manifest {
    /// The file.
    pub file: FileId,
    /// What it holds.
    pub tree: Tree,
    /// Whether all of it could be read.
    pub is_whole: bool,
}

/// A Kubernetes object.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// The file.
    pub file: FileId,
    /// The whole object.
    pub root: Ref<'a>,
    /// `apiVersion`
    pub api_version: Ref<'a>,
    /// `kind`
    pub kind: Ref<'a>,
    group: &'a str,
    kind_name: &'a str,
}

impl Manifest {
    /// The objects, in the order of the file.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        let roots = self.tree.documents().filter_map(|document| document.root());
        roots.flat_map(|root| {
            let object = Object::of(self.file, root);
            let items = match &object {
                Some(list) if list.kind_name.ends_with("List") => root.get("items"),
                _ => None,
            };
            let own = object.filter(|_| items.is_none());
            let items = items.into_iter().flat_map(|items| items.items());
            let items = items.filter_map(|item| Object::of(self.file, item));
            own.into_iter().chain(items)
        })
    }
}

impl<'a> Object<'a> {
    fn of(file: FileId, root: Ref<'a>) -> Option<Object<'a>> {
        if root.kind() != Kind::Mapping {
            return None;
        }
        let (api_version, kind) = (root.get("apiVersion")?, root.get("kind")?);
        let version = api_version.text();
        Some(Object {
            file,
            root,
            api_version,
            kind,
            group: version.split_once('/').map_or("", |(group, _)| group),
            kind_name: kind.text(),
        })
    }

    /// `metadata.name`
    pub fn name(&self) -> Option<Ref<'a>> {
        self.root.get("metadata")?.get("name")
    }

    /// `metadata.namespace`
    pub fn namespace(&self) -> Option<Ref<'a>> {
        self.root.get("metadata")?.get("namespace")
    }

    /// The part of `apiVersion` before the slash; empty for the core group.
    pub fn group(&self) -> &'a str {
        self.group
    }

    /// The kind with its group in front: `batch/CronJob`, `Service`.
    pub fn full_kind(&self) -> String {
        match self.group() {
            "" => self.kind.text().to_owned(),
            group => format!("{group}/{}", self.kind.text()),
        }
    }

    /// Whether it is of this kind and group.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.kind_name == kind && self.group == group
    }

    /// Whether another one is of the same kind and `apiVersion`.
    pub fn is_like(&self, other: &Object<'_>) -> bool {
        self.kind_name == other.kind_name && self.api_version.text() == other.api_version.text()
    }

    /// The spec of the pods that it makes, or is.
    pub fn pod_spec(&self) -> Option<Ref<'a>> {
        let path: &[&str] = match (self.group(), self.kind.text()) {
            ("", "Pod") => &[],
            ("", "ReplicationController")
            | ("batch", "Job")
            | ("apps" | "extensions", "DaemonSet" | "Deployment" | "ReplicaSet" | "StatefulSet") => {
                &["template", "spec"]
            }
            ("batch", "CronJob") => &["jobTemplate", "spec", "template", "spec"],
            _ => return None,
        };
        self.spec(path)
    }

    /// What stands below `spec` at this path.
    pub fn spec(&self, path: &[&str]) -> Option<Ref<'a>> {
        let spec = self.root.get("spec")?;
        path.iter().try_fold(spec, |node, key| node.get(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    #[test]
    fn documents_and_lists() {
        let text = "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n---\n- no object\n---\n\
                    apiVersion: v1\nkind: List\nitems:\n- {apiVersion: upgrade.cattle.io/v1, kind: Plan, \
                    metadata: {name: b, namespace: c}, spec: {concurrency: 1}}\n- text\n";
        let (tree, _) = yaml::parse(FileId(0), text);
        let manifest = Manifest {
            file: FileId(0),
            tree,
            is_whole: true,
        };
        let objects: Vec<Object<'_>> = manifest.objects().collect();
        let names = objects.iter().map(|object| object.name().unwrap().text());
        assert_eq!(names.collect::<Vec<_>>(), ["a", "b"]);
        assert!(objects[0].is("", "Node"));
        assert!(objects[1].is("upgrade.cattle.io", "Plan"));
        assert_eq!(objects[1].namespace().unwrap().text(), "c");
        assert_eq!(objects[1].spec(&["concurrency"]).unwrap().text(), "1");
        assert!(objects[1].spec(&["concurrency", "more"]).is_none());
    }
}
