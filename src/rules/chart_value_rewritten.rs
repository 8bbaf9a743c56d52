//! A chart value without quotes that YAML takes for a number or a switch, and templates write as another text.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::values::{ValueKind, path};
use crate::helm::{ChartView, Entry, is_opaque};
use crate::secrets::is_secret_key;
use crate::yaml::go::print_float;
use crate::yaml::{Kind, Scalar};

pub static RULE: Rule = Rule {
    id: "chart-value-rewritten",
    summary: "A chart value without quotes is written as another text",
    page: page!("chart_value_rewritten.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for view in &context.charts {
        let source = context.sources.get(view.config.file);
        for entry in &view.entries {
            let is_plain = entry.value.kind() == Kind::Scalar && !entry.value.is_alias();
            if is_plain && !is_opaque(source, entry.value) {
                found.extend(judge(view, entry));
            }
        }
    }
}

fn judge(view: &ChartView<'_>, entry: &Entry<'_>) -> Option<Diagnostic> {
    let fact = entry.facts.first().filter(|fact| fact.text)?;
    let (_, last) = path::split(&entry.path);
    let scalar = entry.value.scalar();
    let (becomes, taken_for) = match (scalar.number(), scalar) {
        (Some(number), _) => (print_float(number), "a number"),
        (_, Scalar::Bool(on)) if fact.kind == ValueKind::String || takes_any_key(view, entry) => {
            (on.to_string(), "a switch")
        }
        _ => return None,
    };
    let written = entry.value.text();
    if becomes == written {
        return None;
    }
    let takes_text = fact
        .schema
        .is_none_or(|schema| schema.split('|').any(|word| word == "string"));
    // Whatever it is, the schema is the first to refuse it.
    if fact.schema.is_some() && fact.kind == ValueKind::String {
        return None;
    }
    let chart = view.name();
    let path = &entry.path;
    let message = match is_secret_key(last) {
        true => format!("{chart} writes `{path}` as another text: Helm takes this for {taken_for}"),
        false => format!(
            "{chart} writes `{path}` as `{becomes}`: Helm takes `{written}` for {taken_for}"
        ),
    };
    let finding = RULE
        .warning(Consequence::Changed, entry.value.span(), message)
        .evidence("helm/helm pkg/cli/values/options.go");
    Some(match takes_text {
        true => finding
            .help("put quotes around it")
            .quote(entry.value.span()),
        false => finding.help("the chart takes no text here: choose a number that stays as it is"),
    })
}

/// Whether it is one of many keys that anybody may choose, as in a ConfigMap.
fn takes_any_key(view: &ChartView<'_>, entry: &Entry<'_>) -> bool {
    let (parent, last) = path::split(&entry.path);
    entry.facts.iter().all(|fact| fact.text) && !view.has_child(parent, last)
}
