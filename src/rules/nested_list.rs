//! A list in a list, of which RKE2 keeps the first element.

use super::{Context, Mark, Rule, When};
use crate::config::Form;
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "nested-list",
    summary: "A list stands in a list, and RKE2 keeps only its first element",
    page: page!("nested_list.md"),
    when: &[When::Has(Mark::NestedList)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, _) in node.options() {
            for value in setting.values.iter().filter(|value| !value.opaque) {
                // An empty one leaves nothing that could be lost.
                if value.form != Form::List || context.sources.slice(value.span) == "[]" {
                    continue;
                }
                let first = match option.secret {
                    true => "its first element".to_owned(),
                    false => format!("`{}`, its first element", value.text),
                };
                let message = format!("of a list in a list RKE2 keeps only {first}");
                found.push(
                    RULE.warning(Consequence::Ignored, value.span, message)
                        .help("write all values in one list")
                        .evidence("rancher/wrangler pkg/data/convert/convert.go ToString"),
                );
            }
        }
    }
}
