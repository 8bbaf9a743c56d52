//! A key of servers in the configuration of an agent.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Stranger;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "server-key-on-agent",
    summary: "An agent has a key that only servers take",
    page: page!("server_key_on_agent.md"),
    when: &[When::Has(Mark::UnknownKey)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let agents = context.nodes.iter();
    for node in agents.filter(|node| node.role == Some(Role::Agent)) {
        for setting in &node.effective.unknown {
            let key = setting.flag();
            let stranger = context.facts.stranger(key, Role::Agent, context.to);
            let (Stranger::ServerOnly, Some(span)) = (stranger, setting.key_span()) else {
                continue;
            };
            let finding = match context.has("unknown-key-fatal") {
                true => {
                    let message = format!("the agent exits: only servers take `{key}`");
                    RULE.error(Consequence::WontStart, span, message)
                }
                false => {
                    let message = format!("the agent skips `{key}`: only servers take it");
                    RULE.warning(Consequence::Ignored, span, message)
                }
            };
            found.push(
                finding
                    .help("set it on the servers, which the agents follow, and remove it here")
                    .evidence("rancher/rke2 pkg/cli/cmds/agent.go")
                    .evidence("k3s-io/k3s pkg/configfilearg/parser.go stripInvalidFlags"),
            );
        }
    }
}
