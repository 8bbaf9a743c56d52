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

mod cilium_minor_step;
mod cloud_controller_twice;
mod cloud_provider_config_alone;
mod cloud_provider_external_ip;
mod cloud_provider_name;
mod cluster_network_changed;
mod cluster_reset;
mod cni_changed;
mod cni_comma_cis;
mod cni_order;
mod cni_value;
mod cni_windows;
mod components_go_back;
mod critical_value_mismatch;
mod data_dir_changed;
mod datastore_changed;
mod datastore_without_apiserver;
mod default_changed;
mod deprecated_key;
mod disable_etcd_alone;
mod disable_kube_proxy_alone;
mod disable_name;
mod disable_selected;
mod downgrade;
mod egress_selector_ignored;
mod embedded_registry_runtime;
mod etcd_crossing;
mod helmchartconfig_name;
mod image_pinned;
mod ingress_controller_value;
mod ingress_default;
mod ingress_nginx_last;
mod join_incomplete;
mod k3s_only_key;
mod option_value;
mod profile_kernel_defaults;
mod profile_order;
mod profile_value;
mod registries_endpoint;
mod registries_host;
mod registries_own_endpoint;
mod registries_rewrite;
mod registries_unknown_field;
mod registries_unreadable;
mod registries_wildcard;
mod release_state;
mod secrets_encryption_off;
mod server_count;
mod server_is_itself;
mod server_key_on_agent;
mod server_url;
mod servers_disagree;
mod servers_removed;
mod several_first_servers;
mod skipped_minor;
mod system_default_registry;
mod token_and_file;
mod token_changed;
mod token_first_server;
mod token_format;
mod token_mismatch;
mod unknown_key;
mod value_global;
mod value_guard;
mod value_null;
mod value_type;
mod value_unknown;
mod values_syntax;

use crate::config::{
    Compared, Effective, Entry, Setting, Shape, Value, compared, differ, effective,
};
use crate::diagnostic::{Consequence, Diagnostic, Label, Severity};
use crate::facts::Facts;
use crate::helm::{self, ChartView};
use crate::project::{Node, Project, pairs};
use crate::release::Release;
use crate::role::Role;
use crate::source::{Sources, Span};

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &cilium_minor_step::RULE,
    &cloud_controller_twice::RULE,
    &cloud_provider_config_alone::RULE,
    &cloud_provider_external_ip::RULE,
    &cloud_provider_name::RULE,
    &cluster_network_changed::RULE,
    &cluster_reset::RULE,
    &cni_changed::RULE,
    &cni_comma_cis::RULE,
    &cni_order::RULE,
    &cni_value::RULE,
    &cni_windows::RULE,
    &components_go_back::RULE,
    &critical_value_mismatch::RULE,
    &data_dir_changed::RULE,
    &datastore_changed::RULE,
    &datastore_without_apiserver::RULE,
    &default_changed::RULE,
    &deprecated_key::RULE,
    &disable_etcd_alone::RULE,
    &disable_kube_proxy_alone::RULE,
    &disable_name::RULE,
    &disable_selected::RULE,
    &downgrade::RULE,
    &egress_selector_ignored::RULE,
    &embedded_registry_runtime::RULE,
    &etcd_crossing::RULE,
    &helmchartconfig_name::RULE,
    &image_pinned::RULE,
    &ingress_controller_value::RULE,
    &ingress_default::RULE,
    &ingress_nginx_last::RULE,
    &join_incomplete::RULE,
    &k3s_only_key::RULE,
    &option_value::RULE,
    &profile_kernel_defaults::RULE,
    &profile_order::RULE,
    &profile_value::RULE,
    &registries_endpoint::RULE,
    &registries_host::RULE,
    &registries_own_endpoint::RULE,
    &registries_rewrite::RULE,
    &registries_unknown_field::RULE,
    &registries_unreadable::RULE,
    &registries_wildcard::RULE,
    &release_state::RULE,
    &secrets_encryption_off::RULE,
    &server_count::RULE,
    &server_is_itself::RULE,
    &server_key_on_agent::RULE,
    &server_url::RULE,
    &servers_disagree::RULE,
    &servers_removed::RULE,
    &several_first_servers::RULE,
    &skipped_minor::RULE,
    &system_default_registry::RULE,
    &token_and_file::RULE,
    &token_changed::RULE,
    &token_first_server::RULE,
    &token_format::RULE,
    &token_mismatch::RULE,
    &unknown_key::RULE,
    &value_global::RULE,
    &value_guard::RULE,
    &value_null::RULE,
    &value_type::RULE,
    &value_unknown::RULE,
    &values_syntax::RULE,
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
    /// The HelmChartConfigs for charts of `to`, with what these make of them.
    pub charts: Vec<ChartView<'a>>,
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

/// A node before and after what is asked about: another release, another configuration, or both.
pub struct Change<'c, 'a> {
    /// The node as it runs now.
    pub old: NodeView<'a>,
    /// The node as it is judged.
    pub new: &'c NodeView<'a>,
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
            charts: helm::views(facts, project, to),
        }
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

    /// Whether the judged release behaves in a way that `data/traits.tsv` names.
    pub fn has(&self, behaviour: &str) -> bool {
        self.facts.has(behaviour, self.to)
    }
}

/// What a text chooses, as far as that is sure.
impl<'a> Context<'a> {
    /// The network plugins of a server, multus first, each with the place that names it.
    ///
    /// Without `cni` it is canal; `None` where a template, another file or a refused value keeps it unsure.
    pub fn cni(&self, node: &NodeView<'a>) -> Option<Vec<(&'a str, Option<Span>)>> {
        if !node.may_be_server() || node.is_opaque("cni") {
            return None;
        }
        if !node.is_set("cni") {
            return node.is_whole().then(|| vec![("canal", None)]);
        }
        let values = match self.has("cni-list") {
            true => node.split("cni"),
            // Before lists, the whole text was one value.
            false => node
                .last("cni")
                .map(|v| (&*v.text, v.span))
                .into_iter()
                .collect(),
        };
        let accepted = self.facts.accepted_values("cni", self.to);
        let taken = values.iter().all(|(value, _)| accepted.contains(value));
        let ordered = matches!(values[..], [_] | [("multus", _), _]);
        let named = values.into_iter().map(|(value, span)| (value, Some(span)));
        (taken && ordered).then(|| named.collect())
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
        (dash.trim() == "-").then(|| pieces.join(&format!("\n{dash}")))
    }

    /// Whether a place is the first of its line.
    pub fn starts_line(&self, span: Span) -> bool {
        let before = self.sources.get(span.file).text.get(..span.start as usize);
        before.is_some_and(|before| before.is_empty() || before.ends_with(['\n', '\r']))
    }
}

/// What a text says for sure, although templates and other files may say more.
impl<'a> NodeView<'a> {
    /// Whether an option reaches the command line, be it with an empty value; an empty list does not.
    pub fn is_set(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|setting| !setting.values.is_empty())
    }

    /// Whether a template decides which keys there are, so that two of them need not meet.
    pub fn is_conditional(&self) -> bool {
        self.node.config.parts.iter().any(|part| part.control)
    }

    /// Whether a key that is not there is not set either, but for the command line and the environment:
    /// the main file was given, RKE2 reads it, and no template decides which keys there are.
    pub fn is_whole(&self) -> bool {
        let parts = &self.node.config.parts;
        parts.iter().any(|part| !part.drop_in)
            && parts.iter().all(|part| {
                let filled_in = part.entries.iter().any(|entry| entry.opaque);
                part.refused.is_none() && !part.control && !filled_in
            })
    }

    /// What `disable` names, with the places of the items it stands in.
    pub fn disabled(&self) -> Vec<(&'a str, Span)> {
        let pieces = self.split("disable").into_iter();
        let trimmed = pieces.map(|(piece, span)| (piece.trim(), span));
        trimmed.filter(|(piece, _)| !piece.is_empty()).collect()
    }

    /// The CIS profile that is chosen, if the release takes it.
    pub fn cis_profile(&self, release: Release) -> Option<&'a Value> {
        let value = self.last("profile")?;
        let accepted = self.facts.accepted_values("profile", release);
        let cis = value.text.starts_with("cis") && accepted.contains(&&*value.text);
        cis.then_some(value)
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

    /// The node's own name, without the folders above.
    pub fn name(&self) -> &'a str {
        let name = &self.node.name;
        name.rsplit('/').next().unwrap_or(name)
    }

    /// Whether this is one node's configuration, and not what several are made from.
    pub fn is_one_node(&self) -> bool {
        let named = ["node-name", "node-ip"];
        self.node.config.is_complete()
            && (self.name().bytes().any(|byte| byte.is_ascii_digit())
                || named.iter().any(|key| self.last(key).is_some()))
    }

    /// The release that sees it.
    pub fn release(&self) -> Release {
        self.release
    }

    /// What counts for an option, defaults included, so that it can be compared; `None` where it is not known.
    pub fn compared(&self, key: &str) -> Option<Compared> {
        compared(
            self.facts,
            &self.node.config,
            &self.effective,
            self.release,
            key,
        )
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

impl Change<'_, '_> {
    /// Whether this is a server's configuration, or may be one's.
    pub fn may_be_server(&self) -> bool {
        self.old.may_be_server() && self.new.may_be_server()
    }

    /// An option before and after, where it is known to differ, and where that is seen now.
    pub fn of(&self, key: &str) -> Option<(Compared, Compared, Span)> {
        let (old, new) = (self.old.compared(key)?, self.new.compared(key)?);
        if !differ(key, &old, &new) {
            return None;
        }
        let place = new.span.or_else(|| self.new.node.config.place())?;
        Some((old, new, place))
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

/// Adds a finding; where the same has been said about another place already, that place is added to it.
pub fn add_once(found: &mut Vec<Diagnostic>, finding: Diagnostic) {
    let mut said = found.iter_mut();
    let same =
        |other: &&mut Diagnostic| (other.rule, &other.message) == (finding.rule, &finding.message);
    match said.find(same) {
        None => found.push(finding),
        Some(same) => {
            let here = finding.primary.filter(|span| same.primary != Some(*span));
            same.related.extend(here.map(|span| Label {
                span,
                message: "the same here".to_owned(),
            }));
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
