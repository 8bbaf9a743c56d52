//! `key+` on a release that does not know it.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names;

pub static RULE: Rule = Rule {
    id: "plus-unsupported",
    summary: "A key ends in `+`, which the release does not know",
    page: page!("plus_unsupported.md"),
    when: &[When::Has(Mark::Append)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.has("plus-keys") {
        return;
    }
    let releases = context.facts.trait_releases("plus-keys");
    let since = releases.map(|releases| names::releases(&releases));
    let parts = context.nodes.iter().flat_map(|node| node.parts());
    for entry in parts.flat_map(|part| &part.entries) {
        // A key that is unknown without its `+` too is another rule's business.
        if entry.opaque || !entry.append() || context.facts.option(entry.key()).is_none() {
            continue;
        }
        let message = format!(
            "RKE2 exits: {} takes the `+` for a part of the name, and has no option `{}`",
            context.to, entry.name
        );
        found.push(
            RULE.error(Consequence::WontStart, entry.key_span, message)
                .help(format!(
                    "write all values in one list under `{}`; `+` is known to {}",
                    entry.key(),
                    since.as_deref().unwrap_or("later releases")
                ))
                .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile"),
        );
    }
}
