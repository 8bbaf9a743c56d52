//! RKE2's cloud controller beside another one.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "cloud-controller-twice",
    summary: "`cloud-provider-name` no longer turns off the cloud controller of RKE2",
    page: page!("cloud_controller_twice.md"),
    when: &[When::Key("cloud-provider-name")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("ccm-always-on") {
        return;
    }
    let servers = context.nodes.iter();
    for node in servers.filter(|node| node.role == Some(Role::Server) && node.is_whole()) {
        // The bundled providers turn it off themselves where they bring one of their own.
        let Some(value) = node.text("cloud-provider-name") else {
            continue;
        };
        if value.text != "external" || node.is_set("disable-cloud-controller") {
            continue;
        }
        let message = "RKE2 runs its own cloud controller beside yours: `cloud-provider-name` alone no longer turns it off";
        let finding = RULE
            .warning(Consequence::Changed, value.span, message)
            .help("add `disable-cloud-controller: true` on every server; v1.35 and earlier did so themselves")
            .evidence("rancher/rke2 pkg/cli/cmds/root.go validateCloudProvider (PR 10352)");
        let line = "disable-cloud-controller: true";
        found.push(
            match context.line_before(node, "cloud-provider-name", line) {
                Some(edit) => finding.suggest(edit.span, edit.text),
                None => finding,
            },
        );
    }
}
