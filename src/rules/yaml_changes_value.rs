//! A text without quotes that YAML takes for a number or a switch, and hands on as another text.

use super::{Context, Mark, Rule, When};
use crate::config::Form;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Type;

pub static RULE: Rule = Rule {
    id: "yaml-changes-value",
    summary: "YAML takes a text without quotes for a number or a switch, and changes it",
    page: page!("yaml_changes_value.md"),
    when: &[When::Has(Mark::Resolved)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, kind) in node.options() {
            let values = match kind {
                Type::List => &setting.values[..],
                Type::String => &setting.values[setting.values.len().saturating_sub(1)..],
                _ => continue,
            };
            let becomes = match kind {
                Type::List => "gets",
                _ => "becomes",
            };
            for value in values.iter().filter(|value| !value.opaque) {
                let taken_for = match value.form {
                    Form::Bool => "a switch",
                    Form::Number => "a number",
                    _ => continue,
                };
                // Options with a fixed set of values say which of them they take, and a mode is octal;
                // the place of the file that is being read makes no difference any more.
                if matches!(option.key, "write-kubeconfig-mode" | "config")
                    || context.facts.has_values(option.key)
                {
                    continue;
                }
                let written = context.sources.slice(value.span);
                // An alias is written as something else than its value.
                if written == value.text || written.starts_with('*') {
                    continue;
                }
                let key = option.key;
                let message = match option.secret {
                    true => format!(
                        "YAML takes this for {taken_for} and writes it anew, so `{key}` is another one than is written"
                    ),
                    false => format!(
                        "YAML takes `{written}` for {taken_for}, so `{key}` {becomes} `{}`",
                        value.text
                    ),
                };
                // What names a node or lets it in must stay what it is while the cluster runs.
                let is_kept = matches!(key, "token" | "agent-token" | "node-name");
                let help = match is_kept {
                    true => {
                        "put quotes around it for a new cluster; one that runs has it as YAML wrote it, and needs just that"
                    }
                    false => "put quotes around it",
                };
                let finding = RULE
                    .warning(Consequence::Changed, value.span, message)
                    .help(help)
                    .evidence("gopkg.in/yaml.v2 resolve.go");
                // A tag asks for the number, and would do so with quotes too.
                let start = value.span.start as usize;
                let before = context.sources.get(value.span.file).text.get(..start);
                let tagged = before
                    .is_some_and(|text| text.lines().last().is_some_and(|line| line.contains('!')));
                found.push(match tagged {
                    true => finding,
                    false if is_kept => finding.quote(value.span).unsafely(),
                    false => finding.quote(value.span),
                });
            }
        }
    }
}
