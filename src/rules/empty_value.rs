//! A key with nothing after it, where that is not the same as no key.

use super::{Context, Rule};
use crate::config::Form;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Type;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "empty-value",
    summary: "a key has nothing after it, and that is not the same as no key",
    page: page!("empty_value.md"),
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, kind) in node.options() {
            let Some(effect) = context.facts.empty_value(option.key, context.to) else {
                continue;
            };
            if effect.server_only && node.role != Some(Role::Server) {
                continue;
            }
            let values = match kind {
                Type::List => &setting.values[..],
                _ => &setting.values[setting.values.len().saturating_sub(1)..],
            };
            for value in values
                .iter()
                .filter(|value| value.text.is_empty() && !value.opaque)
            {
                // A condition of a template may give the value that seems to be missing.
                let missing = value.form == Form::Null && node.is_conditional(value.span);
                if missing || matches!(value.form, Form::Map | Form::List) {
                    continue;
                }
                let certainty = match effect.certain {
                    true => "",
                    false => " (read from the code, not tried)",
                };
                let help = match kind {
                    Type::List => "remove it, or write `[]` for no items".to_owned(),
                    _ => "remove the key, or write a value".to_owned(),
                };
                let key = option.key;
                found.push(
                    RULE.warning(
                        Consequence::Changed,
                        value.span,
                        format!("`{key}` set to nothing {}{certainty}", effect.about),
                    )
                    .help(help)
                    .evidence(effect.source),
                );
            }
        }
    }
}
