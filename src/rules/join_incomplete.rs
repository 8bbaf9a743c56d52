//! A node that is to join a cluster, without a server or without a token.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::role::Role;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "join-incomplete",
    summary: "A node that joins a cluster has no `server` or no `token`",
    page: page!("join_incomplete.md"),
    when: &[When::Has(Mark::Node)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.is_whole()) {
        let Some(role) = node.role else { continue };
        let server = node.is_set("server");
        let token = node.is_set("token") || node.is_set("token-file");
        let key = |key| node.get(key).and_then(|setting| setting.key_span());
        let (severity, span, message, help) = match (role, server, token) {
            (Role::Agent, true, false) => (
                Severity::Warning,
                key("server"),
                "the agent exits before it has joined: it needs a token, and none is set here",
                "add `token` or `token-file`, unless RKE2_TOKEN or the command line has it",
            ),
            (Role::Agent, false, true) => (
                Severity::Warning,
                key("token").or(key("token-file")),
                "the agent exits: it needs a server to join, and none is set here",
                "add `server: https://HOST:9345`, unless RKE2_URL or the command line has it",
            ),
            (Role::Agent, false, false) => (
                Severity::Info,
                first_key(node),
                "neither `server` nor a token is set here, and without them an agent exits",
                "set RKE2_URL and RKE2_TOKEN in its environment, or add `server` and `token`",
            ),
            (Role::Server, true, false) => (
                Severity::Info,
                key("server"),
                "RKE2 exits before it has joined: it needs the token of the other servers, and none is set here",
                "add `token` or `token-file`, unless RKE2_TOKEN or the command line has it",
            ),
            _ => continue,
        };
        // What comes from a template may well be completed by one.
        let templated = ["server", "token", "token-file"]
            .iter()
            .any(|key| node.is_opaque(key));
        let severity = match templated {
            true => Severity::Info,
            false => severity,
        };
        found.push(
            RULE.finding(severity, Consequence::WontStart, span, message)
                .help(help)
                .evidence(match role {
                    Role::Agent => "k3s-io/k3s pkg/cli/agent/agent.go Run",
                    Role::Server => "k3s-io/k3s pkg/cluster/cluster.go shouldBootstrapLoad",
                }),
        );
    }
}

/// Where the configuration begins.
fn first_key(node: &NodeView<'_>) -> Option<Span> {
    let part = node.node.config.parts.first()?;
    let first = part.entries.first().map(|entry| entry.key_span);
    Some(first.unwrap_or(Span::new(part.file, 0, 0)))
}
