//! A key that stands twice in one file.

use super::{Context, Mark, NodeView, Rule, When};
use crate::config::{Duplicates, Entry, Reader};
use crate::diagnostic::{Consequence, Diagnostic, Edit};
use crate::facts::options::Type;
use crate::order;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "duplicate-key",
    summary: "A key stands twice in one file, and one of the two has no effect",
    page: page!("duplicate_key.md"),
    when: &[When::Has(Mark::Repeated)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let reader = Reader::of(context.facts, context.to);
    for node in &context.nodes {
        // In a template the two may be alternatives.
        for part in node
            .parts()
            .filter(|part| !part.control && part.refused.is_none())
        {
            // A key with `+` adds to the others, and takes nothing from them.
            let entries = part.entries.iter();
            let sets = entries.filter(|entry| !entry.opaque && !entry.append());
            let mut sets: Vec<&Entry> = sets.collect();
            order::sort_by_key(&mut sets, |entry| (entry.key(), entry.key_span));
            for same in sets.chunk_by(|a, b| a.key() == b.key()) {
                if let [first, _, ..] = same {
                    found.extend(judge(context, node, &reader, first.key(), same));
                }
            }
        }
    }
}

fn judge(
    context: &Context<'_>,
    node: &NodeView<'_>,
    reader: &Reader,
    key: &str,
    entries: &[&Entry],
) -> Option<Diagnostic> {
    let (_, _, kind) = node.options().find(|(setting, ..)| setting.key == key)?;
    let (counts, lost, which) = match reader.duplicates {
        // The items of both are passed on, which may well be meant.
        Duplicates::Both if kind == Type::List => return None,
        Duplicates::First => (entries.first()?, &entries[1..], "first"),
        _ => (entries.last()?, &entries[..entries.len() - 1], "last"),
    };
    let texts = |entry: &Entry| -> Vec<String> {
        entry
            .values
            .iter()
            .map(|value| value.text.clone())
            .collect()
    };
    let opaque = entries
        .iter()
        .any(|entry| entry.values.iter().any(|value| value.opaque));
    let same = !opaque && lost.iter().all(|entry| texts(entry) == texts(counts));
    let first = lost.first()?;
    let mut finding = match same {
        true => RULE.info(
            Consequence::Ignored,
            first.key_span,
            format!("`{key}` stands in this file more than once, with the same value"),
        ),
        false => RULE.warning(
            Consequence::Ignored,
            first.key_span,
            format!("`{key}` stands in this file more than once, and RKE2 takes only the {which}"),
        ),
    };
    for other in &lost[1..] {
        finding = finding.related(other.key_span, "has no effect either");
    }
    let help = match kind {
        _ if same => "one of them can go".to_owned(),
        Type::List => format!("write all items in one list under one `{key}`"),
        _ => format!("keep one `{key}`"),
    };
    let finding = finding
        .related(counts.key_span, "this one counts")
        .help(help)
        .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile");
    let lines: Option<Vec<Span>> = lost.iter().map(|entry| line_of(context, entry)).collect();
    Some(match lines.filter(|_| same) {
        Some(lines) => finding.fix_all(
            lines
                .into_iter()
                .map(|span| Edit {
                    span,
                    text: String::new(),
                })
                .collect(),
        ),
        None => finding,
    })
}

/// The line of an entry with its end, if the entry is all that stands there.
fn line_of(context: &Context<'_>, entry: &Entry) -> Option<Span> {
    let source = context.sources.get(entry.key_span.file);
    let (key, value) = (entry.key_span, entry.value_span);
    let line = source.position(key.start).line;
    let (start, end) = source.line_span(line);
    let ends = value.end.max(key.end + 1);
    if source.position(ends).line != line || start != key.start || end != ends {
        return None;
    }
    let text = &source.text;
    let start = text[..key.start as usize]
        .rfind('\n')
        .map_or(0, |at| at + 1);
    let next = text.get(ends as usize..)?.find('\n')?;
    Some(Span::new(key.file, start, ends as usize + next + 1))
}
