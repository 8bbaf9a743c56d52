//! A mapping where RKE2 wants a text.

use super::{Context, Mark, Rule, When};
use crate::config::{Entry, Form, Shape, Value};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::items::Blanks;
use crate::facts::options::Type;
use crate::source::Span;
use crate::yaml::scalar;

pub static RULE: Rule = Rule {
    id: "map-value",
    summary: "A mapping stands where RKE2 wants a text, as in `- max-pods: 110`",
    page: page!("map_value.md"),
    when: &[When::Has(Mark::Map)],
    check,
};

/// Enough of a printed mapping to recognise it.
const MOST_PRINTED: usize = 60;

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, kind) in node.options() {
            // What is no text is refused for that, and so is a value outside of a fixed set.
            // The place of the file that is being read makes no difference any more.
            let text = matches!(kind, Type::String | Type::List) && option.key != "config";
            if !text || context.facts.has_values(option.key) {
                continue;
            }
            for entry in &setting.entries {
                let values = entry.values.iter();
                for value in values.filter(|value| value.form == Form::Map && !value.opaque) {
                    found.push(judge(context, option.key, entry, value));
                }
            }
        }
    }
}

fn judge(context: &Context<'_>, key: &str, entry: &Entry, value: &Value) -> Diagnostic {
    let blanks = context.facts.blanks(key, context.to);
    let mut printed: String = value.text.chars().take(MOST_PRINTED).collect();
    if printed.len() < value.text.len() {
        printed.push('…');
    }
    let message = format!("RKE2 wants text here, and makes `{printed}` of this mapping");
    let refused = "which it refuses";
    let (consequence, because) = match key {
        "node-label" => (Consequence::ComponentDown, "which is no label"),
        "node-taint" => (Consequence::ComponentDown, "which is no taint"),
        _ if key.starts_with("kube") && key.ends_with("-arg") => (
            Consequence::ComponentDown,
            "which is no flag of the component",
        ),
        _ if key.starts_with("control-plane-") => (Consequence::WontStart, refused),
        _ if matches!(blanks, Some((Blanks::Fatal, _))) => (Consequence::WontStart, refused),
        _ => (Consequence::Changed, ""),
    };
    let finding = match because {
        "" => RULE.warning(consequence, value.span, message),
        _ => RULE.error(consequence, value.span, format!("{message}, {because}")),
    };
    let finding = finding.evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile");
    let pairs = key.ends_with("-arg") || key.ends_with("-extra-env") || key == "node-label";
    if !pairs {
        return finding.help(match key {
            "node-taint" => "write a list of texts such as `key=value:NoSchedule`",
            _ => "write a text, or a list of texts",
        });
    }
    let written = context.sources.slice(value.span);
    match pair(written) {
        Some((name, text)) if entry.shape == Shape::List => {
            let start = value.span.start + name.len() as u32;
            let end = value.span.end - text.len() as u32;
            finding.help(format!("write `{name}={text}`")).fix(
                Span {
                    start,
                    end,
                    ..value.span
                },
                "=",
            )
        }
        _ => finding.help("write a list of texts `name=value`"),
    }
}

/// The two sides of `name: value`, if both mean the same in `name=value`.
fn pair(written: &str) -> Option<(&str, &str)> {
    let (name, text) = written.split_once(": ")?;
    let text = text.trim_start();
    let is_plain = |text: &str| {
        let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./=,%".contains(&byte);
        text.bytes().all(letter) && scalar::plain(text).go_string() == text && !text.is_empty()
    };
    (is_plain(name) && is_plain(text)).then_some((name, text))
}
