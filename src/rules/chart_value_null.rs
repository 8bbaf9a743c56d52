//! A key without a value, which takes the chart's own values away.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::values::{ValueKind, ValueTree};
use crate::helm::{Entry, is_off, is_opaque};

pub static RULE: Rule = Rule {
    id: "chart-value-null",
    summary: "A key without a value removes what a chart holds below it",
    page: page!("chart_value_null.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for view in &context.charts {
        let source = context.sources.get(view.config.file);
        // A template may put lines below the key.
        if source.has_control() {
            continue;
        }
        let Some(tree) = &view.tree else { continue };
        for entry in view.entries.iter().filter(|entry| entry.value.is_null()) {
            let Some(key) = entry.key.filter(|_| !is_opaque(source, entry.value)) else {
                continue;
            };
            let is_needed = entry.facts.first().is_some_and(|fact| fact.needed);
            let may_fail = || may_be_needed(tree, entry) && !is_off(source, view, &entry.path);
            if !view.counts(entry) || !is_needed && !may_fail() {
                continue;
            }
            let path = &entry.path;
            let chart = view.name();
            let finding = match is_needed && !view.has_more {
                true => RULE.error(
                    Consequence::ChartFails,
                    key.span(),
                    format!(
                        "the install job of {chart} fails: `{path}` is set to nothing, which removes all that the \
                         chart holds there, and its templates look below it"
                    ),
                ),
                false => RULE.warning(
                    Consequence::ChartFails,
                    key.span(),
                    format!(
                        "`{path}` is set to nothing, which removes all that {chart} holds there; templates that look \
                         below it fail"
                    ),
                ),
            };
            found.push(
                finding
                    .help("remove the key; if the lines that follow belong to it, indent them")
                    .evidence("helm/helm pkg/chartutil/coalesce.go"),
            );
        }
    }
}

/// Whether some templates look below a mapping that others may do without.
fn may_be_needed(tree: &ValueTree, entry: &Entry<'_>) -> bool {
    // Who may name the key himself may take it away, and so may who only hands it on.
    let [fact] = &entry.facts[..] else {
        return false;
    };
    let own = fact.kind == ValueKind::Map && !fact.template && !fact.unread;
    let holds = own && !fact.free && !fact.guarded && !fact.asked && !entry.below_free;
    let children = tree.children(&entry.path);
    // Where any key goes, templates go through what there is, and nothing is fine.
    holds && !children.is_empty() && children.iter().all(|(name, _)| *name != "*")
}
