//! `multus,canal` in one string under a CIS profile.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "cni-comma-cis",
    summary: "Canal stands behind a comma in `cni`, and a CIS profile overlooks it",
    page: page!("cni_comma_cis.md"),
    when: &[When::Key("cni")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("host-network-canal-unsplit") {
        return;
    }
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        let items = node.values("cni");
        let Some(item) = items.iter().find(|item| item.text.contains(',')) else {
            continue;
        };
        let Some(profile) = node.cis_profile(context.to) else {
            continue;
        };
        let mut plugins = node.plugins.iter().flatten();
        if !plugins.any(|(plugin, _)| *plugin == "canal") {
            continue;
        }
        let message = format!(
            "nodes lose traffic to system pods: under a CIS profile RKE2 keeps the policy that allows it for an item `canal`, and `{}` is another one (inferred)",
            item.text
        );
        let finding = RULE
            .warning(Consequence::Traffic, item.span, message)
            .help("write the plugins as a list: `cni: [multus, canal]`")
            .related(profile.span, "the profile")
            .evidence("rancher/rke2 pkg/rke2/rke2.go Server");
        let pieces: Vec<&str> = item.text.split(',').collect();
        found.push(match context.as_items(node, "cni", item, &pieces) {
            Some(text) => finding.fix(item.span, text),
            None => finding,
        });
    }
}
