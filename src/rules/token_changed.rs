//! Another token for a server that runs.

use super::{Context, Mark, Rule, When, add_once};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;
use crate::values::token::password;

pub static RULE: Rule = Rule {
    id: "token-changed",
    summary: "`token` of a running server changes",
    page: page!("token_changed.md"),
    when: &[When::Has(Mark::Before)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.before.is_none() {
        return;
    }
    for change in context.changes() {
        // An agent may come back with the agent token instead, or with one that was made for it.
        let server = [change.old.role, change.new.role].contains(&Some(Role::Server));
        let (old, new) = (&change.old, &change.new);
        let file = |view: &super::NodeView<'_>| view.get("token-file").is_some();
        if !server || file(old) || file(new) {
            continue;
        }
        let (Some(before), Some(after)) = (old.last("token"), new.last("token")) else {
            continue;
        };
        let (Some(a), Some(b)) = (password(&before.text), password(&after.text)) else {
            continue;
        };
        if a == b {
            continue;
        }
        let message = "the token is another one than before: the certificates and keys of the cluster are kept \
                       encrypted with the old one, so that RKE2 exits unless the token was rotated first";
        add_once(
            found,
            RULE.warning(Consequence::WontStart, after.span, message)
                .help(
                    "run `rke2 token rotate` on one server, and only then write the new token everywhere",
                )
                .related(before.span, "what runs now")
                .evidence("k3s-io/k3s pkg/cluster/storage.go getBootstrapKeyFromStorage")
                .evidence("rancher/rke2-docs docs/security/token.md"),
        );
    }
}
