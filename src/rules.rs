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

mod alias_and_name;
mod cni_order;
mod cni_value;
mod comma_blank;
mod dashed_key;
mod drop_in_name;
mod drop_ins_unsupported;
mod duplicate_key;
mod empty_value;
mod flow_list_comma;
mod kubeconfig_mode;
mod list_for_one_value;
mod list_replaced;
mod map_value;
mod merge_key;
mod nested_list;
mod node_name_twice;
mod octal_number;
mod plus_unsupported;
mod tls_san_comma;
mod unread_rest;
mod value_type;
mod yaml_changes_value;
mod yaml_syntax;

use crate::config::{Effective, Part, Setting, Value, effective};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::Facts;
use crate::facts::options::{OptionFact, Type};
use crate::project::{Node, Project};
use crate::release::Release;
use crate::role::Role;
use crate::source::{Sources, Span};

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &alias_and_name::RULE,
    &cni_order::RULE,
    &cni_value::RULE,
    &comma_blank::RULE,
    &dashed_key::RULE,
    &drop_in_name::RULE,
    &drop_ins_unsupported::RULE,
    &duplicate_key::RULE,
    &empty_value::RULE,
    &flow_list_comma::RULE,
    &kubeconfig_mode::RULE,
    &list_for_one_value::RULE,
    &list_replaced::RULE,
    &map_value::RULE,
    &merge_key::RULE,
    &nested_list::RULE,
    &node_name_twice::RULE,
    &octal_number::RULE,
    &plus_unsupported::RULE,
    &tls_san_comma::RULE,
    &unread_rest::RULE,
    &value_type::RULE,
    &yaml_changes_value::RULE,
    &yaml_syntax::RULE,
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
    release: Release,
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
            release,
        }
    }

    /// The files that the release reads, in that order.
    pub fn parts(&self) -> impl Iterator<Item = &'a Part> + use<'a> {
        let drop_ins = self.facts.has("drop-in-directory", self.release);
        let parts = self.node.config.parts.iter();
        parts.filter(move |part| drop_ins || !part.drop_in)
    }

    /// Whether conditions or loops of a template decide what stands in the file of this place, so
    /// that two lines of it may be alternatives.
    pub fn is_conditional(&self, place: Span) -> bool {
        let mut parts = self.node.config.parts.iter();
        parts.any(|part| part.file == place.file && part.control)
    }

    /// The options that are set, and what the release takes each of them for.
    pub fn options(&self) -> impl Iterator<Item = (&Setting<'a>, &'static OptionFact, Type)> {
        let settings = self.effective.settings.iter();
        settings.filter_map(|setting| {
            let option = self.facts.option(setting.key)?;
            Some((setting, option, option.kind(self.release)))
        })
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
