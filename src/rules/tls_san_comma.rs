//! Several names in one text of `tls-san`, on a release that does not split it.

use super::{Context, Rule, When};
use crate::config::Shape;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names;

pub static RULE: Rule = Rule {
    id: "tls-san-comma",
    summary: "`tls-san` has several names in one text, which the release takes for one name",
    page: page!("tls_san_comma.md"),
    when: &[When::Key("tls-san")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.has("tls-san-comma-split") {
        return;
    }
    let releases = context.facts.trait_releases("tls-san-comma-split");
    let since = releases.map(|releases| names::releases(&releases));
    for node in &context.nodes {
        let entries = node
            .get("tls-san")
            .into_iter()
            .flat_map(|setting| &setting.entries);
        for entry in entries {
            for value in entry
                .values
                .iter()
                .filter(|value| !value.opaque && value.text.contains(','))
            {
                let finding = RULE
                    .warning(
                        Consequence::Changed,
                        value.span,
                        format!(
                            "{} puts this into the certificate as one name, with its commas",
                            context.to
                        ),
                    )
                    .help(format!(
                        "write a list; commas are split by {}",
                        since.as_deref().unwrap_or("later releases")
                    ))
                    .evidence("k3s-io/k3s pkg/cli/server/server.go run");
                let quoted = value
                    .text
                    .split(',')
                    .map(|name| format!("\"{}\"", name.trim()));
                let list = format!("[{}]", quoted.collect::<Vec<_>>().join(", "));
                let alone = entry.shape == Shape::Scalar
                    && !context.sources.slice(value.span).starts_with('*');
                found.push(match alone && !value.text.contains(['"', '\\', '\n']) {
                    true => finding.fix(value.span, list),
                    false => finding,
                });
            }
        }
    }
}
