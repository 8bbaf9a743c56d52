//! A key with nothing after it, where that is not the same as no key.

use super::{Context, Mark, NodeView, Rule, When};
use crate::config::{Form, Value};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::items::Blanks;
use crate::facts::options::Type;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "empty-value",
    summary: "A key has nothing after it, and that is not the same as no key",
    page: page!("empty_value.md"),
    when: &[When::Has(Mark::Empty), When::Has(Mark::Comma)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, kind) in node.options() {
            let values = match kind {
                Type::List => &setting.values[..],
                _ => &setting.values[setting.values.len().saturating_sub(1)..],
            };
            // A condition of a template may give the value that seems to be missing.
            let known = values.iter().filter(|value| {
                let missing = value.form == Form::Null && node.is_conditional_at(value.span);
                !(value.opaque || missing || matches!(value.form, Form::Map | Form::List))
            });
            for value in known {
                found.extend(match kind {
                    Type::String | Type::List => judge(context, node, option.key, kind, value),
                    _ => None,
                });
            }
        }
    }
}

fn judge(
    context: &Context<'_>,
    node: &NodeView<'_>,
    key: &str,
    kind: Type,
    value: &Value,
) -> Option<Diagnostic> {
    if !(value.text.is_empty() || value.text.contains(',')) {
        return None;
    }
    let mut pieces = value.text.split(',');
    if let Some((Blanks::Fatal, source)) = context.facts.blanks(key, context.to) {
        // Options with a fixed set of values say which of them they take.
        let judged_elsewhere = !context.facts.values(key).is_empty();
        if judged_elsewhere || !pieces.any(|piece| piece.trim().is_empty()) {
            return None;
        }
        let message = match value.text.is_empty() {
            true => format!("RKE2 exits: `{key}` has a value of nothing, which is no address"),
            false => format!(
                "RKE2 exits: it splits `{key}` at the commas, and there is nothing on one side of one"
            ),
        };
        let help = match value.text.is_empty() {
            true => "remove it",
            false => "remove the comma that separates nothing",
        };
        let finding = RULE.error(Consequence::WontStart, value.span, message);
        return Some(finding.help(help).evidence(source));
    }
    let effect = context.facts.empty_value(key, context.to)?;
    if !value.text.is_empty() || effect.server_only && node.role != Some(Role::Server) {
        return None;
    }
    let certainty = match effect.certain {
        true => "",
        false => " (read from the code, not tried)",
    };
    let help = match kind {
        Type::List => "remove it, or write `[]` for no items",
        _ => "remove the key, or write a value",
    };
    let message = format!("`{key}` set to nothing {}{certainty}", effect.about);
    let finding = RULE.warning(Consequence::Changed, value.span, message);
    Some(finding.help(help).evidence(effect.source))
}
