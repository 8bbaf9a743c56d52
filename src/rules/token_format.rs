//! A token that RKE2 cannot use.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;
use crate::values::token::{Flaw, parse};

pub static RULE: Rule = Rule {
    id: "token-format",
    summary: "`token` has a form that RKE2 refuses",
    page: page!("token_format.md"),
    when: &[When::Key("token")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let is_checked = context.has("token-format-checked");
    for node in &context.nodes {
        let Some(value) = node.text("token") else {
            continue;
        };
        // What somebody left out to show the rest is no token yet.
        if ["...", "…", "***"]
            .iter()
            .any(|mark| value.text.contains(mark))
        {
            continue;
        }
        let refuse = |message: String, help: &str, source| {
            RULE.error(Consequence::WontStart, value.span, message)
                .help(help)
                .evidence(source)
        };
        let parser = "k3s-io/k3s pkg/clientaccess/token.go parseToken";
        let form = "copy the whole of /var/lib/rancher/rke2/server/token, which has the form K10HASH::USER:PASSWORD; a password of your own must not start with K10";
        found.extend(match parse(&value.text) {
            Err(_) if !is_checked => None,
            Err(Flaw::HashLength(digits)) => Some(refuse(
                format!("RKE2 refuses the token: the hash of the CA in it has {digits} digits, not 64"),
                form,
                parser,
            )),
            Err(Flaw::NoCredentials) => Some(refuse(
                "RKE2 refuses the token: it starts with K10, but no user and password follow".to_owned(),
                form,
                parser,
            )),
            Ok(token) if token.bootstrap && node.role == Some(Role::Server) => context
                .has("server-token-bootstrap-refused")
                .then(|| refuse(
                    "RKE2 exits: a server takes no bootstrap token, and this one has the form of one".to_owned(),
                    "take a password of another form; only agents join with bootstrap tokens",
                    "k3s-io/k3s pkg/util/token.go NormalizeToken",
                )),
            Ok(_) => None,
        });
    }
}
