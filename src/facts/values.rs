//! What the packaged charts read from their values: a table for each chart, a line for each key path.
//!
//! `build.rs` packs the tables, and a chart's is unpacked when it is first asked for.

pub mod deploys;
pub mod guards;
mod packed;
pub mod path;
pub mod renames;

use std::ops::RangeInclusive;

use super::charts::VERSIONS;
use super::{Facts, optional};
use crate::release::Ranges;

pub use packed::Place;
use packed::Table;

/// What a chart does with one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValueFact {
    /// What the chart's own values hold there.
    pub kind: ValueKind,
    /// Whether the templates ask whether the mapping is there at all.
    pub asked: bool,
    /// Whether what stands below it is handed on as it is, so that no key below it is wrong.
    pub free: bool,
    /// Whether the templates look at the type themselves and take several.
    pub mixed: bool,
    /// Whether the templates look below the mapping whatever the values are, so that they fail where it is none.
    pub needed: bool,
    /// Whether the templates only ask whether it is true, so that any text is.
    pub switch: bool,
    /// Whether the templates write it as text, whatever it looks like.
    pub text: bool,
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
    /// What has to hold for it to count, and does not with the chart's own values; divided by blanks.
    /// What is above it in the tree has its own.
    pub switches: Option<&'static str>,
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
#[derive(Clone, Copy, Debug)]
pub struct ValueTree {
    chart: &'static str,
    table: &'static Table,
    /// Which of the versions that the table knows this is.
    at: usize,
}

impl Facts {
    /// The values that a chart version reads; `None` where they are not known.
    pub fn value_tree(&self, chart: &str, version: &str) -> Option<ValueTree> {
        let (chart, table) = packed::table(chart)?;
        let at = table.versions.iter().position(|known| *known == version)?;
        Some(ValueTree { chart, table, at })
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
        packed::names().any(|name| name == chart)
    }

    /// All versions of a chart that any release packages, in order; `None` where there is no such chart.
    pub fn chart_versions(&self, chart: &str) -> Option<Vec<&'static str>> {
        let versions = VERSIONS.rows_of::<2>(&[chart]);
        let versions: Vec<&str> = versions.map(|[_, version]| version).collect();
        (!versions.is_empty()).then_some(versions)
    }

    /// All charts that any release ever packaged, by name.
    pub fn chart_names(&self) -> impl Iterator<Item = &'static str> {
        packed::names()
    }

    /// The releases that ship a chart in one of some versions.
    pub fn shipped_in(&self, chart: &str, versions: &[&str]) -> Ranges {
        let ships = VERSIONS
            .rows_of::<3>(&[chart])
            .filter(|[_, version, _]| versions.contains(version));
        let ships: Vec<Ranges> = ships
            .filter_map(|[_, _, releases]| Ranges::parse(releases))
            .collect();
        self.those_in(&ships)
    }
}

/// The versions of a chart of which the values are known, in order.
fn known_versions(chart: &str) -> impl Iterator<Item = &'static str> {
    VERSIONS
        .rows_of::<4>(&[chart])
        .filter_map(|[_, version, _, package]| optional(package).map(|_| version))
}

impl ValueTree {
    /// The chart.
    pub fn chart(&self) -> &'static str {
        self.chart
    }

    /// The trees of all versions of the chart, in order.
    pub fn all(self) -> impl Iterator<Item = ValueTree> {
        (0..self.table.versions.len()).map(move |at| ValueTree { at, ..self })
    }

    /// The chart version.
    pub fn version(&self) -> &'static str {
        self.table
            .versions
            .get(self.at)
            .copied()
            .unwrap_or_default()
    }

    /// What the chart does with a key, if it reads it.
    pub fn get(&self, path: &str) -> Option<ValueFact> {
        self.fact(self.place(path)?)
    }

    /// The place of a path in the table, whether this version reads it or not.
    pub fn place(&self, path: &str) -> Option<Place> {
        path::segments(path).try_fold(Place::ROOT, |place, segment| self.child(place, segment))
    }

    /// The place below another one that a segment of a path leads to.
    pub fn child(&self, place: Place, segment: &str) -> Option<Place> {
        self.table.child(place, segment)
    }

    /// What the chart does with the key at a place, if it reads it.
    pub fn fact(&self, place: Place) -> Option<ValueFact> {
        self.table.fact(place, self.at)
    }

    /// Whether the chart reads anything below a place.
    pub fn has_below(&self, place: Place) -> bool {
        let mut children = self.table.children(place);
        children.any(|child| self.fact(child).is_some() || self.has_below(child))
    }

    /// The places right below one that the chart reads, with their segments.
    pub fn below(&self, place: Place) -> Vec<(Place, &'static str, ValueFact)> {
        let children = self.table.children(place);
        let children =
            children.filter_map(|child| Some((child, self.table.name(child), self.fact(child)?)));
        children.collect()
    }

    /// The keys right below a path, as they stand in paths: `*` is any key or item.
    pub fn children(&self, parent: &str) -> Vec<(&'static str, ValueFact)> {
        let children = self.place(parent).into_iter();
        let children = children.flat_map(|place| self.table.children(place));
        let children =
            children.filter_map(|child| Some((self.table.name(child), self.fact(child)?)));
        children.collect()
    }

    /// All paths that the chart reads, each before those below it.
    pub fn paths(&self) -> Vec<(String, ValueFact)> {
        let mut found = Vec::new();
        let mut open = vec![(Place::ROOT, String::new())];
        while let Some((place, path)) = open.pop() {
            let below = open.len();
            for child in self.table.children(place) {
                open.push((child, path::below(&path, self.table.name(child))));
            }
            open[below..].reverse();
            if let Some(fact) = self.fact(place) {
                found.push((path, fact));
            }
        }
        found
    }
}

/// The places of the versions in a cell such as `1.10.402..1.16.501 1.17.100..`; what names none is left out.
fn ranges(cell: &str, versions: &[&str]) -> Vec<RangeInclusive<usize>> {
    let place = |text: &str| versions.iter().position(|version| *version == text);
    let range = |part: &str| {
        let (first, last) = part.split_once("..").unwrap_or((part, part));
        let first = if first.is_empty() { 0 } else { place(first)? };
        let last = if last.is_empty() {
            versions.len()
        } else {
            place(last)?
        };
        Some(first..=last)
    };
    cell.split(' ').filter_map(range).collect()
}

impl ValueKind {
    const NAMES: [(ValueKind, &str); 7] = [
        (ValueKind::Map, "map"),
        (ValueKind::List, "list"),
        (ValueKind::String, "string"),
        (ValueKind::Int, "int"),
        (ValueKind::Float, "float"),
        (ValueKind::Bool, "bool"),
        (ValueKind::Any, "any"),
    ];

    fn parse(text: &str) -> ValueKind {
        let named = ValueKind::NAMES.iter().find(|(_, name)| *name == text);
        named.map_or(ValueKind::Any, |(kind, _)| *kind)
    }

    /// Its name in the tables.
    pub fn name(self) -> &'static str {
        let named = ValueKind::NAMES.iter().find(|(kind, _)| *kind == self);
        named.map_or("any", |(_, name)| name)
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
        let reading = tree.all().filter(|tree| tree.get("service.type").is_some());
        assert_eq!(reading.last().unwrap().version(), "39.0.703");
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
        let paths = tree.paths();
        assert!(
            paths
                .iter()
                .any(|(path, _)| path == "flannel.flannel_cni.image.tag")
        );
        assert!(tree.has_below(tree.place("flannel.flannel_cni").unwrap()));
        assert!(!tree.has_below(tree.place("flannel.flannel_cni.image.tag").unwrap()));
    }
}
