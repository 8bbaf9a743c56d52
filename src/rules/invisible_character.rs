//! Characters that nobody sees, which come with text that is copied from a page.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::Kind;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "invisible-character",
    summary: "A value holds a character that nobody sees",
    page: page!("invisible_character.md"),
    when: &[When::Has(Mark::Release)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for input in &context.project.inputs {
        // Other files may hold any text in any language.
        if !matches!(
            input.kind,
            Kind::Config | Kind::HelmChartConfig | Kind::Plan | Kind::Registries
        ) {
            continue;
        }
        let source = context.sources.get(input.file);
        if source.text.is_ascii() {
            continue;
        }
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            let comment = line.find(" #").unwrap_or(line.len());
            let hidden = line.char_indices().find(|(_, c)| name(*c).is_some());
            if let Some((at, c)) = hidden
                && at < comment
                && !line.trim_start().starts_with('#')
                && start + at > 0
            {
                let place = Span::new(input.file, start + at, start + at + c.len_utf8());
                let message = format!(
                    "there is {} here, which nobody sees, and which makes this another word",
                    name(c).unwrap_or_default()
                );
                found.push(
                    RULE.warning(Consequence::Changed, place, message)
                        .help("write the word anew")
                        .suggest(place, if c == '\u{a0}' { " " } else { "" })
                        .evidence("rancher/rke2-docs docs/reference/ingress_migration.md"),
                );
            }
            start += line.len();
        }
    }
}

fn name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{a0}' => "a no-break space",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "a character without width",
        '\u{2028}' => "a line separator",
        _ => return None,
    })
}
