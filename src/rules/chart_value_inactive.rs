//! A value that its chart reads only where another one is on.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::values::{ValueTree, path};
use crate::helm::{ChartView, Entry, broken, is_opaque, switch_path};
use crate::yaml::{Kind, Scalar};

pub static RULE: Rule = Rule {
    id: "chart-value-inactive",
    summary: "A value counts only where another one is on, and that one is off by default",
    page: page!("chart_value_inactive.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

/// Values that wait for the same switch.
struct Waiting<'v, 'a> {
    switch: &'static str,
    first: &'v Entry<'a>,
    others: Vec<&'v str>,
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for view in &context.charts {
        let source = context.sources.get(view.config.file);
        let Some(tree) = &view.tree else { continue };
        // A template or a Secret may switch on what is off here.
        if source.has_control() || view.has_more {
            continue;
        }
        let mut waiting: Vec<Waiting<'_, '_>> = Vec::new();
        let entries = view.entries.iter();
        for entry in entries.filter(|entry| !entry.switches.is_empty() && entry.key.is_some()) {
            // Who names the switch knows about it.
            let is_off = |switch: &&str| view.set(switch_path(switch)).is_none();
            let mut switches = entry.switches.iter().copied();
            let Some(switch) = switches.find(is_off) else {
                continue;
            };
            let says = says_something(view, entry) && !is_opaque(source, entry.value);
            if !says || !view.counts(entry) {
                continue;
            }
            let above = |other: &str| path::is_below(&entry.path, other);
            match waiting.iter_mut().find(|other| other.switch == switch) {
                Some(other) if above(&other.first.path) => {}
                Some(other) if other.others.iter().any(|path| above(path)) => {}
                Some(other) => other.others.push(&entry.path),
                None => waiting.push(Waiting {
                    switch,
                    first: entry,
                    others: Vec::new(),
                }),
            }
        }
        // A chart that fails has no need of more words.
        if waiting.is_empty() || !broken(context.facts, source, view).is_empty() {
            continue;
        }
        found.extend(
            waiting
                .iter()
                .filter_map(|waiting| report(view, tree, waiting)),
        );
    }
}

/// Whether a value is one by itself, and asks for something that the chart does not do anyway.
fn says_something(view: &ChartView<'_>, entry: &Entry<'_>) -> bool {
    let Some(fact) = entry.facts.first() else {
        return false;
    };
    match entry.value.kind() {
        Kind::Mapping => {
            entry.value.entries().next().is_some()
                && (fact.free || view.has_child(&entry.path, "*"))
        }
        Kind::Sequence => entry.value.items().next().is_some(),
        _ => {
            let scalar = entry.value.scalar();
            let is_nothing = match &scalar {
                Scalar::Null | Scalar::Bool(false) => true,
                Scalar::Int(number) => *number == 0,
                Scalar::Str(text) => text.is_empty(),
                _ => false,
            };
            let own = fact.default.map(|default| default.trim_matches('"'));
            // The tables leave out defaults that change with every version, such as tags.
            let is_known = own.is_some() || fact.template || !fact.kind.is_scalar();
            !is_nothing && is_known && own != Some(scalar.go_string().as_str())
        }
    }
}

fn report(view: &ChartView<'_>, tree: &ValueTree, waiting: &Waiting<'_, '_>) -> Option<Diagnostic> {
    let path = switch_path(waiting.switch);
    let own = tree.get(path).and_then(|fact| fact.default);
    let quoted = |texts: &str| texts.replace('|', "` or `");
    let (wanted, mend) = match (waiting.switch.split_once('='), own) {
        (Some((before, texts)), _) if before.ends_with('!') => {
            (format!("is not `{}`", quoted(texts)), None)
        }
        (Some((_, texts)), _) => (
            format!("is `{}`", quoted(texts)),
            Some(format!("{path}: {}", texts.split('|').next()?)),
        ),
        (None, Some("true")) => ("is false".to_owned(), Some(format!("{path}: false"))),
        (None, Some("false")) => ("is true".to_owned(), Some(format!("{path}: true"))),
        _ if waiting.switch.starts_with('!') => ("is empty".to_owned(), None),
        _ => ("is set".to_owned(), None),
    };
    let by_default = match own {
        Some("\"\"") | None => "it is not".to_owned(),
        Some(own) => format!("it is `{}`", own.trim_matches('"')),
    };
    let others = match &waiting.others[..] {
        [] => String::new(),
        [other] => format!("; nor has `{other}`"),
        [other, more @ ..] => format!("; nor have `{other}` and {} more", more.len()),
    };
    let them = if others.is_empty() { "it" } else { "them" };
    let message = format!(
        "`{}` has no effect{others}: {} looks at {them} only where `{path}` {wanted}, and by default {by_default}",
        waiting.first.path,
        view.name(),
    );
    let key = waiting.first.key?.span();
    // Who copies the chart's own values cannot know of a switch that they do not name.
    let finding = match tree.get(path).is_some_and(|fact| !fact.template) {
        true => RULE.warning(Consequence::Ignored, key, message),
        false => RULE.info(Consequence::Ignored, key, message),
    };
    let finding = finding.evidence("rancher/rke2-charts values.yaml and templates");
    Some(match mend {
        Some(mend) => finding.help(format!("set `{mend}`, or remove what waits for it")),
        None => finding.help(format!("set `{path}`, or remove what waits for it")),
    })
}
