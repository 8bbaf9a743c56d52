//! `cloud-provider-config` without `cloud-provider-name`.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "cloud-provider-config-alone",
    summary: "`cloud-provider-config` without `cloud-provider-name`",
    page: page!("cloud_provider_config_alone.md"),
    when: &[When::Key("cloud-provider-config")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.is_whole()) {
        let setting = node.get("cloud-provider-config");
        let path = node.text("cloud-provider-config");
        let (Some(_), Some(span)) = (path, setting.and_then(|setting| setting.key_span())) else {
            continue;
        };
        let name = "cloud-provider-name";
        if node.is_opaque(name) || node.last(name).is_some_and(|name| !name.text.is_empty()) {
            continue;
        }
        let message = "RKE2 exits: `cloud-provider-config` needs a `cloud-provider-name`";
        found.push(
            RULE.error(Consequence::WontStart, span, message)
                .help("name the provider whose configuration this is, or remove the key; external providers get theirs from their own charts")
                .evidence("rancher/rke2 pkg/rke2/rke2_linux.go initStaticPodExecutor"),
        );
    }
}
