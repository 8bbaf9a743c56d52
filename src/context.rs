//! All that a rule may look at: the project as the judged release sees it.

mod deploys;
mod node;
mod objects;
mod seen;
mod windows;

pub use node::{Change, NodeView, Plugins};
pub use seen::{Mark, Seen, When};
pub use windows::{Evidence, windows};

use crate::config::arguments::{Argument, Target, cut_by_comma};
use crate::config::{Entry, Form, Shape, Value};
use crate::diagnostic::Edit;
use crate::facts::Facts;
use crate::helm::{self, ChartView};
use crate::project::{Object, Project, pairs};
use crate::release::Release;
use crate::role::Role;
use crate::source::{Sources, Span};

/// All that a rule may look at.
pub struct Context<'a> {
    /// What is known about RKE2.
    pub facts: &'a Facts,
    /// The texts.
    pub sources: &'a Sources,
    /// What they are.
    pub project: &'a Project,
    /// What runs now, where that was given too.
    pub before: Option<&'a Project>,
    /// The release that runs now, where an upgrade is asked about.
    pub from: Option<Release>,
    /// The release that is judged.
    pub to: Release,
    /// The nodes, with what `to` makes of their configuration.
    pub nodes: Vec<NodeView<'a>>,
    /// The HelmChartConfigs for charts that `to` has and the servers may deploy, with what these make of them.
    pub charts: Vec<ChartView<'a>>,
    /// The Kubernetes objects, those of one `apiVersion` and kind together, in the order of the files.
    pub kinds: Vec<Vec<Object<'a>>>,
    /// What there is to see.
    pub seen: Seen,
}

impl<'a> Context<'a> {
    /// The project as the release `to` sees it.
    pub fn new(
        facts: &'a Facts,
        sources: &'a Sources,
        project: &'a Project,
        before: Option<&'a Project>,
        from: Option<Release>,
        to: Release,
    ) -> Context<'a> {
        let nodes = project.nodes.iter();
        let nodes: Vec<NodeView<'_>> = nodes.map(|node| NodeView::new(facts, node, to)).collect();
        let kinds = objects::by_kind(project);
        let mut charts = helm::views(facts, project, to);
        // Values of a chart that nobody deploys break nothing.
        charts.retain(|view| deploys::left_out(facts, &nodes, to, view.chart).is_none());
        Context {
            seen: Seen::of(project, &nodes, &kinds, from.is_some(), before.is_some()),
            facts,
            sources,
            project,
            before,
            from,
            to,
            nodes,
            charts,
            kinds,
        }
    }

    /// Judges another step to the same release.
    pub fn set_from(&mut self, from: Option<Release>) {
        self.from = from;
        self.seen.set_from(from.is_some());
    }

    /// The servers among the nodes.
    pub fn servers(&self) -> impl Iterator<Item = &NodeView<'a>> {
        self.nodes
            .iter()
            .filter(|node| node.role == Some(Role::Server))
    }

    /// The releases to go from and to, where an upgrade between two different ones is asked about.
    pub fn step(&self) -> Option<(Release, Release)> {
        let from = self.from.filter(|from| *from != self.to)?;
        Some((from, self.to))
    }

    /// Whether a server deploys this CNI, as far as the texts tell.
    pub fn runs(&self, cni: &str) -> bool {
        let servers = self.nodes.iter().filter(|node| node.may_be_server());
        let mut names = servers.flat_map(|node| node.split("cni"));
        names.any(|(name, _)| name == cni)
    }

    /// Whether a server keeps the state of the cluster in a database of its own, and not in the etcd of RKE2.
    pub fn has_external_datastore(&self) -> bool {
        let mut nodes = self.nodes.iter();
        nodes.any(|node| node.get("datastore-endpoint").is_some())
    }

    /// The nodes that form one cluster, for each cluster of more than one.
    pub fn clusters(&self) -> Vec<Vec<&NodeView<'a>>> {
        let mut clusters: Vec<(&str, Vec<&NodeView<'a>>)> = Vec::new();
        for node in &self.nodes {
            let Some(name) = node.node.cluster.as_deref() else {
                continue;
            };
            match clusters.iter_mut().find(|(other, _)| *other == name) {
                Some((_, nodes)) => nodes.push(node),
                None => clusters.push((name, vec![node])),
            }
        }
        clusters.into_iter().map(|(_, nodes)| nodes).collect()
    }

    /// The nodes as they run now beside what becomes of them. Where only one configuration was given,
    /// it is the one that runs, on the release that runs.
    pub fn changes(&self) -> Vec<Change<'_, 'a>> {
        if self.before.is_none() && self.step().is_none() {
            return Vec::new();
        }
        let before = self.before.unwrap_or(self.project);
        let release = self.from.unwrap_or(self.to);
        let pairs = pairs(before, self.project).into_iter();
        let changes = pairs.filter_map(|(old, new)| {
            Some(Change {
                old: NodeView::new(self.facts, old, release),
                new: self
                    .nodes
                    .iter()
                    .find(|view| std::ptr::eq(view.node, new))?,
            })
        });
        changes.collect()
    }

    /// Where a part of a value stands: there, if it is written as it reads, else where the value is.
    pub fn place(&self, value: &Value, part: &str) -> Span {
        let offset = (part.as_ptr() as usize).wrapping_sub(value.text.as_ptr() as usize);
        let inside = (offset.checked_add(part.len())).is_some_and(|end| end <= value.text.len());
        match self.sources.slice(value.span).find(&value.text) {
            Some(start) if inside && !part.is_empty() => {
                let start = value.span.start as usize + start + offset;
                Span::new(value.span.file, start, start + part.len())
            }
            _ => value.span,
        }
    }

    /// The values of an option that RKE2 splits at commas, each with its own place, without mappings
    /// and what a template fills in.
    pub fn pieces(&self, node: &NodeView<'a>, key: &str) -> Vec<(&'a str, Span)> {
        let values = node.values(key).into_iter();
        let values = values.filter(|value| value.form != Form::Map);
        let pieces = values.flat_map(|value| {
            let pieces = value.text.split(',');
            pieces.map(|piece| (piece, self.place(value, piece)))
        });
        pieces.collect()
    }

    /// The arguments that an option such as `kubelet-arg` passes on, without mappings, what a
    /// template fills in, and what a comma cut off.
    pub fn arguments(&self, node: &NodeView<'a>, option: &str) -> Vec<Argument<'a>> {
        if node.get(option).is_none() {
            return Vec::new();
        }
        let operators = self.has("arg-repeat-all");
        let cut = self.cut_by_comma(node, option);
        let cut_off = |item: &Value| {
            let mut rests = cut.iter().flat_map(|items| &items[1..]);
            rests.any(|rest| std::ptr::eq(rest, item))
        };
        let items = node.values(option).into_iter();
        let items = items.filter(|item| item.form != Form::Map && !cut_off(item));
        items.map(|item| Argument::of(item, operators)).collect()
    }

    /// The items of lists in brackets that are one argument, which its commas cut into pieces.
    pub fn cut_by_comma(&self, node: &NodeView<'a>, option: &str) -> Vec<&'a [Value]> {
        let entries = node
            .get(option)
            .into_iter()
            .flat_map(|setting| setting.entries.iter().copied());
        let in_brackets = entries.filter(|entry| {
            let written = self.sources.slice(entry.value_span);
            entry.shape == Shape::List && written.starts_with('[')
        });
        let cut = in_brackets.flat_map(|entry| {
            let ranges = cut_by_comma(&entry.values).into_iter();
            ranges.filter_map(|range| entry.values.get(range))
        });
        cut.collect()
    }

    /// The arguments of a component that runs on a node.
    pub fn arguments_of(&self, node: &NodeView<'a>, target: &Target) -> Vec<Argument<'a>> {
        // The database is another one.
        let is_replaced = target.component == "etcd" && node.get("datastore-endpoint").is_some();
        match is_replaced || target.off.is_some_and(|switch| node.is_on(switch)) {
            true => Vec::new(),
            false => self.arguments(node, target.option),
        }
    }

    /// Whether the judged release behaves in a way that `data/traits.tsv` names.
    pub fn has(&self, behaviour: &str) -> bool {
        self.facts.has(behaviour, self.to)
    }
}

/// How a text is mended.
impl<'a> Context<'a> {
    /// Pieces of one value as items of their own, in the style of the list that the value is or stands in.
    pub fn as_items(
        &self,
        node: &NodeView<'a>,
        key: &str,
        value: &Value,
        pieces: &[&str],
    ) -> Option<String> {
        let holds = |entry: &&&Entry| entry.values.iter().any(|other| std::ptr::eq(other, value));
        let entry = node.get(key)?.entries.iter().find(holds)?;
        let text = &self.sources.get(value.span.file).text;
        let at = |offset: u32| text.get(offset as usize..);
        if entry.shape == Shape::Scalar {
            return Some(format!("[{}]", pieces.join(", ")));
        }
        if at(entry.value_span.start)?.starts_with('[') {
            return Some(pieces.join(", "));
        }
        let before = text.get(..value.span.start as usize)?;
        let dash = &before[before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
        let line_end = self.sources.get(value.span.file).line_end();
        (dash.trim() == "-").then(|| pieces.join(&format!("{line_end}{dash}")))
    }

    /// An edit that writes a line of its own before a key; `None` where keys do not stand on lines of their own.
    pub fn line_before(&self, node: &NodeView<'a>, key: &str, line: &str) -> Option<Edit> {
        let key = node.get(key)?.key_span()?;
        let source = self.sources.get(key.file);
        let before = source.text.get(..key.start as usize)?;
        let starts = before.is_empty() || before.ends_with(['\n', '\r']);
        starts.then(|| Edit {
            span: Span {
                end: key.start,
                ..key
            },
            text: format!("{line}{}", source.line_end()),
        })
    }
}
