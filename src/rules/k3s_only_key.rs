//! A key of K3s that no release of RKE2 takes.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Stranger;
use crate::names::as_help;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "k3s-only-key",
    summary: "A key that K3s takes and RKE2 does not",
    page: page!("k3s_only_key.md"),
    when: &[When::Has(Mark::UnknownKey)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for setting in &node.effective.unknown {
            let role = node.role.unwrap_or(Role::Server);
            let stranger = context.facts.stranger(setting.flag(), role, context.to);
            let (Stranger::K3sOnly(k3s), Some(span)) = (stranger, setting.key_span()) else {
                continue;
            };
            let key = k3s.key;
            let finding = match context.has("unknown-key-fatal") {
                true => {
                    let message = format!("RKE2 exits: only K3s has a key `{key}`");
                    RULE.error(Consequence::WontStart, span, message)
                }
                false => {
                    let message = format!("RKE2 skips `{key}`: only K3s has such a key");
                    RULE.warning(Consequence::Ignored, span, message)
                }
            };
            found.push(
                finding
                    .help(as_help(k3s.instead))
                    .evidence("rancher/rke2 pkg/cli/cmds/server.go K3SFlagSet")
                    .evidence("k3s-io/k3s pkg/configfilearg/parser.go stripInvalidFlags"),
            );
        }
    }
}
