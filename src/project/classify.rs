//! Telling RKE2's files from others, by what they hold and where they lie.

use crate::facts::Facts;
use crate::names::slips;
use crate::role::Role;
use crate::source::Source;
use crate::yaml::{self, Ref, Tree};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `config.yaml`, or a drop-in of it.
    Config,
    /// A HelmChartConfig, alone or among other objects.
    HelmChartConfig,
    /// A HelmChart.
    HelmChart,
    /// A Plan of the system-upgrade-controller.
    Plan,
    /// `registries.yaml`.
    Registries,
    /// `config.toml.tmpl` or `config-v3.toml.tmpl`, from which RKE2 makes the configuration of containerd.
    ContainerdTemplate,
    /// Other Kubernetes objects.
    Manifest,
    /// Bytes that are no text.
    Binary,
    /// Nothing of RKE2's.
    Other,
}

impl Kind {
    /// Whether it holds Kubernetes objects.
    pub fn is_manifest(self) -> bool {
        matches!(
            self,
            Kind::HelmChartConfig | Kind::HelmChart | Kind::Plan | Kind::Manifest
        )
    }

    /// The word that the report uses.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Config => "config",
            Kind::HelmChartConfig => "helm-chart-config",
            Kind::HelmChart => "helm-chart",
            Kind::Plan => "plan",
            Kind::Registries => "registries",
            Kind::ContainerdTemplate => "containerd-template",
            Kind::Manifest => "manifest",
            Kind::Binary => "binary",
            Kind::Other => "other",
        }
    }
}

/// Whether a file of this name says how a tool puts manifests together: Kustomize, Fleet, Helm.
pub fn puts_together(name: &str) -> bool {
    matches!(
        name,
        "kustomization.yaml" | "kustomization.yml" | "fleet.yaml" | "Chart.yaml"
    )
}

/// What a file is. `is_broken` says that not all of it could be parsed, `named` that the user named it, and not a
/// folder that holds it.
pub(super) fn classify(
    facts: &Facts,
    source: &Source,
    tree: &Tree,
    is_broken: bool,
    named: bool,
) -> Kind {
    if source.unreadable.is_some() {
        return match is_config_path(source.path_made()) {
            true => Kind::Config,
            false => Kind::Binary,
        };
    }
    if matches!(source.name(), "config.toml.tmpl" | "config-v3.toml.tmpl") {
        return Kind::ContainerdTemplate;
    }
    let roots = tree.documents().filter_map(|document| document.root());
    let kinds: Vec<&str> = roots.filter_map(object_kind).collect();
    let has = |kind| kinds.contains(&kind);
    if has("HelmChartConfig") {
        return Kind::HelmChartConfig;
    }
    if has("HelmChart") {
        return Kind::HelmChart;
    }
    if has("Plan") {
        return Kind::Plan;
    }
    if !kinds.is_empty() {
        return Kind::Manifest;
    }
    if puts_together(source.name()) {
        return Kind::Other;
    }
    if source.name().starts_with("registries.y") {
        return match is_registries(source, tree, is_broken) {
            true => Kind::Registries,
            false => Kind::Other,
        };
    }
    match is_config(facts, source, tree, is_broken, named) {
        true => Kind::Config,
        false => Kind::Other,
    }
}

/// Other tools have a `registries.yaml`, too; K3s's is the same, but not RKE2's.
fn is_registries(source: &Source, tree: &Tree, is_broken: bool) -> bool {
    let path = source.path.to_ascii_lowercase();
    let Some(root) = tree.document(0).and_then(|document| document.root()) else {
        return true;
    };
    let mut fields = root.entries().filter_map(|(key, value)| {
        let inner = ["endpoint", "endpoints", "rewrite", "auth", "tls"];
        let known = ["mirrors", "configs", "auths", "mirror", "config"];
        let is_host = inner.iter().any(|name| value.get(name).is_some());
        (known.contains(&key.text()) || is_host).then_some(())
    });
    let says_so = |line: &str| line.starts_with("mirrors:") || line.starts_with("configs:");
    let fits = root.is_null()
        || is_broken && source.parsed().lines().any(says_so)
        || root.kind() != yaml::Kind::Mapping
        || fields.next().is_some();
    fits && (says(&path, "rke2") || !says(&path, "k3s"))
}

/// The `kind` of a Kubernetes object.
fn object_kind(root: Ref<'_>) -> Option<&str> {
    if root.kind() != yaml::Kind::Mapping {
        return None;
    }
    root.get("apiVersion")?;
    Some(root.get("kind")?.text())
}

/// A file that the user names is taken at its word; in a folder, `config.yaml` may be anybody's.
fn is_config(facts: &Facts, source: &Source, tree: &Tree, is_broken: bool, named: bool) -> bool {
    let path = source.path.to_ascii_lowercase();
    let root = tree.document(0).and_then(|document| document.root());
    let mut keys: Vec<&str> = Vec::new();
    let mut known = 0;
    // A list of keys is a slip, and RKE2 refuses it.
    let items = root.into_iter().flat_map(|root| root.items());
    for (key, value) in root
        .into_iter()
        .chain(items)
        .flat_map(|node| node.entries())
    {
        let key = key.text();
        keys.push(key);
        // RKE2's `server` is an address, and that of other tools a mapping.
        let plain = value.kind() != yaml::Kind::Mapping || is_own(&key);
        known += usize::from(plain && is_known(facts, key));
    }
    if is_broken {
        // The tree ends at the first error, which may be in the first line.
        let lines: Vec<(&str, &str)> = keys_of_lines(source.parsed()).collect();
        let plain = lines
            .iter()
            .filter(|(key, rest)| !rest.is_empty() || is_own(key));
        known = plain.filter(|(key, _)| is_known(facts, key)).count();
        keys = lines.iter().map(|(key, _)| *key).collect();
    }
    let says_rke2 = says(&path, "rke2");
    if !says_rke2 && says(&path, "k3s") {
        return false;
    }
    if named {
        // Only a document that is plainly something else is refused.
        return known > 0
            || is_config_path(source.path_made())
            || says_rke2
            || keys.len() <= 1
            || !nested(root);
    }
    if !says_rke2 && is_k3s(source, &keys) {
        return false;
    }
    // Only RKE2 keeps its configuration there.
    if is_config_path(source.path_made()) && format!("/{path}").contains("/rancher/rke2/config.y") {
        return true;
    }
    match is_config_path(source.path_made()) {
        // Many tools have a `config.yaml`, and some share a key such as `token`.
        true => {
            let flat = !nested(root) && !holds_objects(root);
            known * 2 >= keys.len().max(1)
                || (known > 0 && says_rke2 && flat)
                || near_miss(facts, &keys)
        }
        // Values files and playbooks share a key or two with RKE2.
        false => {
            let only_rke2 = known == keys.len() && says_rke2 && !nested(root);
            known >= 2 && known * 2 >= keys.len() || only_rke2 && keys.iter().any(is_own)
        }
    }
}

/// What stands before and behind the colons of the lines that are indented least. They may be JSON or a list.
fn keys_of_lines(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().filter_map(|line| {
        let line = line.trim_start_matches('{');
        let indent = line.len() - line.trim_start().len();
        let (key, rest) = line.trim().trim_start_matches("- ").split_once(':')?;
        let key = key.trim_matches(['"', '\'', ' ']);
        let is_key = |c: char| c.is_ascii_alphanumeric() || "-_+".contains(c);
        let is_plain = !key.is_empty() && key.chars().all(is_key);
        is_plain.then(|| (indent, (key, rest.trim().trim_end_matches(','))))
    });
    let least = lines.clone().map(|(indent, _)| indent).min();
    // A blank before the first key makes a slip, and not a level.
    let is_outer = move |indent: usize| least.is_some_and(|least| indent <= least.max(1));
    lines.filter_map(move |(indent, entry)| is_outer(indent).then_some(entry))
}

/// Whether a key that RKE2 knows is hardly ever another tool's.
fn is_own(key: &&str) -> bool {
    key.contains('-') || *key == "cni"
}

fn is_known(facts: &Facts, key: &str) -> bool {
    let key = key.strip_suffix('+').unwrap_or(key);
    key.len() > 1 && facts.option(key).is_some()
}

/// K3s is configured with nearly the same keys; some are its own, as others are RKE2's.
fn is_k3s(source: &Source, keys: &[&str]) -> bool {
    let has = |names: &[&str]| keys.iter().any(|key| names.contains(key));
    let names = |word: &str| source.text.contains(word);
    let disables = || (names("servicelb") || names("local-storage")) && !names("rke2");
    (has(&["flannel-backend", "cluster-init"]) || (has(&["disable"]) && disables()))
        && !has(&[
            "cni",
            "profile",
            "ingress-controller",
            "cloud-provider-name",
        ])
        && !source.text.contains(":9345")
}

/// Whether a file of a folder was passed over because its keys are those of K3s.
/// Where its path says so, too, nobody has to be told.
pub fn reads_as_k3s(source: &Source) -> bool {
    let keys: Vec<&str> = keys_of_lines(source.parsed()).map(|(key, _)| key).collect();
    let path = source.path.to_ascii_lowercase();
    is_config_path(source.path_made()) && is_k3s(source, &keys) && !says(&path, "k3s")
}

/// Whether one of the words that a path is made of is this one.
fn says(path: &str, word: &str) -> bool {
    path.split(['/', '-', '_', '.']).any(|part| part == word)
}

/// RKE2's settings are a flat list of keys; a tree of mappings is something else's.
fn nested(root: Option<Ref<'_>>) -> bool {
    let Some(root) = root else { return false };
    let mut values = root.entries().map(|(_, value)| value.kind());
    values.any(|kind| kind == yaml::Kind::Mapping)
}

/// A list of mappings, such as that of the nodes of a cluster.
fn holds_objects(root: Option<Ref<'_>>) -> bool {
    let Some(root) = root else { return false };
    let mut items = root.entries().flat_map(|(_, value)| value.items());
    items.any(|item| item.kind() == yaml::Kind::Mapping)
}

fn near_miss(facts: &Facts, keys: &[&str]) -> bool {
    keys.iter().any(|key| {
        key.len() > 4
            && facts
                .options()
                .iter()
                .any(|option| slips(key, option.key, 1) == Some(1))
    })
}

/// `config.yaml`, or a file of `config.yaml.d`.
pub(super) fn is_config_path(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let folder = parts.next().unwrap_or_default();
    let is_config = |name: &str| matches!(name, "config.yaml" | "config.yml");
    is_config(name) || folder.strip_suffix(".d").is_some_and(is_config)
}

/// What a word in a path says about a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleWord {
    /// `server`, `master`, `control-plane`
    Server,
    /// `agent`, `worker`
    Agent,
    /// A node, of whatever role.
    Node,
}

impl RoleWord {
    /// The role, if the word tells one.
    pub fn role(self) -> Option<Role> {
        match self {
            RoleWord::Server => Some(Role::Server),
            RoleWord::Agent => Some(Role::Agent),
            RoleWord::Node => None,
        }
    }
}

/// What the name of a file or folder says about the node that it configures.
pub fn role_word(name: &str) -> Option<RoleWord> {
    let name = name.to_ascii_lowercase();
    let words = name
        .split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| !word.is_empty());
    let mut found = None;
    for word in words {
        let word = match word {
            "agent" | "agents" | "worker" | "workers" => RoleWord::Agent,
            "server" | "servers" | "master" | "masters" | "controlplane" | "control" | "cp"
            | "bootstrap" | "etcd" => RoleWord::Server,
            "node" | "nodes" => RoleWord::Node,
            _ => continue,
        };
        match found {
            // "agent-server" says nothing.
            Some(other) if other != word && other != RoleWord::Node && word != RoleWord::Node => {
                return Some(RoleWord::Node);
            }
            Some(other) if other != RoleWord::Node => {}
            _ => found = Some(word),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for (name, word) in [
            ("server-1", Some(RoleWord::Server)),
            ("rke2-agent.yaml", Some(RoleWord::Agent)),
            ("node3", Some(RoleWord::Node)),
            ("worker_node", Some(RoleWord::Agent)),
            ("prod", None),
            ("servers-and-agents", Some(RoleWord::Node)),
        ] {
            assert_eq!(role_word(name), word, "{name}");
        }
    }
}
