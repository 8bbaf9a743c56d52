//! A key with the dashes of the command line.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "dashed-key",
    summary: "A key is written with the dashes that options have on the command line",
    page: page!("dashed_key.md"),
    when: &[When::Has(Mark::Dashed)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for setting in &node.effective.settings {
            let Some(entry) = setting.entries.last() else {
                continue;
            };
            if !setting.key.starts_with('-') || entry.opaque {
                continue;
            }
            let key = setting.key;
            let finding = RULE
                .error(
                    Consequence::WontStart,
                    entry.key_span,
                    format!("RKE2 exits: it puts dashes before `{key}` itself, and `--{key}` is no option"),
                )
                .evidence("k3s-io/k3s pkg/configfilearg/parser.go stripInvalidFlags");
            let plain = entry.name.trim_start_matches('-');
            // `--token=x: …` is a mistake of another kind.
            found.push(match plain.contains('=') {
                true => finding.help("write the option as `key: value`, without dashes"),
                false => {
                    let finding = finding.help(format!("write `{plain}`"));
                    let name = plain.trim_end_matches('+');
                    match node.get(name) {
                        None => finding.fix(entry.key_span, plain),
                        Some(_) => finding,
                    }
                }
            });
        }
    }
}
