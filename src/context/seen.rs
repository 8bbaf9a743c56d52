//! What the files and the question hold, so that rules with nothing to look at need not run.

use super::NodeView;
use crate::config::{Form, Shape};
use crate::facts::options::Type;
use crate::order;
use crate::project::{Object, Project};

/// What a rule needs before it can find anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// An option is set on some node, by its name or its letter.
    Key(&'static str),
    /// An option is set whose name begins so.
    Prefix(&'static str),
    /// An option is set whose name ends so.
    Suffix(&'static str),
    /// Something else is there.
    Has(Mark),
}

/// Something that the files or the question may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Mark {
    /// A release, which every question has.
    Release,
    /// A release that runs now.
    From,
    /// A configuration that runs now.
    Before,
    /// A node's configuration.
    Node,
    /// Nodes that form a cluster.
    Cluster,
    /// A HelmChartConfig.
    ChartConfig,
    /// A `registries.yaml`.
    Registries,
    /// A Kubernetes object.
    Object,
    /// A Plan of the system-upgrade-controller.
    Plan,
    /// A file beside the drop-ins that RKE2 passes over.
    PassedOver,
    /// A drop-in.
    DropIn,
    /// A file that RKE2 refuses.
    Refused,
    /// Text that RKE2 does not read.
    Unread,
    /// A YAML merge key.
    MergeKey,
    /// A key that comes more than once, be it in several files.
    Repeated,
    /// A key with `+`.
    Append,
    /// A key with dashes in front.
    Dashed,
    /// An option set by its letter.
    Letter,
    /// A key that the release does not take.
    UnknownKey,
    /// An option that takes a number, a switch or a duration.
    Typed,
    /// A list for an option that takes one value.
    ListForOne,
    /// A list.
    List,
    /// A mapping as a value.
    Map,
    /// A list in a list.
    NestedList,
    /// A text that YAML takes for a number or a switch.
    Resolved,
    /// A value with a comma in it.
    Comma,
    /// A value of nothing.
    Empty,
}

/// What the files and the question hold.
#[derive(Debug, Default)]
pub struct Seen {
    marks: u32,
    keys: Vec<&'static str>,
}

impl Seen {
    /// Whether there is what a rule needs.
    pub fn shows(&self, when: When) -> bool {
        match when {
            When::Key(key) => self.sets(key),
            When::Prefix(start) => self.keys.iter().any(|key| key.starts_with(start)),
            When::Suffix(end) => self.keys.iter().any(|key| key.ends_with(end)),
            When::Has(mark) => self.marks & mark.bit() != 0,
        }
    }

    /// Whether an option is set on some node, by its full name.
    pub fn sets(&self, key: &str) -> bool {
        self.keys.contains(&key)
    }

    pub(super) fn of(
        project: &Project,
        nodes: &[NodeView<'_>],
        kinds: &[Vec<Object<'_>>],
        from: bool,
        before: bool,
    ) -> Seen {
        let mut seen = Seen::default();
        seen.mark(Mark::Release, true);
        seen.mark(Mark::From, from);
        seen.mark(Mark::Before, before);
        seen.mark(Mark::ChartConfig, !project.chart_configs.is_empty());
        seen.mark(Mark::Registries, !project.registries.is_empty());
        seen.mark(Mark::Object, !project.manifests.is_empty());
        let mut first = kinds.iter().filter_map(|objects| objects.first());
        seen.mark(
            Mark::Plan,
            first.any(|one| one.is("upgrade.cattle.io", "Plan")),
        );
        seen.mark(Mark::PassedOver, !project.passed_over.is_empty());
        for node in nodes {
            seen.mark(Mark::Node, true);
            seen.mark(Mark::Cluster, node.node.cluster.is_some());
            seen.parts(node);
            seen.settings(node);
        }
        seen
    }

    /// Says whether there is a release that runs now.
    pub(super) fn set_from(&mut self, is_there: bool) {
        self.marks &= !Mark::From.bit();
        self.mark(Mark::From, is_there);
    }

    fn mark(&mut self, mark: Mark, is_there: bool) {
        if is_there {
            self.marks |= mark.bit();
        }
    }

    fn parts(&mut self, node: &NodeView<'_>) {
        let mut keys: Vec<&str> = Vec::new();
        for part in &node.node.config.parts {
            self.mark(Mark::DropIn, part.drop_in);
            self.mark(Mark::Refused, part.refused.is_some());
            self.mark(Mark::Unread, part.unread.is_some());
            self.mark(Mark::MergeKey, !part.merge_keys.is_empty());
            for entry in &part.entries {
                let key = entry.key();
                self.mark(Mark::Append, entry.append());
                self.mark(Mark::Dashed, key.starts_with('-'));
                keys.push(key);
            }
        }
        order::sort(&mut keys);
        let repeated = keys.windows(2).any(|pair| pair[0] == pair[1]);
        self.mark(Mark::Repeated, repeated);
    }

    fn settings(&mut self, node: &NodeView<'_>) {
        self.mark(Mark::UnknownKey, !node.effective.unknown.is_empty());
        for (setting, option, kind) in node.options() {
            self.mark(Mark::Letter, setting.key != option.key);
            self.mark(
                Mark::Typed,
                matches!(kind, Type::Bool | Type::Int | Type::Duration),
            );
            let is_list = setting
                .entries
                .iter()
                .any(|entry| entry.shape == Shape::List);
            self.mark(Mark::List, is_list);
            self.mark(Mark::ListForOne, is_list && kind != Type::List);
            for value in &setting.values {
                self.mark(Mark::Map, value.form == Form::Map);
                self.mark(Mark::NestedList, value.form == Form::List);
                self.mark(
                    Mark::Resolved,
                    matches!(value.form, Form::Number | Form::Bool),
                );
                self.mark(Mark::Comma, value.text.contains(','));
                self.mark(Mark::Empty, value.text.is_empty());
            }
            if !self.keys.contains(&option.key) {
                self.keys.push(option.key);
            }
        }
    }
}

impl Mark {
    fn bit(self) -> u32 {
        1 << self as u32
    }
}
