//! Nodes of one cluster whose tokens do not fit together.

use super::{Context, Mark, NodeView, Rule, When, add_once};
use crate::config::Value;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::order;
use crate::role::Role;
use crate::values::token;

pub static RULE: Rule = Rule {
    id: "token-mismatch",
    summary: "Nodes of one cluster have tokens that do not fit together",
    page: page!("token_mismatch.md"),
    when: &[When::Has(Mark::Cluster)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for nodes in context.clusters() {
        let of = |role| nodes.iter().filter(move |node| node.role == Some(role));
        let mut servers: Vec<&NodeView<'_>> = of(Role::Server).copied().collect();
        order::sort_by_key(&mut servers, |node| node.get("server").is_some());
        // Each server with its token; the first one's is the cluster's.
        let known = servers
            .iter()
            .filter_map(|node| Some((*node, password(node, "token")?)));
        let known: Vec<(&NodeView<'_>, Known<'_>)> = known.collect();
        let Some((first, token)) = known.first() else {
            continue;
        };
        for (_, other) in &known[1..] {
            if other.password != token.password {
                let message = format!(
                    "this is another token than that of {}: a server that joins with it is refused, and exits",
                    first.name()
                );
                add_once(found, report(other.value, message, token.value));
            }
        }
        // What an agent may use: the agent token, or else the server's.
        let agent_tokens: Vec<Known<'_>> = servers
            .iter()
            .filter_map(|node| password(node, "agent-token"))
            .collect();
        if let [agent_token, others @ ..] = &agent_tokens[..]
            && let Some(other) = others.iter().find(|o| o.password != agent_token.password)
        {
            let message = "this `agent-token` is another one than on the other servers: \
                           a server refuses agents that have joined with the other one";
            add_once(
                found,
                report(other.value, message.to_owned(), agent_token.value),
            );
        }
        if servers.iter().any(|node| is_unknown(node, "agent-token")) {
            continue;
        }
        for agent in of(Role::Agent) {
            let Some(own) = password(agent, "token") else {
                continue;
            };
            let mut fitting = known.iter().map(|(_, known)| known).chain(&agent_tokens);
            if fitting.any(|known| known.password == own.password) {
                continue;
            }
            let message = format!(
                "this is neither the token nor the agent token of {}: the agent is refused, and never becomes ready",
                first.name()
            );
            add_once(found, report(own.value, message, token.value));
        }
    }
}

fn report(at: &Value, message: String, cluster: &Value) -> Diagnostic {
    RULE.warning(Consequence::WontStart, at.span, message)
        .help("write the token of the first server; `K10…::server:` before it makes no difference")
        .related(cluster.span, "the token of the cluster")
        .evidence("rancher/rke2-docs docs/security/token.md")
        .evidence("k3s-io/k3s pkg/clientaccess/token.go")
}

/// A password, and the value that holds it.
struct Known<'a> {
    password: &'a str,
    value: &'a Value,
}

/// The password of a token that stands in the text; a file would win over it.
fn password<'a>(node: &NodeView<'a>, key: &str) -> Option<Known<'a>> {
    if is_unknown(node, key) {
        return None;
    }
    let value = node.last(key)?;
    let password = token::password(&value.text)?;
    Some(Known { password, value })
}

/// Whether a file or a template holds the token.
fn is_unknown(node: &NodeView<'_>, key: &str) -> bool {
    node.get(&format!("{key}-file")).is_some() || node.is_opaque(key)
}
