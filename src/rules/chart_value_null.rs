//! A key without a value, which takes the chart's own values away.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::values::ValueKind;
use crate::helm::is_opaque;

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
            // Who may name the key himself may take it away, and so may who only hands it on.
            let [fact] = &entry.facts[..] else { continue };
            let own = fact.kind == ValueKind::Map && !fact.template && !fact.unread;
            let holds = own && !fact.free && !fact.guarded && !fact.asked && !entry.below_free;
            let children = tree.children(&entry.path);
            // Where any key goes, templates go through what there is, and nothing is fine.
            if !holds || children.is_empty() || children.iter().any(|(name, _)| *name == "*") {
                continue;
            }
            let path = &entry.path;
            let message = format!(
                "`{path}` is set to nothing, which removes all that {} holds there; templates that look below it fail",
                view.name()
            );
            found.push(
                RULE.warning(Consequence::ChartFails, key.span(), message)
                    .help("remove the key; if the lines that follow belong to it, indent them")
                    .evidence("helm/helm pkg/chartutil/coalesce.go"),
            );
        }
    }
}
