//! A token both in the configuration and in a file.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "token-and-file",
    summary: "A token is set, and a file that replaces it",
    page: page!("token_and_file.md"),
    when: &[When::Key("token"), When::Key("agent-token")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        for (key, file_key) in [("token", "token-file"), ("agent-token", "agent-token-file")] {
            let filled = |key| {
                let value = node.get(key).and_then(|setting| setting.last());
                value.is_some_and(|value| value.opaque || !value.text.is_empty())
            };
            let place = |key| node.get(key).and_then(|setting| setting.key_span());
            let (true, true) = (
                filled(key),
                node.last(file_key).is_some() && filled(file_key),
            ) else {
                continue;
            };
            let (Some(span), Some(file)) = (place(key), place(file_key)) else {
                continue;
            };
            let message = format!("RKE2 reads the file of `{file_key}`, and not `{key}`");
            found.push(
                RULE.info(Consequence::Ignored, span, message)
                    .help("keep one of the two")
                    .related(file, "this one counts")
                    .evidence(
                        "k3s-io/k3s pkg/cli/server/server.go run; pkg/cli/agent/agent.go Run",
                    ),
            );
        }
    }
}
