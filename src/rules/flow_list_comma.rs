//! A comma inside an argument of a component that ends an item of a list in brackets.

use super::{Context, Rule};
use crate::config::{Entry, Form, Shape, Value};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "flow-list-comma",
    summary: "A comma that belongs to an argument ends it, because the list is in brackets",
    page: page!("flow_list_comma.md"),
    check,
};

/// What `kube-reserved` and its like hold; no component has a flag of such a name.
const RESOURCES: [&str; 4] = ["cpu", "memory", "ephemeral-storage", "pid"];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, _) in node.options() {
            let argument = option.key.starts_with("kube") && option.key.ends_with("-arg");
            for entry in setting.entries.iter().filter(|_| argument) {
                let written = context.sources.slice(entry.value_span);
                if entry.shape == Shape::List && written.starts_with('[') {
                    judge(context, option.key, entry, found);
                }
            }
        }
    }
}

fn judge(context: &Context<'_>, key: &str, entry: &Entry, found: &mut Vec<Diagnostic>) {
    let mut at = 0;
    while let Some(whole) = entry.values.get(at) {
        let rest = &entry.values[at + 1..];
        let cut_off = match is_plain(whole) && whole.text.contains('=') {
            true => rest
                .iter()
                .take_while(|value| is_cut_off(whole, value))
                .count(),
            false => 0,
        };
        if let Some((first, last)) = rest[..cut_off].first().zip(rest[..cut_off].last()) {
            found.push(finding(context, key, whole, first, last));
        }
        at += 1 + cut_off;
    }
}

fn finding(
    context: &Context<'_>,
    key: &str,
    whole: &Value,
    first: &Value,
    last: &Value,
) -> Diagnostic {
    let component = key.trim_end_matches("-arg");
    let flag = match first.text.contains('=') {
        true => first.text.clone(),
        false => format!("{}=true", first.text),
    };
    let span = whole.span.to(last.span);
    let finding = RULE
        .error(
            Consequence::ComponentDown,
            span,
            format!("in a list in brackets the comma ends the item: {component} gets the flag `--{flag}`, which it does not have"),
        )
        .help("put the whole argument in quotes, or write each item in a line of its own")
        .evidence("k3s-io/k3s pkg/util/args.go GetArgs");
    match is_quotable(context, span) {
        true => finding.quote(span),
        false => finding,
    }
}

/// Whether the items are one argument as they stand, so that quotes around it are all that is missing.
fn is_quotable(context: &Context<'_>, span: Span) -> bool {
    let text = context.sources.slice(span);
    !text.contains([' ', '\n', '"', '\\', '\'', '\t'])
}

fn is_plain(value: &Value) -> bool {
    !value.opaque && matches!(value.form, Form::Plain | Form::Bool | Form::Number)
}

/// Whether an item is the rest of the argument before it, since no flag looks like that.
fn is_cut_off(whole: &Value, value: &Value) -> bool {
    if !is_plain(value) {
        return false;
    }
    let name = value.text.split('=').next().unwrap_or_default();
    // No component has a flag with one of these in its name; a blank is a mistake of another kind.
    let strange = name.contains(|c: char| c.is_ascii_uppercase() || "./<>:%".contains(c));
    // `system-reserved=cpu=1,memory=1Gi`
    let of_mapping = whole.text.splitn(3, '=').count() == 3;
    let rest = strange && !name.contains([' ', '"', '\'']);
    rest || value.form != Form::Plain || of_mapping && RESOURCES.contains(&name)
}
