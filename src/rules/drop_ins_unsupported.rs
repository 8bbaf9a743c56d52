//! Drop-ins for a release that does not read them.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "drop-ins-unsupported",
    summary: "The release does not read `config.yaml.d`",
    page: page!("drop_ins_unsupported.md"),
    when: &[When::Has(Mark::DropIn)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.has("drop-in-directory") {
        return;
    }
    let releases = context.facts.trait_releases("drop-in-directory");
    let since = releases.map(|releases| names::releases(&releases));
    for node in &context.nodes {
        let mut drop_ins = node.node.config.parts.iter().filter(|part| part.drop_in);
        let Some(first) = drop_ins.next() else {
            continue;
        };
        let place = first.entries.first().map(|entry| entry.key_span);
        let start = Span::new(first.file, 0, 0);
        let message = format!("{} does not read `config.yaml.d`", context.to);
        let mut finding = RULE
            .warning(Consequence::Ignored, place.unwrap_or(start), message)
            .help(format!(
                "move the keys into `config.yaml`; drop-ins are read by {}",
                since.as_deref().unwrap_or("later releases")
            ))
            .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile");
        for other in drop_ins {
            let start = Span::new(other.file, 0, 0);
            finding = finding.related(start, "nor this one");
        }
        found.push(finding);
    }
}
