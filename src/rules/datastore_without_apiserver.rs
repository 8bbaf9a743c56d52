//! An external datastore on a server without an apiserver.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "datastore-without-apiserver",
    summary: "`datastore-endpoint` together with `disable-apiserver`",
    page: page!("datastore_without_apiserver.md"),
    when: &[
        When::Key("datastore-endpoint"),
        When::Key("disable-apiserver"),
    ],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        let Some(endpoint) = node.text("datastore-endpoint") else {
            continue;
        };
        let setting = node.get("disable-apiserver");
        let Some(span) = setting.and_then(|setting| setting.key_span()) else {
            continue;
        };
        if !node.is_on("disable-apiserver") {
            continue;
        }
        let message = "RKE2 exits: a server with an external datastore must run an apiserver";
        let key = node
            .get("datastore-endpoint")
            .and_then(|setting| setting.key_span());
        found.push(
            RULE.error(Consequence::WontStart, span, message)
                .help("remove `disable-apiserver`; with an external datastore there are no servers that only run etcd")
                .related(key.unwrap_or(endpoint.span), "the external datastore")
                .evidence("k3s-io/k3s pkg/cli/server/server.go run"),
        );
    }
}
