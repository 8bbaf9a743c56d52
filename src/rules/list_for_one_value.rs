//! A list for an option that takes one value.

use super::{Context, Mark, Rule, When};
use crate::config::Shape;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Type;
use crate::names;

pub static RULE: Rule = Rule {
    id: "list-for-one-value",
    summary: "An option that takes one value has a list, of which only the last counts",
    page: page!("list_for_one_value.md"),
    when: &[When::Has(Mark::ListForOne)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, kind) in node.options() {
            let (true, Some(entry)) = (kind != Type::List, setting.entries.last()) else {
                continue;
            };
            let Some((last, others)) = entry.values.split_last() else {
                continue;
            };
            // A condition of a template may leave one of them.
            let lost = others
                .iter()
                .any(|value| value.text != last.text || value.opaque || last.opaque);
            if entry.shape != Shape::List || !lost || node.is_conditional_at(entry.key_span) {
                continue;
            }
            let key = setting.key;
            let takes = match last.opaque || option.secret || last.text.is_empty() {
                true => "the last of these values".to_owned(),
                false => format!("the last of these values, `{}`", last.text),
            };
            let mut forms = option.forms.iter();
            let list = forms.find(|form| form.kind == Type::List);
            let one = match context.facts.blanks(option.key, context.to) {
                Some(_) => "write one text, with commas between the items",
                None => "write one value",
            };
            let help = match list {
                Some(form) => {
                    format!(
                        "{one}; a list is taken by {}",
                        names::releases(&form.releases)
                    )
                }
                None => one.to_owned(),
            };
            found.push(
                RULE.warning(
                    Consequence::Ignored,
                    entry.value_span,
                    format!("`{key}` takes one value, and RKE2 uses {takes}"),
                )
                .help(help)
                .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile")
                .evidence("urfave/cli flag parsing"),
            );
        }
    }
}
