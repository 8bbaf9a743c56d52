//! A flag that stands twice in a release that passes only the last one.

use super::{Context, Rule, When};
use crate::config::arguments::TARGETS;
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "component-arg-repeated",
    summary: "A flag of a component stands twice, and the release passes only the last one",
    page: page!("component_arg_repeated.md"),
    when: &[When::Suffix("-arg")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.has("arg-repeat-all") {
        return;
    }
    for target in &TARGETS {
        for node in &context.nodes {
            let arguments = context.arguments(node, target.option);
            for (index, argument) in arguments.iter().enumerate() {
                let later = &arguments[index + 1..];
                let Some(last) = later.iter().rfind(|other| other.key == argument.key) else {
                    continue;
                };
                // A value that is given twice loses nothing.
                if argument.key.is_empty() || last.text() == argument.text() {
                    continue;
                }
                let message = format!(
                    "RKE2 drops `{}`: of a flag that stands twice it passes only the last one",
                    argument.item.text
                );
                let since = context.facts.trait_releases("arg-repeat-all");
                let since = since
                    .map(|since| crate::names::releases(&since))
                    .unwrap_or_default();
                found.push(
                    RULE.warning(Consequence::Ignored, argument.item.span, message)
                        .related(last.item.span, "this one is passed")
                        .help(format!("write one item with all values, separated by commas; {since} pass all of them"))
                        .evidence("k3s-io/k3s pkg/util/args.go"),
                );
            }
        }
    }
}
