//! An argument of the apiserver at which RKE2 panics.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "tls-arg-without-value",
    summary: "`tls-min-version` or `tls-cipher-suites` of the apiserver has no value",
    page: page!("tls_arg_without_value.md"),
    when: &[When::Key("kube-apiserver-arg")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        for argument in context.arguments(node, "kube-apiserver-arg") {
            let tls = ["tls-min-version", "tls-cipher-suites"].contains(&argument.key);
            if !tls || argument.value.is_some() {
                continue;
            }
            let key = argument.key;
            let message =
                format!("RKE2 panics: it reads `{key}` itself, and there is no `=` in it");
            let example = match key {
                "tls-min-version" => "VersionTLS12",
                _ => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            };
            found.push(
                RULE.error(Consequence::WontStart, argument.item.span, message)
                    .help(format!("write `{key}={example}`, or remove it"))
                    .evidence("k3s-io/k3s pkg/util/args.go ArgValue")
                    .evidence("k3s-io/k3s pkg/cli/server/server.go"),
            );
        }
    }
}
