//! What the packaged charts read from their values: a table for each chart, a line for each key path.
//!
//! The tables are embedded as they are and searched where they stand, so nothing is parsed before it is asked for:
//! lines are sorted by path, and one lookup reads a dozen of them.

pub mod deploys;
pub mod guards;
mod lines;
pub mod path;
pub mod renames;

use super::charts::VERSIONS;
use super::{Facts, optional, rows_of};
use crate::release::Ranges;

/// The table of each chart.
macro_rules! tables {
    ($($chart:literal)*) => {
        const TABLES: &[(&str, &str)] = &[$((
            $chart,
            include_str!(concat!("../../data/values/", $chart, ".tsv")),
        )),*];
    };
}

tables! {
    "harvester-cloud-provider"
    "harvester-csi-driver"
    "rancher-vsphere-cpi"
    "rancher-vsphere-csi"
    "rke2-calico"
    "rke2-calico-crd"
    "rke2-canal"
    "rke2-cilium"
    "rke2-coredns"
    "rke2-flannel"
    "rke2-ingress-nginx"
    "rke2-kube-proxy"
    "rke2-metrics-server"
    "rke2-multus"
    "rke2-ovirt-csi-driver"
    "rke2-runtimeclasses"
    "rke2-snapshot-controller"
    "rke2-snapshot-controller-crd"
    "rke2-snapshot-validation-webhook"
    "rke2-traefik"
    "rke2-traefik-crd"
}

/// What a chart does with one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueFact {
    /// What the chart's own values hold there.
    pub kind: ValueKind,
    /// Whether what stands below it is handed on as it is, so that no key below it is wrong.
    pub free: bool,
    /// Whether the templates look at the type themselves and take several.
    pub mixed: bool,
    /// Whether the templates only ask whether it is true, so that any text is.
    pub switch: bool,
    /// Whether only the templates name it, and not the chart's own values.
    pub template: bool,
    /// Whether the templates read it only to fail where it is set.
    pub guarded: bool,
    /// Whether the chart's own values hold it, but nothing reads it.
    pub unread: bool,
    /// What the chart's schema takes, divided by `|`: JSON types, and constants as JSON.
    pub schema: Option<&'static str>,
    /// What the chart's own values hold, as JSON; only for scalars, and not for image tags.
    pub default: Option<&'static str>,
}

/// What the chart's own values hold at a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A mapping.
    Map,
    /// A list.
    List,
    /// Text.
    String,
    /// A whole number.
    Int,
    /// A number.
    Float,
    /// A switch.
    Bool,
    /// Nothing, or what the templates do not tell.
    Any,
}

/// What is known about a key of a chart version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// The chart reads it.
    Known(ValueFact),
    /// The chart does not read it.
    Unread,
    /// Nothing is known about the values of this chart version.
    NoTree,
}

/// The values that one version of a chart reads.
#[derive(Clone, Debug)]
pub struct ValueTree {
    chart: &'static str,
    table: &'static str,
    /// The versions of which the values are known, in order.
    versions: Vec<&'static str>,
    /// Which of them this is.
    at: usize,
}

impl Facts {
    /// The values that a chart version reads; `None` where they are not known.
    pub fn value_tree(&self, chart: &str, version: &str) -> Option<ValueTree> {
        let (chart, table) = *TABLES.iter().find(|(name, _)| *name == chart)?;
        let versions: Vec<&str> = known_versions(chart).collect();
        let at = versions.iter().position(|known| *known == version)?;
        Some(ValueTree {
            chart,
            table,
            versions,
            at,
        })
    }

    /// What a chart version does with a key; [`path`] says how paths are written.
    pub fn value(&self, chart: &str, version: &str, path: &str) -> Value {
        let Some(tree) = self.value_tree(chart, version) else {
            return Value::NoTree;
        };
        tree.get(path).map_or(Value::Unread, Value::Known)
    }

    /// Whether any release ever packaged a chart of this name.
    pub fn is_chart(&self, chart: &str) -> bool {
        TABLES.iter().any(|(name, _)| *name == chart)
    }

    /// All versions of a chart that any release packages, in order; `None` where there is no such chart.
    pub fn chart_versions(&self, chart: &str) -> Option<Vec<&'static str>> {
        let (chart, _) = *TABLES.iter().find(|(name, _)| *name == chart)?;
        let versions = rows_of::<2>(VERSIONS, &[chart]);
        Some(versions.map(|[_, version]| version).collect())
    }

    /// All charts that any release ever packaged, by name.
    pub fn chart_names(&self) -> impl Iterator<Item = &'static str> {
        TABLES.iter().map(|(name, _)| *name)
    }

    /// The releases that ship a chart in one of some versions.
    pub fn shipped_in(&self, chart: &str, versions: &[&str]) -> Ranges {
        let ships =
            rows_of::<3>(VERSIONS, &[chart]).filter(|[_, version, _]| versions.contains(version));
        let ships: Vec<Ranges> = ships
            .filter_map(|[_, _, releases]| Ranges::parse(releases))
            .collect();
        self.those_in(&ships)
    }
}

/// The versions of a chart of which the values are known, in order.
fn known_versions(chart: &str) -> impl Iterator<Item = &'static str> {
    rows_of::<4>(VERSIONS, &[chart])
        .filter_map(|[_, version, _, package]| optional(package).map(|_| version))
}

impl ValueTree {
    /// The chart.
    pub fn chart(&self) -> &'static str {
        self.chart
    }

    /// The trees of all versions of the chart, in order, and the place of this one among them.
    pub fn all(&self) -> (Vec<ValueTree>, usize) {
        let trees = (0..self.versions.len()).map(|at| ValueTree { at, ..self.clone() });
        (trees.collect(), self.at)
    }

    /// The chart version.
    pub fn version(&self) -> &'static str {
        self.versions[self.at]
    }

    /// What the chart does with a key, if it reads it.
    pub fn get(&self, path: &str) -> Option<ValueFact> {
        let mut lines = lines::about(self.table, path);
        lines
            .find(|line| self.holds(line.versions))
            .map(|line| line.fact())
    }

    /// The keys right below a path, as they stand in paths: `*` is any key or item.
    pub fn children(&self, parent: &str) -> Vec<(&'static str, ValueFact)> {
        let depth = if parent.is_empty() {
            0
        } else {
            parent.len() + 1
        };
        let mut children = Vec::new();
        for line in lines::below(self.table, parent) {
            let Some(rest) = line.path.get(depth..) else {
                continue;
            };
            if path::segment_len(rest) == rest.len() && self.holds(line.versions) {
                children.push((rest, line.fact()));
            }
        }
        children
    }

    /// All paths below a path that the chart reads.
    pub fn descendants(&self, parent: &str) -> impl Iterator<Item = &'static str> {
        lines::below(self.table, parent)
            .filter(|line| self.holds(line.versions))
            .map(|line| line.path)
    }

    /// The versions of the chart that read a key, in order.
    pub fn read_in(&self, path: &str) -> Vec<&'static str> {
        let cells: Vec<&str> = lines::about(self.table, path)
            .map(|line| line.versions)
            .collect();
        let versions = self.versions.iter().enumerate();
        let read = versions.filter(|(at, _)| {
            let mut cells = cells.iter();
            cells.any(|cell| covers(cell, &self.versions, *at))
        });
        read.map(|(_, version)| *version).collect()
    }

    fn holds(&self, cell: &str) -> bool {
        covers(cell, &self.versions, self.at)
    }
}

/// Whether a cell such as `1.10.402..1.16.501 1.17.100..` holds for a version.
fn covers(cell: &str, versions: &[&str], at: usize) -> bool {
    let place = |text: &str| versions.iter().position(|version| *version == text);
    cell.split(' ').any(|part| match part.split_once("..") {
        None => place(part) == Some(at),
        Some((first, last)) => {
            let after = first.is_empty() || place(first).is_some_and(|first| first <= at);
            let before = last.is_empty() || place(last).is_some_and(|last| at <= last);
            after && before
        }
    })
}

impl ValueKind {
    fn parse(text: &str) -> ValueKind {
        match text {
            "map" => ValueKind::Map,
            "list" => ValueKind::List,
            "string" => ValueKind::String,
            "int" => ValueKind::Int,
            "float" => ValueKind::Float,
            "bool" => ValueKind::Bool,
            _ => ValueKind::Any,
        }
    }

    /// Whether it is neither a mapping nor a list.
    pub fn is_scalar(self) -> bool {
        !matches!(self, ValueKind::Map | ValueKind::List | ValueKind::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(chart: &str, version: &str) -> ValueTree {
        Facts::default().value_tree(chart, version).unwrap()
    }

    #[test]
    fn keys_come_and_go() {
        let facts = Facts::default();
        let read = |version, path| facts.value("rke2-traefik", version, path);
        assert!(matches!(read("39.0.703", "service.type"), Value::Known(_)));
        assert_eq!(read("40.1.003", "service.type"), Value::Unread);
        assert_eq!(read("99.0.000", "service.type"), Value::NoTree);
        assert_eq!(
            facts.value("rancher-vsphere-cpi", "100.0.0", "vCenter"),
            Value::NoTree
        );
        let tree = tree("rke2-traefik", "40.1.003");
        let last = *tree.read_in("service.type").last().unwrap();
        assert_eq!(last, "39.0.703");
        let releases = facts.shipped_in("rke2-traefik", &["40.1.003"]);
        assert_eq!(releases.to_string(), "1.33.13 1.34.9 1.35.6 1.36.2");
    }

    #[test]
    fn facts_about_a_key() {
        let tree = tree("rke2-cilium", "1.17.401");
        let fact = tree.get("ipam.operator.clusterPoolIPv4MaskSize").unwrap();
        assert_eq!(
            (fact.kind, fact.schema, fact.default),
            (ValueKind::Int, Some("int"), Some("24"))
        );
        assert!(tree.get("global").unwrap().free);
        assert!(tree.get("tunnel").unwrap().guarded);
        assert_eq!(tree.get("mtu"), None);
        assert_eq!(tree.get(""), None);
    }

    #[test]
    fn children() {
        let tree = tree("rke2-flannel", "v0.28.800");
        let names: Vec<&str> = tree
            .children("")
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["flannel", "global"]);
        let children = tree.children("flannel.flannel_cni");
        assert_eq!(children.len(), 1);
        assert_eq!(children[0].0, "image");
        assert!(
            tree.descendants("flannel")
                .any(|path| path == "flannel.flannel_cni.image.tag")
        );
    }

    #[test]
    fn every_line_is_found() {
        for (chart, table) in TABLES {
            let version = known_versions(chart).last().unwrap();
            let tree = tree(chart, version);
            for line in table.lines().skip(1).filter_map(lines::Line::parse) {
                assert!(!tree.read_in(line.path).is_empty(), "{chart} {}", line.path);
            }
        }
    }
}
