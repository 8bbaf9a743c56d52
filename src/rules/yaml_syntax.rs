//! A file that RKE2 cannot read at all.

use super::{Context, Mark, Rule, When};
use crate::config::{Part, Problem};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::{Source, Span, Unreadable};

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
        if is_template(source, part, place) {
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

/// Whether the file may well be readable after a template was filled in.
fn is_template(source: &Source, part: &Part, place: Span) -> bool {
    if part.control || source.is_opaque(place.start, place.end.max(place.start + 1)) {
        return true;
    }
    let last = source.position(place.end).line;
    let mut lines = (1..=last).map(|line| (line, source.line_span(line)));
    lines.any(|(line, (start, end))| {
        // A mark alone in its line may stand for any number of lines.
        let alone =
            source.is_opaque(start, start + 1) && source.is_opaque(end.saturating_sub(1), end);
        alone || line == last && source.is_opaque(start, end)
    })
}
