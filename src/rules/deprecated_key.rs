//! A key that the release takes, but that should not be written any more.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "deprecated-key",
    summary: "A key that is still taken, but does nothing or will go",
    page: page!("deprecated_key.md"),
    when: &[When::Has(Mark::Node)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for setting in &node.effective.settings {
            let Some(option) = context.facts.option(setting.flag()) else {
                continue;
            };
            let role = node.role.unwrap_or(Role::Server);
            let deprecated = option.deprecation(role, context.to);
            let (Some(deprecated), Some(span)) = (deprecated, setting.key_span()) else {
                continue;
            };
            // A switch that is off asks for nothing.
            if setting.last().is_some_and(|value| value.text == "false") {
                continue;
            }
            let message = format!("`{}`: {}", option.key, deprecated.effect);
            let consequence = match deprecated.ignored {
                true => Consequence::Ignored,
                false => Consequence::Unsupported,
            };
            let finding = RULE.info(consequence, span, message);
            let finding = finding.evidence(deprecated.source);
            found.push(match deprecated.instead {
                Some(instead) => finding.help(instead),
                None => finding,
            });
        }
    }
}
