//! Values that RKE2 sets for every chart.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::Consequence;

pub static RULE: Rule = Rule {
    id: "chart-value-global",
    summary: "A HelmChartConfig sets a value that RKE2 sets itself",
    page: page!("chart_value_global.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<crate::diagnostic::Diagnostic>) {
    if context.charts.is_empty() {
        return;
    }
    let globals = context.facts.globals(context.to);
    for entry in context.charts.iter().flat_map(|view| &view.entries) {
        let global = globals.iter().find(|global| global.path == entry.path);
        let (Some(global), Some(key)) = (global, entry.key) else {
            continue;
        };
        let path = &entry.path;
        let message = format!("`{path}` has no effect: RKE2 sets it for all of its charts");
        let finding = RULE
            .warning(Consequence::Ignored, key.span(), message)
            .evidence(global.source);
        found.push(match global.key {
            Some(option) => finding.help(format!("it comes from `{option}` in config.yaml")),
            None => finding.help("remove it"),
        });
    }
}
