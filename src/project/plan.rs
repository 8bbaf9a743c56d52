//! Plans of the system-upgrade-controller, and the nodes that they are for.

use super::objects::Object;
use super::selector::Selector;
use crate::release::Release;
use crate::source::{Source, Span};
use crate::yaml::{Kind, Ref, Scalar};

/// The labels that make a node a server.
const ROLES: [&str; 3] = [
    "node-role.kubernetes.io/control-plane",
    "node-role.kubernetes.io/master",
    "node-role.kubernetes.io/etcd",
];

/// A Plan.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The object.
    pub object: Object<'a>,
    /// Its file.
    pub source: &'a Source,
}

/// Which nodes a selector is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// It demands a label that only servers have.
    Servers,
    /// It demands that there is none.
    Agents,
    /// It demands neither.
    Unknown,
}

/// The image of a container without registry and path, and its tag.
#[derive(Clone, Copy, Debug)]
pub struct PlanImage<'a> {
    /// The last part of the repository: `rke2-upgrade`.
    pub name: &'a str,
    /// The tag, as it is written.
    pub tag: Option<&'a str>,
    /// Where it stands.
    pub span: Span,
}

impl<'a> Plan<'a> {
    /// Its name, as far as no template fills it in.
    pub fn name(&self) -> Option<&'a str> {
        self.text(self.object.name())
    }

    /// Its namespace, as far as one is written.
    pub fn namespace(&self) -> Option<&'a str> {
        self.text(self.object.namespace())
    }

    /// A name for messages.
    pub fn title(&self) -> String {
        match self.name() {
            Some(name) => format!("Plan {name}"),
            None => "this Plan".to_owned(),
        }
    }

    fn text(&self, node: Option<Ref<'a>>) -> Option<&'a str> {
        let node = node.filter(|node| node.kind() == Kind::Scalar && !self.is_opaque(*node))?;
        (!node.text().is_empty()).then(|| node.text())
    }

    /// Whether a template fills in a part of a value.
    pub fn is_opaque(&self, node: Ref<'_>) -> bool {
        let span = node.span();
        self.source.is_opaque(span.start, span.end)
    }

    /// `spec`
    pub fn spec(&self) -> Option<Ref<'a>> {
        self.object.root.get("spec")
    }

    /// What stands below `spec`, unless it is null.
    pub fn get(&self, path: &[&str]) -> Option<Ref<'a>> {
        self.object.spec(path).filter(|node| !node.is_null())
    }

    /// A text below `spec`, where no template fills it in.
    pub fn word(&self, path: &[&str]) -> Option<(&'a str, Span)> {
        let node = self.get(path)?;
        Some((self.text(Some(node))?, node.span()))
    }

    /// A number below `spec`.
    pub fn number(&self, path: &[&str]) -> Option<i64> {
        match self.get(path)?.scalar() {
            Scalar::Int(number) => Some(number),
            _ => None,
        }
    }

    /// A switch below `spec`.
    pub fn switch(&self, path: &[&str]) -> Option<bool> {
        match self.get(path)?.scalar() {
            Scalar::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// Whether what is missing is not there: no template adds to it, and it is no patch for another Plan.
    pub fn is_whole(&self) -> bool {
        let has = |key| self.get(&[key]).is_some();
        let parts = ["concurrency", "nodeSelector", "upgrade"];
        let parts = parts.into_iter().filter(|key| has(key)).count();
        let version = has("version") || has("channel");
        !self.source.has_control() && parts + usize::from(version) >= 3
    }

    /// The image of `prepare` or `upgrade`.
    pub fn image(&self, container: &str) -> Option<PlanImage<'a>> {
        let (text, span) = self.word(&[container, "image"])?;
        let text = text.split('@').next().unwrap_or_default();
        let last = text.rsplit('/').next().unwrap_or_default();
        let (name, tag) = match last.split_once(':') {
            Some((name, tag)) => (name, Some(tag).filter(|tag| !tag.is_empty())),
            None => (last, None),
        };
        Some(PlanImage { name, tag, span })
    }

    /// Whether it upgrades RKE2; Plans may run anything.
    pub fn is_rke2(&self) -> bool {
        self.image("upgrade")
            .is_some_and(|image| image.name == "rke2-upgrade")
    }

    /// The release that `version` names, in either spelling.
    pub fn release(&self) -> Option<Release> {
        Release::parse(self.word(&["version"])?.0)
    }

    /// `nodeSelector`
    pub fn selector(&self) -> Option<Selector<'a>> {
        let node = self.get(&["nodeSelector"])?;
        Some(Selector::of(self.source, node))
    }

    /// Which nodes it is for, as far as its selector says so.
    pub fn side(&self) -> Side {
        let Some(selector) = self.selector().filter(|selector| !selector.opaque) else {
            return Side::Unknown;
        };
        let demands = ROLES.iter().filter_map(|label| selector.demands(label));
        match demands.reduce(|one, other| one || other) {
            Some(true) => Side::Servers,
            Some(false) => Side::Agents,
            None => Side::Unknown,
        }
    }

    /// Whether another Plan may stand in the same namespace.
    pub fn is_beside(&self, other: &Plan<'_>) -> bool {
        match (self.namespace(), other.namespace()) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        }
    }
}

/// A Node object, as kubectl prints it.
#[derive(Clone, Copy, Debug)]
pub struct Machine<'a> {
    /// The object.
    pub object: Object<'a>,
}

impl<'a> Machine<'a> {
    /// Its name.
    pub fn name(&self) -> &'a str {
        self.object.name().map_or("", Ref::text)
    }

    /// Where its name stands.
    pub fn place(&self) -> Span {
        self.object
            .name()
            .map_or(self.object.kind.span(), Ref::span)
    }

    /// A label.
    pub fn label(&self, key: &str) -> Option<&'a str> {
        let labels = self.object.root.get("metadata")?.get("labels")?;
        labels.get(key).map(Ref::text)
    }

    /// A field of `status.nodeInfo`.
    pub fn info(&self, key: &str) -> Option<Ref<'a>> {
        let info = self.object.root.get("status")?.get("nodeInfo")?;
        info.get(key)
    }

    /// The text of a field of `status.nodeInfo`, or nothing.
    pub fn info_text(&self, key: &str) -> &'a str {
        self.info(key).map_or("", Ref::text)
    }

    /// The release of its kubelet, if that is RKE2's.
    pub fn release(&self) -> Option<Release> {
        Release::parse(self.info_text("kubeletVersion"))
    }

    /// Whether it runs Windows.
    pub fn is_windows(&self) -> bool {
        self.info_text("operatingSystem") == "windows"
            || self.label("kubernetes.io/os") == Some("windows")
    }

    /// Whether it runs the API server.
    pub fn is_control_plane(&self) -> bool {
        self.label(ROLES[0]).is_some() || self.label(ROLES[1]).is_some()
    }

    /// Whether it runs etcd.
    pub fn is_etcd(&self) -> bool {
        self.label(ROLES[2]).is_some()
    }

    /// The taints that keep pods off: key, value, effect.
    pub fn taints(&self) -> Vec<[&'a str; 3]> {
        let taints = self.object.spec(&["taints"]);
        let taints = taints.iter().flat_map(|list| list.items());
        let cells = taints.map(|taint| {
            ["key", "value", "effect"].map(|key| taint.get(key).map_or("", Ref::text))
        });
        cells.collect()
    }
}

/// Names of machines for a message, a few of many.
pub fn names(machines: &[Machine<'_>]) -> String {
    let mut names: Vec<String> = machines
        .iter()
        .take(4)
        .map(|machine| machine.name().to_owned())
        .collect();
    if let Some(more) = machines.len().checked_sub(4).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    crate::names::list(&names)
}
