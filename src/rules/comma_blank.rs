//! A blank beside a comma at which RKE2 splits, and which it does not take away.

use super::{Context, Mark, Rule, When};
use crate::config::Value;
use crate::diagnostic::{Consequence, Diagnostic, Edit};
use crate::facts::items::Blanks;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "comma-blank",
    summary: "A blank stands beside a comma, and RKE2 keeps it as part of the value",
    page: page!("comma_blank.md"),
    when: &[When::Has(Mark::Comma)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, _) in node.options() {
            // Options with a fixed set of values, and those that name components, say which they take.
            let named = option.key.starts_with("control-plane-");
            // Few values have a comma, and for the others the facts need not be looked up.
            let mut values = setting.values.iter();
            if !values.any(|value| value.text.contains(','))
                || named
                || context.facts.has_values(option.key)
            {
                continue;
            }
            let Some((blanks, source)) = context.facts.blanks(option.key, context.to) else {
                continue;
            };
            for value in setting.values.iter().filter(|value| !value.opaque) {
                let piece = value.text.split(',').find(|piece| piece.trim() != *piece);
                let Some(piece) = piece.filter(|piece| !piece.trim().is_empty()) else {
                    continue;
                };
                let key = option.key;
                let finding = match blanks {
                    Blanks::Trimmed => continue,
                    Blanks::Fatal => RULE.error(
                        Consequence::WontStart,
                        value.span,
                        format!("RKE2 exits: it splits `{key}` at the comma, keeps the blank, and cannot read `{piece}`"),
                    ),
                    Blanks::Kept => RULE.warning(
                        Consequence::Changed,
                        value.span,
                        format!("RKE2 splits `{key}` at the comma and keeps the blank: nothing is ever named `{piece}`"),
                    ),
                };
                found.push(mend(
                    context,
                    finding
                        .help("leave no blank beside the comma")
                        .evidence(source),
                    value,
                ));
            }
        }
    }
}

/// Takes the blanks away, where the value stands in one line.
fn mend(context: &Context<'_>, finding: Diagnostic, value: &Value) -> Diagnostic {
    let written = context.sources.slice(value.span);
    if written.contains(['\n', '\r', '\\', '|', '>', '*']) {
        return finding;
    }
    let mut edits = Vec::new();
    for (comma, _) in written.match_indices(',') {
        let (before, after) = (&written[..comma], &written[comma + 1..]);
        let left = before.len() - before.trim_end().len();
        let right = after.len() - after.trim_start().len();
        let at = |offset: usize| value.span.start + offset as u32;
        let gaps = [(comma - left, comma), (comma + 1, comma + 1 + right)];
        let gaps = gaps.into_iter().filter(|(start, end)| start < end);
        edits.extend(gaps.map(|(start, end)| Edit {
            span: Span {
                start: at(start),
                end: at(end),
                ..value.span
            },
            text: String::new(),
        }));
    }
    finding.fix_all(edits)
}
