//! Clusters that Rancher provisions: what of their configuration gets to the nodes.

use super::objects::Object;
use super::{Manifest, Node, Project};
use crate::config::{Config, Form, Shape, read_mapping};
use crate::facts::objects::{RancherKey, rancher_key};
use crate::source::{Source, Sources};
use crate::yaml::{Kind, Ref};

/// The mappings of `config.yaml` keys in a Cluster: for all nodes, and for some of them each.
pub fn configs<'a>(object: &Object<'a>) -> Vec<Ref<'a>> {
    let global = object.spec(&["rkeConfig", "machineGlobalConfig"]);
    let selected = object.spec(&["rkeConfig", "machineSelectorConfig"]);
    let selected = selected.into_iter().flat_map(|list| list.items());
    let selected = selected.filter_map(|item| item.get("config"));
    global.into_iter().chain(selected).collect()
}

/// The Clusters of RKE2 in a file.
pub fn clusters(manifest: &Manifest) -> impl Iterator<Item = Object<'_>> {
    manifest.objects().filter(|object| {
        object.is("provisioning.cattle.io", "Cluster")
            && object
                .spec(&["kubernetesVersion"])
                .is_none_or(|version| !version.text().contains("+k3s"))
    })
}

/// Rancher writes what it passes on into a drop-in of each node.
pub(super) fn nodes(manifests: &[Manifest], sources: &Sources) -> Vec<Node> {
    let mut nodes = Vec::new();
    for object in manifests.iter().flat_map(clusters) {
        let source = sources.get(object.file);
        for (index, root) in configs(&object).into_iter().enumerate() {
            nodes.push(node(source, &object, index, root));
        }
    }
    nodes
}

#[inline(never)]
fn node(source: &Source, object: &Object<'_>, index: usize, root: Ref<'_>) -> Node {
    let mut part = read_mapping(source, object.file, root);
    part.entries.retain(|entry| {
        let listed = rancher_key(&entry.name).is_some_and(|key| key.is_passed_on());
        listed && !is_dropped(entry.shape, entry.values.first().map(|value| value.form))
    });
    let name = object.name().map_or("", Ref::text);
    Node {
        name: match index {
            0 => format!("{}:{name}", source.path),
            index => format!("{}:{name}/{index}", source.path),
        },
        cluster: None,
        role: None,
        config: Config { parts: vec![part] },
    }
}

/// What of the Clusters nobody judges.
pub fn not_judged(project: &Project, sources: &Sources) -> Vec<String> {
    let clusters = project.manifests.iter().flat_map(clusters);
    let values = clusters.filter(|object| object.spec(&["rkeConfig", "chartValues"]).is_some());
    let line = |object: Object<'_>| {
        let path = &sources.get(object.file).path;
        format!("{path}: the values of charts in a Cluster of Rancher were not judged")
    };
    values.map(line).collect()
}

/// Rancher passes on texts, switches and lists, and nothing else.
fn is_dropped(shape: Shape, form: Option<Form>) -> bool {
    match shape {
        Shape::Null | Shape::Map => true,
        Shape::Scalar => form == Some(Form::Number),
        Shape::List => false,
    }
}

/// What becomes of one key of a Cluster.
#[derive(Clone, Copy, Debug)]
pub enum Fate {
    /// It gets to the nodes.
    Passed,
    /// Its value is not of a kind that Rancher passes on.
    WrongKind,
    /// Its value should be the content of a file, and is a path.
    Path,
    /// Rancher's metadata did not list it, or Rancher sets it itself.
    Dropped(Option<RancherKey>),
}

/// What becomes of a key with a value.
pub fn fate(key: &str, value: Ref<'_>) -> Fate {
    let known = rancher_key(key);
    match known {
        Some(own) if own.is_passed_on() => {
            let number = || {
                use crate::yaml::Scalar;
                let scalar = value.scalar();
                matches!(scalar, Scalar::Int(_) | Scalar::UInt(_) | Scalar::Float(_))
            };
            let text = value.text();
            match value.kind() {
                Kind::Mapping => Fate::WrongKind,
                Kind::Scalar if !value.is_null() && number() => Fate::WrongKind,
                _ if own.handling == "content" && text.starts_with('/') && !text.contains('\n') => {
                    Fate::Path
                }
                _ => Fate::Passed,
            }
        }
        other => Fate::Dropped(other),
    }
}
