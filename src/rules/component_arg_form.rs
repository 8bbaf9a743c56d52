//! An argument for a component that the component cannot read.

use super::{Context, Rule, When};
use crate::config::Form;
use crate::config::arguments::{Argument, TARGETS, Target};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "component-arg-form",
    summary: "An argument for a component is not written as `flag=value`",
    page: page!("component_arg_form.md"),
    when: &[When::Suffix("-arg")],
    check,
};

const SOURCE: &str = "k3s-io/k3s pkg/util/args.go GetArgs";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let trimmed = context.has("arg-dashes-trimmed");
    // Etcd has a configuration file instead of arguments.
    let targets = TARGETS.iter().filter(|target| target.component != "etcd");
    for target in targets {
        for node in &context.nodes {
            for argument in context.arguments(node, target.option) {
                // Loops and conditions of a template may give the items that seem to be missing.
                let missing = argument.item.form == Form::Null && node.is_conditional();
                if !missing {
                    found.extend(judge(context, target, &argument, trimmed));
                }
            }
        }
    }
}

fn judge(
    context: &Context<'_>,
    target: &Target,
    argument: &Argument<'_>,
    trimmed: bool,
) -> Option<Diagnostic> {
    let (item, key) = (argument.item, argument.key);
    let component = target.component;
    let down = |message: String| {
        RULE.error(Consequence::ComponentDown, item.span, message)
            .evidence(SOURCE)
    };
    if item.text.is_empty() {
        return Some(
            down(format!(
                "{component} exits: an item of nothing becomes the flag `--=true`"
            ))
            .help("remove it, or write `[]` for no arguments"),
        );
    }
    if item.text.starts_with("--") && !trimmed {
        let releases = context.facts.trait_releases("arg-dashes-trimmed");
        let since = releases.map(|releases| crate::names::releases(&releases));
        return Some(
            down(format!(
                "{component} exits: this release puts `--` before `{}` once more",
                item.text
            ))
            .help(format!(
                "leave the dashes out; they are taken away by {}",
                since.unwrap_or_default()
            )),
        );
    }
    if let Some(wrong) = key.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)) {
        let rest = key[wrong..].trim_start_matches([' ', '\t', ':', '"', '\'']);
        let name = key[..wrong].trim();
        let value = match argument.value {
            Some(value) => format!("{rest}={value}"),
            None => rest.to_owned(),
        };
        let message = format!(
            "{component} exits: the flag is `--{key}={}`, since only `=` ends its name",
            argument.text()
        );
        // What stands behind the blank may be a flag of its own, or a value.
        let help = match (name, rest.starts_with("--")) {
            (_, true) => "write each argument as an item of its own".to_owned(),
            ("", _) => "write `flag=value`, without dashes or quotes inside".to_owned(),
            _ => format!("write `{name}={}`", value.trim_matches(['"', '\''])),
        };
        return Some(down(message).help(help));
    }
    if key.starts_with('-') || key.is_empty() {
        return Some(
            down(format!(
                "{component} exits: the flag is `--{key}`, which no flag can be called"
            ))
            .help(format!(
                "write `{}`",
                item.text.trim_start_matches(['-', '='])
            )),
        );
    }
    several(target, argument).or_else(|| quoted(context, target, argument))
}

/// A further argument behind a blank, which a shell would take for one of its own.
fn several(target: &Target, argument: &Argument<'_>) -> Option<Diagnostic> {
    let (component, key, value) = (target.component, argument.key, argument.value?);
    let (first, second) = value.split_once(" --")?;
    let name = second.split(['=', ' ']).next().unwrap_or_default();
    let is_flag = name.len() > 1 && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if !is_flag {
        return None;
    }
    let number = first.parse::<f64>().is_ok() || matches!(first, "true" | "false");
    let span = argument.item.span;
    let finding = match number {
        true => RULE.error(
            Consequence::ComponentDown,
            span,
            format!("{component} exits: `--{key}` gets all of `{value}` as its value"),
        ),
        false => RULE.warning(
            Consequence::Changed,
            span,
            format!("{component} never sees `--{name}`: it is part of the value of `--{key}`"),
        ),
    };
    Some(
        finding
            .help("write each argument as an item of its own")
            .evidence(SOURCE),
    )
}

/// Quotes inside an item are part of the value, since no shell takes them away.
fn quoted(context: &Context<'_>, target: &Target, argument: &Argument<'_>) -> Option<Diagnostic> {
    let value = argument.value?;
    let inner = ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))?;
    // Some flags take JSON or a text with quotes of its own.
    if inner.contains(['"', '\'', '{']) {
        return None;
    }
    let (component, key) = (target.component, argument.key);
    let place = context.place(argument.item, value);
    let number = inner.parse::<f64>().is_ok() || matches!(inner, "true" | "false");
    let finding = if number || argument.flag() == "feature-gates" {
        RULE.error(
            Consequence::ComponentDown,
            place,
            format!("{component} exits: the quotes belong to the value, and `--{key}={value}` cannot be read"),
        )
    } else {
        RULE.warning(
            Consequence::Changed,
            place,
            format!("the quotes belong to the value: {component} gets `--{key}={value}`"),
        )
    };
    let finding = finding
        .help(format!(
            "leave the quotes out, or put them around the whole item: \"{key}={inner}\""
        ))
        .evidence(SOURCE);
    Some(
        match context.sources.slice(place) == value && is_plain(inner) {
            true => finding.fix(place, inner),
            false => finding,
        },
    )
}

/// Whether a text means the same in YAML with and without quotes, behind the name of a flag.
fn is_plain(text: &str) -> bool {
    let known = |b: u8| b.is_ascii_alphanumeric() || b"-_./=,<%+".contains(&b);
    !text.is_empty() && text.bytes().all(known)
}
