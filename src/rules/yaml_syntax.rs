//! A file that RKE2 cannot read at all.

use super::{Context, Mark, Rule, When};
use crate::config::Problem;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::{Span, Unreadable};

pub static RULE: Rule = Rule {
    id: "yaml-syntax",
    summary: "RKE2 cannot read a file of its configuration",
    page: page!("yaml_syntax.md"),
    when: &[When::Has(Mark::Refused)],
    check,
};

/// More places than these help nobody before the first one is mended.
const MOST_PLACES: usize = 5;

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for part in context.nodes.iter().flat_map(|node| node.parts()) {
        let source = context.sources.get(part.file);
        let Some(problem) = &part.refused else {
            continue;
        };
        // How much this program reads says nothing about RKE2.
        if matches!(source.unreadable, Some(Unreadable::TooLarge(_))) {
            continue;
        }
        let place = problem.span.unwrap_or(Span::new(part.file, 0, 0));
        if part.is_unfilled(source, place) {
            continue;
        }
        let mut finding = RULE
            .error(
                Consequence::WontStart,
                place,
                format!(
                    "RKE2 exits, because it cannot read this file: {}",
                    problem.message
                ),
            )
            .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile")
            .evidence("gopkg.in/yaml.v2");
        for Problem { span, message } in part.later_errors.iter().take(MOST_PLACES) {
            if let Some(span) = span {
                finding = finding.related(*span, format!("then: {message}"));
            }
        }
        found.push(finding);
    }
}
