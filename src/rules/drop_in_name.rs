//! Files in `config.yaml.d` that RKE2 reads although they are hidden, or does not read.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::{FileId, Span};

pub static RULE: Rule = Rule {
    id: "drop-in-name",
    summary: "The name of a drop-in decides against what it looks like whether RKE2 reads it",
    page: page!("drop_in_name.md"),
    when: &[When::Has(Mark::PassedOver), When::Has(Mark::DropIn)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("drop-in-directory") {
        return;
    }
    let mut note = |file: FileId, consequence, message: String, help| {
        found.push(
            RULE.info(consequence, Span::new(file, 0, 0), message)
                .help(help)
                .evidence("k3s-io/k3s pkg/configfilearg/parser.go dotDFiles"),
        );
    };
    for &file in &context.project.passed_over {
        let source = context.sources.get(file);
        let name = source.name();
        let yaml = [".yaml", ".yml"]
            .iter()
            .any(|end| name.to_ascii_lowercase().ends_with(end));
        let message = match yaml {
            true => "RKE2 does not look into the folders of `config.yaml.d`, so it does not read this file".to_owned(),
            false => format!("RKE2 reads the files of `config.yaml.d` that end in `.yaml` or `.yml`, and so not `{name}`"),
        };
        note(
            file,
            Consequence::Ignored,
            message,
            "if it is meant to be read, put it directly into `config.yaml.d`, with `.yaml` at the end of its name",
        );
    }
    for part in context.nodes.iter().flat_map(|node| node.parts()) {
        let source = context.sources.get(part.file);
        if part.drop_in && source.name().starts_with('.') {
            let message = format!(
                "RKE2 reads hidden files too: `{}` comes before all drop-ins whose names begin with a digit or letter",
                source.name()
            );
            note(
                part.file,
                Consequence::Changed,
                message,
                "if it is meant to be off, take the `.yaml` from the end of its name",
            );
        }
    }
}
