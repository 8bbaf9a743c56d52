//! A reset of the cluster, or a restore, that is written to the configuration.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "cluster-reset",
    summary: "`cluster-reset` or a restore is in the configuration, where every start repeats it",
    page: page!("cluster_reset.md"),
    when: &[
        When::Key("cluster-reset"),
        When::Key("cluster-reset-restore-path"),
    ],
    check,
};

const PATH: &str = "cluster-reset-restore-path";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        let place = |key| node.get(key).and_then(|setting| setting.key_span());
        let restores = node.text(PATH).is_some();
        match place("cluster-reset").filter(|_| node.is_on("cluster-reset")) {
            Some(span) => {
                let finding = match joins(node).filter(|_| context.has("cluster-reset-with-server-fatal")) {
                    Some(server) => RULE
                        .error(
                            Consequence::WontStart,
                            span,
                            "RKE2 exits: it resets a cluster only on a server that joins no other",
                        )
                        .related(server, "remove this for the reset"),
                    None if restores => RULE.warning(
                        Consequence::DataLoss,
                        span,
                        "RKE2 restores the snapshot and exits, at every start: what happened since is lost each time",
                    ),
                    None => RULE.warning(
                        Consequence::WontStart,
                        span,
                        "RKE2 resets the cluster and exits, and refuses every later start while this key is there",
                    ),
                };
                found.push(
                    finding
                        .help("remove the key, and run `rke2 server --cluster-reset` once by hand where a reset is needed")
                        .evidence("k3s-io/k3s pkg/cluster/managed.go start")
                        .evidence("k3s-io/k3s pkg/cli/server/server.go run"),
                );
            }
            None => {
                let unsure = node.is_opaque("cluster-reset") || !context.has("restore-needs-reset");
                let Some(span) = place(PATH).filter(|_| restores && !unsure) else {
                    continue;
                };
                let message = format!("RKE2 exits: `{PATH}` needs `cluster-reset`");
                found.push(
                    RULE.error(Consequence::WontStart, span, message)
                        .help("remove the key, and restore once by hand: `rke2 server --cluster-reset --cluster-reset-restore-path=PATH`")
                        .evidence("k3s-io/k3s pkg/cli/server/server.go run"),
                );
            }
        }
    }
}

/// Where the node names a server to join, if it does.
fn joins(node: &NodeView<'_>) -> Option<Span> {
    node.text("server")?;
    node.get("server")?.key_span()
}
