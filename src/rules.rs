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

mod addon_name;
mod address_syntax;
mod alias_and_name;
mod api_removed;
mod breaking_change;
mod chart_failure_policy;
mod chart_value_global;
mod chart_value_guard;
mod chart_value_inactive;
mod chart_value_null;
mod chart_value_rewritten;
mod chart_value_type;
mod chart_value_unknown;
mod chart_values_syntax;
mod cidr_overlap;
mod cidr_size;
mod cilium_minor_step;
mod cloud_controller_twice;
mod cloud_provider_config_alone;
mod cloud_provider_external_ip;
mod cloud_provider_name;
mod cluster_dns_families;
mod cluster_dns_range;
mod cluster_network_changed;
mod cluster_reset;
mod cluster_state;
mod cni_changed;
mod cni_comma_cis;
mod cni_order;
mod cni_value;
mod cni_windows;
mod comma_blank;
mod component_arg_form;
mod component_arg_managed;
mod component_arg_repeated;
mod component_flag;
mod component_value;
mod components_go_back;
mod containerd_template;
mod control_plane_probes;
mod control_plane_resources;
mod critical_value_mismatch;
mod dashed_key;
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
mod drop_in_name;
mod drop_ins_unsupported;
mod duplicate_key;
mod egress_selector_ignored;
mod embedded_registry_runtime;
mod empty_value;
mod etcd_arg;
mod etcd_crossing;
mod etcd_interval;
mod etcd_s3_bucket;
mod etcd_s3_off;
mod etcd_s3_secret;
mod etcd_s3_value;
mod extra_env;
mod extra_mount;
mod feature_gate;
mod flow_list_comma;
mod helmchartconfig_field;
mod helmchartconfig_name;
mod image_pinned;
mod image_reference;
mod ingress_controller_value;
mod ingress_default;
mod ingress_nginx_last;
mod invisible_character;
mod ip_families;
mod join_incomplete;
mod k3s_only_key;
mod kind_not_served;
mod known_problem;
mod kubeconfig_mode;
mod kubelet_log_flags;
mod list_for_one_value;
mod list_replaced;
mod manifest_name;
mod map_value;
mod merge_key;
mod nested_list;
mod network_settings;
mod node_label;
mod node_name;
mod node_name_twice;
mod node_port_range;
mod node_skew;
mod node_taint;
mod object_field;
mod octal_number;
mod option_value;
mod plan_drain;
mod plan_field;
mod plan_namespace;
mod plan_nodes;
mod plan_order;
mod plan_selects_nothing;
mod plan_target;
mod plan_version;
mod plan_window;
mod plus_unsupported;
mod profile_kernel_defaults;
mod profile_order;
mod profile_value;
mod rancher_cluster;
mod registries_endpoint;
mod registries_host;
mod registries_own_endpoint;
mod registries_rewrite;
mod registries_unknown_field;
mod registries_unreadable;
mod registries_wildcard;
mod release_state;
mod rollout_incomplete;
mod runtime_config;
mod secrets_encryption_off;
mod server_count;
mod server_is_itself;
mod server_key_on_agent;
mod server_url;
mod servers_disagree;
mod servers_removed;
mod several_first_servers;
mod skipped_minor;
mod snapshot_schedule;
mod system_default_registry;
mod tls_arg_without_value;
mod tls_san_comma;
mod token_and_file;
mod token_changed;
mod token_first_server;
mod token_format;
mod token_mismatch;
mod unknown_key;
mod unread_rest;
mod value_type;
mod yaml_changes_value;
mod yaml_syntax;

pub use crate::context::{Change, Context, Mark, NodeView, When};
use crate::diagnostic::{Consequence, Diagnostic, Edit, Label, Severity};
use crate::facts::Facts;
use crate::facts::objects::{has_api_removals, has_object_fields};
use crate::project::Object;
use crate::source::Span;
use crate::yaml::{Scalar, scalar};

/// All rules, in the order of their ids.
pub static RULES: &[&Rule] = &[
    &addon_name::RULE,
    &address_syntax::RULE,
    &alias_and_name::RULE,
    &api_removed::RULE,
    &breaking_change::RULE,
    &chart_failure_policy::RULE,
    &chart_value_global::RULE,
    &chart_value_guard::RULE,
    &chart_value_inactive::RULE,
    &chart_value_null::RULE,
    &chart_value_rewritten::RULE,
    &chart_value_type::RULE,
    &chart_value_unknown::RULE,
    &chart_values_syntax::RULE,
    &cidr_overlap::RULE,
    &cidr_size::RULE,
    &cilium_minor_step::RULE,
    &cloud_controller_twice::RULE,
    &cloud_provider_config_alone::RULE,
    &cloud_provider_external_ip::RULE,
    &cloud_provider_name::RULE,
    &cluster_dns_families::RULE,
    &cluster_dns_range::RULE,
    &cluster_network_changed::RULE,
    &cluster_reset::RULE,
    &cluster_state::RULE,
    &cni_changed::RULE,
    &cni_comma_cis::RULE,
    &cni_order::RULE,
    &cni_value::RULE,
    &cni_windows::RULE,
    &comma_blank::RULE,
    &component_arg_form::RULE,
    &component_arg_managed::RULE,
    &component_arg_repeated::RULE,
    &component_flag::RULE,
    &component_value::RULE,
    &components_go_back::RULE,
    &containerd_template::RULE,
    &control_plane_probes::RULE,
    &control_plane_resources::RULE,
    &critical_value_mismatch::RULE,
    &dashed_key::RULE,
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
    &drop_in_name::RULE,
    &drop_ins_unsupported::RULE,
    &duplicate_key::RULE,
    &egress_selector_ignored::RULE,
    &embedded_registry_runtime::RULE,
    &empty_value::RULE,
    &etcd_arg::RULE,
    &etcd_crossing::RULE,
    &etcd_interval::RULE,
    &etcd_s3_bucket::RULE,
    &etcd_s3_off::RULE,
    &etcd_s3_secret::RULE,
    &etcd_s3_value::RULE,
    &extra_env::RULE,
    &extra_mount::RULE,
    &feature_gate::RULE,
    &flow_list_comma::RULE,
    &helmchartconfig_field::RULE,
    &helmchartconfig_name::RULE,
    &image_pinned::RULE,
    &image_reference::RULE,
    &ingress_controller_value::RULE,
    &ingress_default::RULE,
    &ingress_nginx_last::RULE,
    &invisible_character::RULE,
    &ip_families::RULE,
    &join_incomplete::RULE,
    &k3s_only_key::RULE,
    &kind_not_served::RULE,
    &known_problem::RULE,
    &kubeconfig_mode::RULE,
    &kubelet_log_flags::RULE,
    &list_for_one_value::RULE,
    &list_replaced::RULE,
    &manifest_name::RULE,
    &map_value::RULE,
    &merge_key::RULE,
    &nested_list::RULE,
    &network_settings::RULE,
    &node_label::RULE,
    &node_name::RULE,
    &node_name_twice::RULE,
    &node_port_range::RULE,
    &node_skew::RULE,
    &node_taint::RULE,
    &object_field::RULE,
    &octal_number::RULE,
    &option_value::RULE,
    &plan_drain::RULE,
    &plan_field::RULE,
    &plan_namespace::RULE,
    &plan_nodes::RULE,
    &plan_order::RULE,
    &plan_selects_nothing::RULE,
    &plan_target::RULE,
    &plan_version::RULE,
    &plan_window::RULE,
    &plus_unsupported::RULE,
    &profile_kernel_defaults::RULE,
    &profile_order::RULE,
    &profile_value::RULE,
    &rancher_cluster::RULE,
    &registries_endpoint::RULE,
    &registries_host::RULE,
    &registries_own_endpoint::RULE,
    &registries_rewrite::RULE,
    &registries_unknown_field::RULE,
    &registries_unreadable::RULE,
    &registries_wildcard::RULE,
    &release_state::RULE,
    &rollout_incomplete::RULE,
    &runtime_config::RULE,
    &secrets_encryption_off::RULE,
    &server_count::RULE,
    &server_is_itself::RULE,
    &server_key_on_agent::RULE,
    &server_url::RULE,
    &servers_disagree::RULE,
    &servers_removed::RULE,
    &several_first_servers::RULE,
    &skipped_minor::RULE,
    &snapshot_schedule::RULE,
    &system_default_registry::RULE,
    &tls_arg_without_value::RULE,
    &tls_san_comma::RULE,
    &token_and_file::RULE,
    &token_changed::RULE,
    &token_first_server::RULE,
    &token_format::RULE,
    &token_mismatch::RULE,
    &unknown_key::RULE,
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
    /// What there must be for it to find anything; any of these is enough.
    ///
    /// Most rules concern keys that most files do not have, and what does not run need not be compiled either.
    pub when: &'static [When],
    /// Judges.
    pub check: fn(&Context<'_>, &mut Vec<Diagnostic>),
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

/// Whether any rule judges Kubernetes objects of this kind.
pub fn looks_at(facts: &Facts, object: &Object<'_>) -> bool {
    let (group, kind) = (object.group(), object.kind.text());
    matches!(
        (group, kind),
        ("", "Node")
            | ("k3s.cattle.io", "ETCDSnapshotFile")
            | ("networking.k8s.io", "NetworkPolicy")
    ) || object.pod_spec().is_some()
        || has_api_removals(kind, group)
        || has_object_fields(&object.full_kind())
        || !facts.kind(group, kind).is_empty()
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

/// Runs every rule that may find something.
pub fn run(context: &Context<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for rule in RULES {
        if rule.when.iter().any(|when| context.seen.shows(*when)) {
            (rule.check)(context, &mut found);
        } else if cfg!(debug_assertions) {
            // Every test holds `when` to its word.
            let before = found.len();
            (rule.check)(context, &mut found);
            assert_eq!(found.len(), before, "`when` of {} misses this", rule.id);
        }
    }
    for diagnostic in &mut found {
        if let Some(fix) = &mut diagnostic.fix {
            let fits = fix.edits.iter_mut().all(|edit| fit(context, edit));
            if !fits {
                diagnostic.fix = None;
            }
        }
    }
    found
}

/// Makes an edit fit in where it is put: a text in quotes stays in quotes, without which a key in brackets would
/// be none. `false` where a tag before it decides what it is.
fn fit(context: &Context<'_>, edit: &mut Edit) -> bool {
    let text = &context.sources.get(edit.span.file).text;
    let before = text.get(..edit.span.start as usize).unwrap_or_default();
    let mut words = before
        .trim_end_matches(' ')
        .rsplit([' ', '\n', '\r', '[', '{', ',']);
    let written = context.sources.slice(edit.span);
    let mark = written.chars().next().filter(|c| matches!(c, '"' | '\''));
    // Elsewhere the quotes are part of a text.
    let mark = mark
        .filter(|_| before.is_empty() || before.ends_with([' ', '\n', '\r', '[', '{', ',', ':']));
    if let Some(mark) = mark.filter(|mark| written.len() > 1 && written.ends_with(*mark)) {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-_./:+@".contains(c);
        let is_text = matches!(scalar::plain(&edit.text), Scalar::Str(_));
        if is_text && edit.text.chars().all(is_word) {
            edit.text = format!("{mark}{}{mark}", edit.text);
        }
    }
    !words.next().is_some_and(|word| word.starts_with('!'))
}
