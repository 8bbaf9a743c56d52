//! `node-external-ip` on a node with a cloud provider.

use super::{Context, Rule, When};
use crate::config::{Form, Value};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "cloud-provider-external-ip",
    summary: "`node-external-ip` together with a cloud provider",
    page: page!("cloud_provider_external_ip.md"),
    when: &[When::Key("node-external-ip")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("external-ip-with-cloud-provider-fatal") {
        return;
    }
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        // RKE2 looks whether the keys are there, not at what they hold.
        let provider = ["cloud-provider-name", "cloud-provider-config"]
            .into_iter()
            .find(|key| node.is_set(key));
        // What a template fills in without quotes may be an empty list, which sets nothing.
        let addresses = node.get("node-external-ip");
        let set = addresses.is_some_and(|setting| {
            let sure = |value: &&Value| !value.opaque || value.form == Form::Quoted;
            setting.values.iter().copied().any(|value| sure(&value))
        });
        let (Some(provider), true) = (provider, set) else {
            continue;
        };
        let key = |key| node.get(key).and_then(|setting| setting.key_span());
        let (Some(span), Some(other)) = (key("node-external-ip"), key(provider)) else {
            continue;
        };
        let message = format!("RKE2 exits: `node-external-ip` cannot stand beside `{provider}`");
        found.push(
            RULE.error(Consequence::WontStart, span, message)
                .help("remove it: the cloud provider sets the external addresses of the node")
                .related(other, "even an empty value counts")
                .evidence("rancher/rke2 pkg/rke2/rke2_linux.go; pkg/cli/cmds/root.go validateCloudProvider from 1.36"),
        );
    }
}
