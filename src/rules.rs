//! The rules: each judges one problem, in a file of its own, with its page beside it.
//!
//! A rule is added with two files and two lines here: `mod` and an entry in [`RULES`].
//! Rules do not call rules, and their order changes no report.

/// A rule's page; the package carries the pages beside the core, which does not need them to judge.
macro_rules! page {
    ($file:literal) => {
        if cfg!(target_arch = "wasm32") {
            ""
        } else {
            include_str!($file)
        }
    };
}

mod address_syntax;
mod cidr_overlap;
mod cidr_size;
mod cluster_dns_families;
mod cluster_dns_range;
mod cni_order;
mod cni_value;
mod component_arg_form;
mod component_arg_managed;
mod component_arg_repeated;
mod component_flag;
mod component_value;
mod control_plane_probes;
mod control_plane_resources;
mod etcd_arg;
mod etcd_interval;
mod etcd_s3_bucket;
mod etcd_s3_off;
mod etcd_s3_secret;
mod etcd_s3_value;
mod extra_env;
mod extra_mount;
mod feature_gate;
mod image_reference;
mod ip_families;
mod kubelet_log_flags;
mod node_label;
mod node_name;
mod node_port_range;
mod node_taint;
mod snapshot_schedule;
mod tls_arg_without_value;

use crate::config::{Effective, Form, Setting, Value, effective};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::Facts;
use crate::project::{Node, Project};
use crate::release::Release;
use crate::role::Role;
use crate::source::{Sources, Span};
use crate::values::arguments::{Argument, Target};

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &address_syntax::RULE,
    &cidr_overlap::RULE,
    &cidr_size::RULE,
    &cluster_dns_families::RULE,
    &cluster_dns_range::RULE,
    &cni_order::RULE,
    &cni_value::RULE,
    &component_arg_form::RULE,
    &component_arg_managed::RULE,
    &component_arg_repeated::RULE,
    &component_flag::RULE,
    &component_value::RULE,
    &control_plane_probes::RULE,
    &control_plane_resources::RULE,
    &etcd_arg::RULE,
    &etcd_interval::RULE,
    &etcd_s3_bucket::RULE,
    &etcd_s3_off::RULE,
    &etcd_s3_secret::RULE,
    &etcd_s3_value::RULE,
    &extra_env::RULE,
    &extra_mount::RULE,
    &feature_gate::RULE,
    &image_reference::RULE,
    &ip_families::RULE,
    &kubelet_log_flags::RULE,
    &node_label::RULE,
    &node_name::RULE,
    &node_port_range::RULE,
    &node_taint::RULE,
    &snapshot_schedule::RULE,
    &tls_arg_without_value::RULE,
];

/// One rule.
pub struct Rule {
    /// Its name everywhere: `cni-value` in reports, `cni_value.rs` and `cni_value.md` as files.
    pub id: &'static str,
    /// What it finds, in a line.
    pub summary: &'static str,
    /// Its documentation, which is its test; empty in WebAssembly.
    pub page: &'static str,
    /// Judges.
    pub check: fn(&Context<'_>, &mut Vec<Diagnostic>),
}

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
}

/// A node as a release sees it.
pub struct NodeView<'a> {
    /// The node.
    pub node: &'a Node,
    /// Its role, as far as the caller, the path or its keys tell.
    pub role: Option<Role>,
    /// What the release makes of its configuration.
    pub effective: Effective<'a>,
    facts: &'a Facts,
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
        Context {
            facts,
            sources,
            project,
            before,
            from,
            to,
            nodes: nodes.map(|node| NodeView::new(facts, node, to)).collect(),
        }
    }

    /// The servers among the nodes.
    pub fn servers(&self) -> impl Iterator<Item = &NodeView<'a>> {
        self.nodes
            .iter()
            .filter(|node| node.role == Some(Role::Server))
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

    /// The arguments that an option such as `kubelet-arg` passes on, without mappings and what a
    /// template fills in.
    pub fn arguments(&self, node: &NodeView<'a>, option: &str) -> Vec<Argument<'a>> {
        let operators = self.has("arg-repeat-all");
        let items = node.values(option).into_iter();
        let items = items.filter(|item| item.form != Form::Map);
        items.map(|item| Argument::of(item, operators)).collect()
    }

    /// The arguments of a component that runs on a node.
    pub fn arguments_of(&self, node: &NodeView<'a>, target: &Target) -> Vec<Argument<'a>> {
        match target.off.is_some_and(|switch| node.is_on(switch)) {
            true => Vec::new(),
            false => self.arguments(node, target.option),
        }
    }

    /// Whether the judged release behaves in a way that `data/traits.tsv` names.
    pub fn has(&self, behaviour: &str) -> bool {
        self.facts.has(behaviour, self.to)
    }
}

impl<'a> NodeView<'a> {
    /// The node as a release sees it.
    pub fn new(facts: &'a Facts, node: &'a Node, release: Release) -> NodeView<'a> {
        let role = node.role.or_else(|| {
            // Keys that only servers have make a server; an agent's are no proof, since servers take them too.
            let entries = node.config.parts.iter().flat_map(|part| &part.entries);
            let mut options = entries.filter_map(|entry| facts.option(entry.key()));
            let server_only = options.any(|option| option.agent.is_empty());
            server_only.then_some(Role::Server)
        });
        NodeView {
            node,
            role,
            effective: effective(facts, &node.config, release, role),
            facts,
        }
    }

    /// What counts for an option, by its full name.
    pub fn get(&self, key: &str) -> Option<&Setting<'a>> {
        self.effective.get(self.facts, key)
    }

    /// Whether a switch is on.
    pub fn is_on(&self, key: &str) -> bool {
        self.last(key)
            .is_some_and(|value| crate::yaml::go::parse_bool(&value.text) == Some(true))
    }

    /// The value of an option that takes one: the last, unless a template fills it in.
    pub fn last(&self, key: &str) -> Option<&'a Value> {
        let last = self.get(key)?.last()?;
        (!last.opaque).then_some(last)
    }

    /// The values of an option, without those that a template fills in.
    pub fn values(&self, key: &str) -> Vec<&'a Value> {
        let setting = self.get(key);
        let values = setting.iter().flat_map(|setting| &setting.values);
        values.copied().filter(|value| !value.opaque).collect()
    }

    /// Whether a template fills in any of an option's values, so that no list of them is complete.
    pub fn is_opaque(&self, key: &str) -> bool {
        let setting = self.get(key);
        setting.is_some_and(|setting| setting.values.iter().any(|value| value.opaque))
    }

    /// The values of an option that RKE2 splits at commas, with the places of the items they stand
    /// in, without those that a template fills in.
    pub fn split(&self, key: &str) -> Vec<(&'a str, Span)> {
        let pieces = self.values(key).into_iter().flat_map(|value| {
            let pieces = value.text.split(',');
            pieces.map(|piece| (piece, value.span))
        });
        pieces.collect()
    }

    /// Whether all of the configuration is there and read, so that a key that is missing is not set.
    pub fn is_complete(&self) -> bool {
        let parts = &self.node.config.parts;
        let read = |part: &crate::config::Part| {
            !part.control && part.refused.is_none() && part.entries.iter().all(|e| !e.opaque)
        };
        parts.iter().any(|part| !part.drop_in) && parts.iter().all(read)
    }

    /// Whether this is no agent: a server, or a node whose role is unknown.
    pub fn may_be_server(&self) -> bool {
        self.role != Some(Role::Agent)
    }
}

impl Rule {
    /// Something that will not work.
    pub fn error(
        &self,
        consequence: Consequence,
        at: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.finding(Severity::Error, consequence, Some(at), message)
    }

    /// Something that works, but not as written.
    pub fn warning(
        &self,
        consequence: Consequence,
        at: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.finding(Severity::Warning, consequence, Some(at), message)
    }

    /// Something worth knowing.
    pub fn info(
        &self,
        consequence: Consequence,
        at: Span,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.finding(Severity::Info, consequence, Some(at), message)
    }

    /// A finding of any severity, at a place or about the releases asked for.
    pub fn finding(
        &self,
        severity: Severity,
        consequence: Consequence,
        at: Option<Span>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            rule: self.id,
            severity,
            consequence,
            message: message.into(),
            help: None,
            primary: at,
            related: Vec::new(),
            fix: None,
            evidence: Vec::new(),
        }
    }
}

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// Runs every rule.
pub fn run(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in RULES {
        (rule.check)(context, &mut found);
    }
    found
}
