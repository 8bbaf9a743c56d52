//! A switch, a number or a duration whose value is none.

use super::{Context, Mark, Rule, When};
use crate::config::{Form, Value};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Type;
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "value-type",
    summary: "A switch, a number or a duration has a value that RKE2 cannot read as one",
    page: page!("value_type.md"),
    when: &[When::Has(Mark::Typed)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, kind) in node.options() {
            for &value in setting.values.iter().filter(|value| !value.opaque) {
                let text = &value.text;
                let refused = match kind {
                    Type::Bool => go::parse_bool(text).is_none(),
                    Type::Int => go::parse_int(text).is_none(),
                    Type::Duration => go::parse_duration(text).is_none(),
                    Type::String | Type::List => false,
                };
                // A condition of a template may give the value that seems to be missing.
                let missing = value.form == Form::Null && node.is_conditional_at(value.span);
                if refused && !missing {
                    found.push(refuse(context, option.key, kind, value));
                }
            }
        }
    }
}

fn refuse(context: &Context<'_>, key: &str, kind: Type, value: &Value) -> Diagnostic {
    let wanted = match kind {
        Type::Bool => "`true` or `false`",
        Type::Int => "a whole number",
        _ => "a duration",
    };
    let has = match value.form {
        Form::Null => "and has nothing".to_owned(),
        Form::Map => "not a mapping".to_owned(),
        Form::List => "not a list".to_owned(),
        _ if value.text.is_empty() => "not an empty text".to_owned(),
        _ => format!("not `{}`", value.text),
    };
    let finding = RULE
        .error(
            Consequence::WontStart,
            value.span,
            format!("RKE2 exits: `{key}` needs {wanted}, {has}"),
        )
        .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile")
        .evidence("urfave/cli flag parsing");
    if value.text.is_empty() {
        let example = match kind {
            Type::Bool => "`true` or `false`",
            Type::Int => "a number",
            _ => "a duration such as `10m`",
        };
        return finding.help(format!("write {example}, or remove the key"));
    }
    match kind {
        Type::Bool => match switch(&value.text) {
            Some(word) => {
                let finding = finding.help(format!("write `{word}`, without quotes"));
                match context.sources.slice(value.span).contains('\n') {
                    false => finding.fix(value.span, word),
                    true => finding,
                }
            }
            None => finding.help("write `true` or `false`"),
        },
        Type::Int => finding.help("write a whole number, without a unit"),
        _ => finding.help(duration_help(&value.text)),
    }
}

/// What a word means as a switch, if it plainly is one.
fn switch(text: &str) -> Option<&'static str> {
    match &*text.to_ascii_lowercase() {
        "yes" | "y" | "on" | "true" => Some("true"),
        "no" | "n" | "off" | "false" => Some("false"),
        _ => None,
    }
}

fn duration_help(text: &str) -> String {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if number(text) {
        return format!("say the unit: `{text}s`, `{text}m` or `{text}h`");
    }
    let days = text.strip_suffix('d').filter(|days| number(days));
    let hours = days.and_then(|days| days.parse::<u64>().ok()?.checked_mul(24));
    match hours {
        Some(hours) => format!("there is no unit for days: write `{hours}h`"),
        None => {
            "write numbers with units, without blanks, as in `90s`, `10m` or `1h30m`".to_owned()
        }
    }
}
