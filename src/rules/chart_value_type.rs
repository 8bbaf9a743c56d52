//! A value of another type than the chart takes.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::values::{ValueFact, ValueKind, path};
use crate::helm::{ChartView, Entry, is_off, is_opaque};
use crate::source::Source;
use crate::yaml::scalar::plain;
use crate::yaml::{Kind, Ref, Scalar, Style};

pub static RULE: Rule = Rule {
    id: "chart-value-type",
    summary: "A chart value has the wrong type",
    page: page!("chart_value_type.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for view in &context.charts {
        let source = context.sources.get(view.config.file);
        for entry in &view.entries {
            if !entry.value.is_null() && !is_opaque_scalar(source, entry.value) {
                found.extend(judge(source, view, entry));
            }
        }
    }
}

/// A template that fills in parts of a collection leaves it one.
fn is_opaque_scalar(source: &Source, value: Ref<'_>) -> bool {
    value.kind() == Kind::Scalar && is_opaque(source, value)
}

fn judge(source: &Source, view: &ChartView<'_>, entry: &Entry<'_>) -> Option<Diagnostic> {
    // Where a key has a place of its own, that of any key does not count.
    let fact = entry.facts.first()?;
    if let Some(schema) = fact.schema {
        return match accepts(schema, entry.value) {
            true => switch(view, entry, fact),
            false => Some(refuse(view, entry, schema)),
        };
    }
    match entry.value.kind() {
        Kind::Scalar => switch(view, entry, fact).or_else(|| shape(source, view, entry, fact)),
        _ => shape(source, view, entry, fact),
    }
}

/// Helm checks the values against the schema before anything else.
fn refuse(view: &ChartView<'_>, entry: &Entry<'_>, schema: &str) -> Diagnostic {
    let wanted = words(schema);
    let path = &entry.path;
    let message = format!(
        "the install job of {} fails: `{path}` has to be {wanted}, and is {}",
        view.name(),
        kind(entry.value)
    );
    let finding = RULE
        .error(Consequence::ChartFails, place(entry), message)
        .evidence("rancher/rke2-charts rke2-cilium values.schema.json");
    let text = entry.value.text();
    let is_quoted = matches!(
        entry.value.style(),
        Style::SingleQuoted | Style::DoubleQuoted
    );
    if is_quoted && !entry.value.is_alias() && accepts_scalar(schema, &plain(text)) {
        return finding
            .help(format!("write `{text}` without quotes"))
            .fix(entry.value.span(), text);
    }
    let wants_list = schema.split('|').any(|word| word == "list");
    match entry.value.kind() {
        Kind::Scalar if wants_list => finding.help("write a list"),
        _ if schema == "null" => finding.help("remove it: the chart's schema takes no value here"),
        _ => finding,
    }
}

/// Templates that only ask whether a value is true take every text for that.
fn switch(view: &ChartView<'_>, entry: &Entry<'_>, fact: &ValueFact) -> Option<Diagnostic> {
    let off = matches!(entry.value.scalar(), Scalar::Str(_))
        && entry.value.kind() == Kind::Scalar
        && plain(entry.value.text()) == Scalar::Bool(false);
    if !fact.switch || !off {
        return None;
    }
    let path = &entry.path;
    let text = entry.value.text();
    let message = format!(
        "`{path}` is text, and {} takes every text for true: this switches it on",
        view.name()
    );
    let finding = RULE
        .warning(Consequence::Changed, entry.value.span(), message)
        .help("write `false` without quotes")
        .evidence("text/template: the truth of a string is that it is not empty");
    Some(match text == "false" && !entry.value.is_alias() {
        true => finding.fix(entry.value.span(), "false"),
        false => finding,
    })
}

/// What templates only copy into pods, and Kubernetes then reads.
const OF_PODS: [(&str, Kind); 8] = [
    ("affinity", Kind::Mapping),
    ("nodeSelector", Kind::Mapping),
    ("podAnnotations", Kind::Mapping),
    ("podLabels", Kind::Mapping),
    ("podSecurityContext", Kind::Mapping),
    ("resources", Kind::Mapping),
    ("tolerations", Kind::Sequence),
    ("topologySpreadConstraints", Kind::Sequence),
];

/// A collection that Kubernetes wants to be one of the other kind, as the chart's own values are.
fn of_pods(view: &ChartView<'_>, entry: &Entry<'_>, fact: &ValueFact) -> Option<Diagnostic> {
    let (_, last) = path::split(&entry.path);
    let (_, wanted) = OF_PODS.iter().find(|(name, _)| *name == last)?;
    let same = match fact.kind {
        ValueKind::Map => *wanted == Kind::Mapping,
        ValueKind::List => *wanted == Kind::Sequence,
        _ => false,
    };
    let is_unsure = fact.mixed || fact.unread || entry.facts.len() > 1 || entry.below_free;
    // Some templates read YAML out of a text, and most pass over what is empty.
    let text = entry.value.text();
    let may_do =
        entry.value.kind() == Kind::Scalar && (text.contains('\n') || matches!(text, "" | "false"));
    if !same || is_unsure || may_do || entry.value.kind() == *wanted {
        return None;
    }
    let wanted = match wanted {
        Kind::Mapping => "a mapping",
        _ => "a list",
    };
    let is = kind(entry.value);
    let path = &entry.path;
    let message = format!(
        "Kubernetes wants {wanted} at `{path}`, and this is {is}: it refuses the pods of {}",
        view.name()
    );
    Some(
        RULE.warning(Consequence::ChartFails, place(entry), message)
            .evidence("kubernetes/api core/v1/types.go PodSpec"),
    )
}

/// Without a schema Helm takes everything, and some templates then fail on it.
fn shape(
    source: &Source,
    view: &ChartView<'_>,
    entry: &Entry<'_>,
    fact: &ValueFact,
) -> Option<Diagnostic> {
    if fact.needed && entry.value.kind() != Kind::Mapping && !view.has_more && view.counts(entry) {
        let message = format!(
            "the install job of {} fails: `{}` has to be a mapping, and is {}: its templates look below it",
            view.name(),
            entry.path,
            kind(entry.value)
        );
        let finding = RULE
            .error(Consequence::ChartFails, place(entry), message)
            .evidence("rancher/rke2-charts values.yaml and templates");
        return Some(with_switch(view, entry, finding));
    }
    if let Some(found) = of_pods(view, entry, fact) {
        return Some(found);
    }
    let may_be_anything =
        fact.mixed || fact.guarded || fact.unread || entry.facts.len() > 1 || entry.below_free;
    // An empty text is often only a place where anything may go.
    if may_be_anything || matches!(fact.default, Some("\"\"")) {
        return None;
    }
    let path = &entry.path;
    let chart = view.name();
    let is = kind(entry.value);
    let own = entry.value.kind();
    // Templates that only go through a mapping go through a list as well.
    if own == Kind::Sequence && fact.kind == ValueKind::Map && view.has_child(&entry.path, "*") {
        return None;
    }
    let (wanted, consequence, what) = match (fact.kind, own) {
        (ValueKind::Map, Kind::Scalar | Kind::Sequence) if !fact.free && !fact.template => (
            "a mapping",
            Consequence::ChartFails,
            "templates that look below it fail",
        ),
        (ValueKind::Map, Kind::Scalar) if !fact.free => (
            "a mapping",
            Consequence::ChartFails,
            "templates that look below it fail",
        ),
        // Templates go through a mapping as they do through a list.
        (ValueKind::List, Kind::Scalar) if !fact.free => (
            "a list",
            Consequence::ChartFails,
            "templates that go through it fail, or take it for something else",
        ),
        (ValueKind::Bool, Kind::Mapping | Kind::Sequence) if fact.switch => (
            "true or false",
            Consequence::Changed,
            "templates take it for true",
        ),
        (kind, Kind::Mapping | Kind::Sequence) if kind.is_scalar() && !fact.free => (
            "a single value",
            Consequence::Changed,
            "what the templates print is no use",
        ),
        _ => return None,
    };
    if is_off(source, view, &entry.path) {
        return None;
    }
    let message = format!("{chart} wants {wanted} at `{path}`, and this is {is}: {what}");
    let finding = RULE
        .warning(consequence, place(entry), message)
        .evidence("rancher/rke2-charts values.yaml and templates");
    Some(with_switch(view, entry, finding))
}

/// Who writes true or false in place of a mapping means the switch in it.
fn with_switch(view: &ChartView<'_>, entry: &Entry<'_>, finding: Diagnostic) -> Diagnostic {
    match entry.value.scalar() {
        Scalar::Bool(on) if view.has_child(&entry.path, "enabled") => {
            finding.help(format!("write `enabled: {on}` below `{}`", entry.path))
        }
        _ => finding,
    }
}

/// The value where it is short, else its key.
fn place(entry: &Entry<'_>) -> crate::source::Span {
    match (entry.value.kind(), entry.key) {
        (Kind::Scalar, _) | (_, None) => entry.value.span(),
        (_, Some(key)) => key.span(),
    }
}

fn accepts(schema: &str, value: Ref<'_>) -> bool {
    let has = |word| schema.split('|').any(|other| other == word);
    match value.kind() {
        Kind::Mapping => has("map"),
        Kind::Sequence => has("list"),
        _ => accepts_scalar(schema, &value.scalar()),
    }
}

fn accepts_scalar(schema: &str, value: &Scalar<'_>) -> bool {
    let has = |word: &str| schema.split('|').any(|other| other == word);
    match value {
        // Null takes a value away before the schema is looked at.
        Scalar::Null => true,
        Scalar::Bool(_) => has("bool"),
        Scalar::Int(_) | Scalar::UInt(_) => has("int") || has("float"),
        Scalar::Float(value) => has("float") || (has("int") && value.fract() == 0.0),
        Scalar::Str(text) => {
            has("string") || serde_json::to_string(text).is_ok_and(|text| has(&text))
        }
    }
}

/// What a schema takes, in words.
fn words(schema: &str) -> String {
    let words = schema.split('|').filter(|word| *word != "null");
    let words: Vec<String> = words
        .map(|word| match word {
            "map" => "a mapping".to_owned(),
            "list" => "a list".to_owned(),
            "string" => "text".to_owned(),
            "int" => "a whole number".to_owned(),
            "float" => "a number".to_owned(),
            "bool" => "true or false".to_owned(),
            constant => format!("`{}`", constant.trim_matches('"')),
        })
        .collect();
    match words.is_empty() {
        true => "left out".to_owned(),
        false => words.join(" or "),
    }
}

/// What a value is, in words.
fn kind(value: Ref<'_>) -> &'static str {
    match (value.kind(), value.scalar()) {
        (Kind::Mapping, _) => "a mapping",
        (Kind::Sequence, _) => "a list",
        (_, Scalar::Bool(_)) => "true or false",
        (_, Scalar::Int(_) | Scalar::UInt(_)) => "a whole number",
        (_, Scalar::Float(_)) => "a number",
        _ => "text",
    }
}
