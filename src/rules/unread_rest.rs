//! Text after the end of what RKE2 reads: a second document, or lines left of the first key.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "unread-rest",
    summary: "RKE2 stops reading in the middle of the file: at a second document, or at a line left of the first key",
    page: page!("unread_rest.md"),
    when: &[When::Has(Mark::Unread)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        // Conditions of a template may leave out what stands before, or the mark that ends it.
        let parts = node
            .parts()
            .filter(|part| !part.control && part.refused.is_none());
        for part in parts {
            let Some(unread) = part.unread else { continue };
            let lost = lost_keys(context, unread.span);
            let lost = match lost.is_empty() {
                true => String::new(),
                false => format!(" (lost: `{}`)", lost.join("`, `")),
            };
            let (message, help) = match unread.document {
                true => (
                    format!(
                        "RKE2 reads the first document of the file only: from here on nothing has an effect{lost}"
                    ),
                    "put all keys into the first document, or into files of their own in `config.yaml.d`",
                ),
                false => (
                    format!(
                        "RKE2 stops reading here without a word, because this line begins left of the first key{lost}"
                    ),
                    "begin all keys in the same column",
                ),
            };
            found.push(
                RULE.warning(Consequence::Ignored, unread.span, message)
                    .help(help)
                    .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile")
                    .evidence("gopkg.in/yaml.v2 yaml.go Unmarshal"),
            );
        }
    }
}

/// The options among the keys of text that nobody parses.
fn lost_keys<'c>(context: &Context<'c>, unread: Span) -> Vec<&'c str> {
    let source = context.sources.get(unread.file);
    let first = source.position(unread.start).line;
    let indent = |line: &str| line.len() - line.trim_start().len();
    let limit = indent(source.line(first));
    let mut keys = Vec::new();
    for line in (first..=source.position(unread.end).line).map(|line| source.line(line)) {
        let Some((key, _)) = line.split_once(':') else {
            continue;
        };
        let name = key.trim().trim_matches(['"', '\'']);
        let known = name.len() > 1 && context.facts.option(name.trim_end_matches('+')).is_some();
        // What stands further right belongs to a value.
        if known && indent(line) <= limit && !keys.contains(&name) {
            keys.push(name);
        }
    }
    keys
}
