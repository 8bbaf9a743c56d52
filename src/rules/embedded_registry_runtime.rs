//! The embedded registry mirror together with a container runtime of one's own.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "embedded-registry-runtime",
    summary: "`embedded-registry` together with `container-runtime-endpoint`",
    page: page!("embedded_registry_runtime.md"),
    when: &[When::Key("container-runtime-endpoint")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        let Some(runtime) = node.text("container-runtime-endpoint") else {
            continue;
        };
        // Every node of a cluster follows the switch of its servers.
        let mates = context.nodes.iter().filter(|mate| {
            let cluster = node.node.cluster.as_ref();
            cluster.is_some() && cluster == mate.node.cluster.as_ref()
        });
        let on = |mate: &&NodeView<'_>| mate.is_on("embedded-registry") && !mate.is_conditional();
        let Some(mirror) = std::iter::once(node).chain(mates).find(on) else {
            continue;
        };
        let message =
            "RKE2 exits: the embedded registry mirror works with the embedded containerd only";
        let finding = RULE
            .error(Consequence::WontStart, runtime.span, message)
            .help("remove `container-runtime-endpoint`, or `embedded-registry` on the servers")
            .evidence("k3s-io/k3s pkg/agent/run.go");
        let switch = mirror
            .get("embedded-registry")
            .and_then(|setting| setting.key_span());
        found.push(match switch {
            Some(switch) => finding.related(switch, "the mirror is turned on here"),
            None => finding,
        });
    }
}
