//! `disable-etcd` on a server that joins no other.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};

pub static RULE: Rule = Rule {
    id: "disable-etcd-alone",
    summary: "`disable-etcd` on a server that joins no other",
    page: page!("disable_etcd_alone.md"),
    when: &[When::Key("disable-etcd")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let (fatal, kine) = (
        context.has("disable-etcd-alone-fatal"),
        context.has("disable-etcd-alone-kine"),
    );
    for node in context.nodes.iter().filter(|node| node.is_whole()) {
        let setting = node.get("disable-etcd");
        let Some(span) = setting.and_then(|setting| setting.key_span()) else {
            continue;
        };
        // A reset starts etcd for itself, and an external datastore replaces it.
        let other = ["server", "datastore-endpoint", "cluster-reset"];
        if !node.is_on("disable-etcd") || other.iter().any(|key| node.is_set(key)) {
            continue;
        }
        let joins = "name a server to join: `server: https://HOST:9345`";
        if fatal {
            // Where the token is, the server would be too; else both may come from the environment.
            let severity = match node.is_set("token") || node.is_set("token-file") {
                true => Severity::Error,
                false => Severity::Warning,
            };
            let message = "RKE2 exits: without etcd a server must join another one, and no `server` is set here";
            found.push(
                RULE.finding(severity, Consequence::WontStart, Some(span), message)
                    .help(joins)
                    .evidence("k3s-io/k3s pkg/cli/server/server.go run"),
            );
        } else if kine {
            let message = "RKE2 keeps the cluster in SQLite on this node: `disable-etcd` without `server` means that";
            let finding = RULE.info(Consequence::Changed, span, message);
            found.push(
                finding
                    .help(format!(
                        "for a server of a cluster with etcd, {joins}; SQLite is for a single server, and experimental"
                    ))
                    .evidence("rancher/rke2 pkg/rke2/rke2_linux.go initStaticPodExecutor")
                    .evidence("rancher/rke2-docs docs/datastore/embedded.md"),
            );
        }
    }
}
