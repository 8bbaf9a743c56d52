//! Another network plugin for a cluster that runs.

use super::{Context, Mark, Rule, When, add_once};
use crate::config::Compared;
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "cni-changed",
    summary: "`cni` names another plugin than the one that the cluster runs",
    page: page!("cni_changed.md"),
    when: &[When::Has(Mark::Before)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.before.is_none() {
        return;
    }
    for change in context.changes() {
        let Some((old, new, place)) = change.of("cni") else {
            continue;
        };
        let (Some(before), Some(after)) = (plugin(&old), plugin(&new)) else {
            continue;
        };
        // Multus only calls the plugin, and may come and go.
        if before == after || !change.may_be_server() {
            continue;
        }
        let help = format!("keep `{before}`; RKE2 supports another plugin on a new cluster only");
        // With `none`, RKE2 does not know what is there.
        let finding = if before == "none" {
            let message = format!(
                "`cni` was `none` and becomes `{after}`: RKE2 deploys it beside whatever gives pods their network now"
            );
            RULE.warning(Consequence::Traffic, place, message)
        } else if after == "none" {
            let message = format!(
                "`cni` was `{before}` and becomes `none`: RKE2 uninstalls it, and pods lose their network \
                 unless you bring another plugin at once"
            );
            RULE.warning(Consequence::Traffic, place, message)
        } else {
            let message = format!(
                "`cni` was {} and becomes {}: RKE2 uninstalls one and deploys the other, \
                 and pods that run keep addresses that nobody routes any more",
                old.shown(),
                new.shown()
            );
            RULE.error(Consequence::Traffic, place, message)
        };
        let finding = match old.span {
            Some(span) => finding.related(span, "what runs now"),
            None => finding,
        };
        add_once(
            found,
            finding
                .help(help)
                .evidence("rancher/rke2-docs docs/networking/basic_network_options.md"),
        );
    }
}

/// The plugin that gives pods their first interface.
fn plugin(cni: &Compared) -> Option<&str> {
    match &cni.values[..] {
        [plugin] if plugin != "multus" => Some(plugin),
        [multus, plugin] if multus == "multus" => Some(plugin),
        _ => None,
    }
}
