//! Syntax errors in plain words.

use granit_parser::{Event, Parser, StructureStyle};

use super::build::{self, Failure};
use super::words::{self, Words, Wrong};
use super::{Tree, v2};
use crate::source::Span;

/// Something that is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where.
    pub span: Span,
    /// What is wrong and, where known, what to do.
    pub message: String,
    /// The sort of error.
    pub kind: SyntaxErrorKind,
    /// It stands after the first document's root node, where RKE2 does not look when it reads its configuration.
    pub after_first_root: bool,
}

/// Sorts of syntax errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A tab where only blanks may indent.
    Tab,
    /// A line that stands too far left or right, or a key among list items.
    Indentation,
    /// A `:` too many or too few.
    Colon,
    /// A quote that is not closed, or text after a closed one.
    Quote,
    /// A bracket that is not closed, or not opened.
    Bracket,
    /// A character that cannot begin a value, or that may not be in a file at all.
    Character,
    /// An unknown escape after `\`.
    Escape,
    /// An anchor or an alias.
    Alias,
    /// A `%` directive.
    Directive,
    /// A tag, or a value that does not fit it.
    Tag,
    /// A merge key, `<<`.
    Merge,
    /// Too deep or too large to be read.
    Limit,
    /// RKE2 takes it, but it cannot be read here: what follows in this document is not known.
    Unread,
    /// Any other.
    Other,
}

/// How many errors of one document are reported.
const MAX_ERRORS: usize = 10;

/// How many bytes are parsed again to find more than one error in a document.
const MAX_PARSED_AGAIN: usize = 4 << 20;

pub(super) fn report(tree: &Tree, failures: &[Failure]) -> Vec<SyntaxError> {
    match failures {
        [] => Vec::new(),
        _ => all(tree, failures),
    }
}

#[inline(never)]
fn all(tree: &Tree, failures: &[Failure]) -> Vec<SyntaxError> {
    let read_to = v2::end_of_first(&tree.text);
    let mut errors = Vec::new();
    let mut budget = MAX_PARSED_AGAIN;
    for failure in failures {
        let unread = failure.document > 0 || read_to.is_some_and(|end| failure.at as usize >= end);
        let taken = !unread && read_to.is_some();
        for mut found in in_document(tree, failure, &mut budget) {
            if taken && found.kind != SyntaxErrorKind::Limit {
                found.kind = SyntaxErrorKind::Unread;
                found.message = format!(
                    "RKE2 takes this, but it cannot be read here: {}",
                    found.message
                );
            }
            errors.push(SyntaxError::new(tree, found, unread));
            if taken {
                break;
            }
        }
    }
    errors
}

impl SyntaxError {
    pub(super) fn new(tree: &Tree, words: Words, after_first_root: bool) -> SyntaxError {
        SyntaxError {
            span: tree.span(words.start as u32, words.end as u32),
            message: words.message,
            kind: words.kind,
            after_first_root,
        }
    }
}

/// The errors of one document: each offending line is blanked, with all that hangs on it, and the rest parsed again.
fn in_document(tree: &Tree, failure: &Failure, budget: &mut usize) -> Vec<Words> {
    let first = words::put(
        &tree.text,
        &failure.wrong,
        failure.at as usize,
        failure.bracket,
    );
    let mut found = vec![first];
    let document = &tree.docs[failure.document];
    let from = document.start as usize;
    let text = tree.text.get(from..document.end as usize);
    let Some(mut text) = text.filter(|_| !failure.after_root).map(str::to_owned) else {
        return found;
    };
    while let Some(last) = found.last()
        && last.go_on
        && found.len() < MAX_ERRORS
        && text.len() <= *budget
    {
        *budget -= text.len();
        let blanked = blank(&text, last.start.saturating_sub(from));
        if blanked == text {
            break;
        }
        text = blanked;
        let Some((wrong, at, bracket)) = first_error(&text) else {
            break;
        };
        let bracket = bracket.map(|start| start + from as u32);
        let next = words::put(&tree.text, &wrong, from + at, bracket);
        // Blanking must not make new errors: those before the last one are its own work.
        if next.start <= last.start {
            break;
        }
        found.push(next);
    }
    found
}

/// The first error, where it is, and the innermost bracket that is open there.
pub(super) fn first_error(text: &str) -> Option<(Wrong, usize, Option<u32>)> {
    let mut open = Vec::new();
    for result in Parser::new_from_str_with_options(text, build::options()) {
        match result {
            Ok((Event::SequenceStart(style, ..) | Event::MappingStart(style, ..), span)) => {
                let start = build::offset(&span.start);
                let flow = style == StructureStyle::Flow && build::is_bracket(text, start);
                open.push(flow.then_some(start));
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => {
                open.pop();
            }
            Ok(_) => {}
            Err(error) => {
                let at = build::offset(error.marker()) as usize;
                let bracket = open.into_iter().rev().flatten().next();
                return Some((words::of_parser(error.kind()), at, bracket));
            }
        }
    }
    None
}

/// Blanks the line at this offset, and the lines below it that are indented further.
fn blank(text: &str, at: usize) -> String {
    let mut blanked = String::with_capacity(text.len());
    let mut depth = None;
    let mut offset = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let end = offset + line.len();
        let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
        let empty = line.trim().is_empty();
        let hit = (offset..end).contains(&at) || (at >= text.len() && end == text.len());
        match depth {
            None if hit => depth = Some(indentation),
            Some(of_hit) if !empty && indentation <= of_hit => depth = Some(usize::MAX),
            _ => {}
        }
        if depth.is_some_and(|depth| depth != usize::MAX) {
            blanked.extend(line.bytes().map(|byte| match byte {
                b'\n' | b'\r' => char::from(byte),
                _ => ' ',
            }));
        } else {
            blanked.push_str(line);
        }
        offset = end;
    }
    blanked
}
