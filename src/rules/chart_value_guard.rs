//! Values with which the templates of a chart fail on purpose.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::values::guards::Outcome;
use crate::helm::{Broken, ChartView, broken};
use crate::source::Span;
use crate::yaml::Kind;

pub static RULE: Rule = Rule {
    id: "chart-value-guard",
    summary: "A chart refuses a value, so its install job fails",
    page: page!("chart_value_guard.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for view in &context.charts {
        let source = context.sources.get(view.config.file);
        for broken in broken(context.facts, source, view) {
            found.extend(say(view, broken));
        }
    }
}

fn say(view: &ChartView<'_>, broken: &Broken) -> Option<Diagnostic> {
    let guard = broken.guard;
    let (first, others) = broken.set.split_first()?;
    let about = guard.about;
    let (severity, message) = match guard.outcome {
        Outcome::Fails => (
            Severity::Error,
            format!("the install job of {} fails: {about}", view.name()),
        ),
        Outcome::Depends => (
            Severity::Info,
            format!("the install job of {} may fail: {about}", view.name()),
        ),
    };
    let at = place(view, first);
    let mut finding = RULE
        .finding(severity, Consequence::ChartFails, Some(at), message)
        .help(guard.instead)
        .evidence(guard.source);
    for other in others {
        let span = place(view, other);
        finding = finding.related(span, "together with this");
    }
    Some(finding)
}

/// The value where it is short, else its key.
fn place(view: &ChartView<'_>, (path, span): &(String, Span)) -> Span {
    let mut entries = view.entries.iter();
    let entry = entries.find(|entry| entry.path == *path && entry.value.span() == *span);
    let key = entry
        .filter(|entry| entry.value.kind() != Kind::Scalar)
        .and_then(|entry| entry.key);
    key.map_or(*span, |key| key.span())
}
