//! A token with the hash of a CA on the server that makes the CA.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;
use crate::values::token::parse;

pub static RULE: Rule = Rule {
    id: "token-first-server",
    summary: "The first server has a token that already holds the hash of its CA",
    page: page!("token_first_server.md"),
    when: &[When::Key("token")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let servers = context.nodes.iter();
    for node in servers.filter(|node| node.role == Some(Role::Server) && node.is_whole()) {
        let Some(value) = node.text("token") else {
            continue;
        };
        let full = parse(&value.text).is_ok_and(|token| token.ca_hash && !token.bootstrap);
        if !full || node.is_set("server") {
            continue;
        }
        let message = "the CA of a new cluster is made when its first server starts, so the token of that server cannot hold its hash yet";
        found.push(
            RULE.warning(Consequence::Unsupported, value.span, message)
                .help("write the password alone, which follows the last colon; the whole token is right on nodes that join, and with a CA of your own")
                .evidence("rancher/rke2-docs docs/security/token.md"),
        );
    }
}
