//! What yaml.v2, the library with which RKE2 reads its configuration, makes of a text as a whole:
//! does it refuse the text, where does it stop reading, and does it see the same tree?

mod decode;
mod grammar;
mod scan;

use self::grammar::{Event, Outcome};
use super::error::{SyntaxError, SyntaxErrorKind};
use super::{Document, Kind, NONE, Ref, Tree};
use crate::source::Span;

/// What makes yaml.v2 refuse the first document, if anything does.
pub fn go_refuses(tree: &Tree) -> Option<SyntaxError> {
    go_reads(tree).refused
}

/// What stands after the first document's root node: a further document, or lines left of the first key.
/// Yaml.v2 never reads it and does not complain.
pub fn unread_rest(tree: &Tree) -> Option<Span> {
    go_reads(tree).unread
}

/// A text as yaml.v2 reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Why it gives up.
    pub refused: Option<SyntaxError>,
    /// What it never reads, after the first document's root node.
    pub unread: Option<Span>,
    /// Where it begins to see something else than the tree of the first document does.
    pub differs: Option<Span>,
}

/// Reads the first document as yaml.v2 does.
pub fn go_reads(tree: &Tree) -> Reading {
    let outcome = grammar::first_document(&tree.text);
    let mut problem =
        control_character(&tree.text, outcome.looked).or(outcome.refusal.map(|refusal| {
            (
                refusal.at as u32,
                refusal.at as u32,
                refusal.problem.to_owned(),
            )
        }));
    let mut differs = None;
    if problem.is_none() {
        differs = first_difference(tree, &outcome);
        if differs.is_none() {
            problem = decode::refuses(tree);
        }
    }
    let refused = problem.map(|(start, end, problem)| {
        let (kind, message) = words(&problem);
        SyntaxError {
            span: tree.span(start, end),
            message,
            kind,
            after_first_root: false,
        }
    });
    Reading {
        refused,
        unread: outcome.end.and_then(|end| rest(tree, end)),
        differs,
    }
}

/// The offset after the first document's root node, in the parsed text, where yaml.v2 takes the document.
pub(super) fn end_of_first(text: &str) -> Option<usize> {
    let outcome = grammar::first_document(text);
    outcome.refusal.is_none().then_some(outcome.end?)
}

/// The text is decoded in pieces of this size, each as a whole.
const PIECE: usize = 512;

fn control_character(text: &str, looked: usize) -> Option<decode::Problem> {
    let end = (looked / PIECE + 1) * PIECE;
    let (at, c) = text
        .char_indices()
        .take_while(|&(at, _)| at < end)
        .find(|&(_, c)| is_control(c))?;
    let problem = format!("U+{:04X}", u32::from(c));
    Some((at as u32, (at + c.len_utf8()) as u32, problem))
}

fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{fffe}' | '\u{ffff}')
}

/// The content from this offset on, without blank lines, comments and bare document marks.
fn rest(tree: &Tree, from: usize) -> Option<Span> {
    let rest = tree.text.get(from..)?;
    let mut offset = from;
    for line in rest.split_inclusive(['\n', '\r']) {
        let content = line.trim();
        let marked = content.strip_prefix("---").or(content.strip_prefix("..."));
        let content = match marked {
            Some(after) if after.is_empty() || after.starts_with([' ', '\t']) => after.trim(),
            _ => content,
        };
        if !(content.is_empty() || content.starts_with('#')) {
            let start = offset + line.len() - line.trim_start().len();
            let end = from + rest.trim_end().len();
            return Some(tree.span(start as u32, end as u32));
        }
        offset += line.len();
    }
    None
}

/// Walks over the tree and yaml.v2's events side by side.
fn first_difference(tree: &Tree, outcome: &Outcome) -> Option<Span> {
    let all = || tree.span(0, tree.text.len() as u32);
    let Some(root) = tree.document(0).and_then(Document::root) else {
        return (!outcome.events.is_empty()).then(all);
    };
    let mut open: Vec<u32> = Vec::new();
    let mut id = root.id;
    let mut last = root.span();
    let end = root.written().next;
    for event in &outcome.events {
        let closing = open.last() == Some(&id);
        if *event == Event::End {
            if !closing {
                return Some(last);
            }
            open.pop();
            continue;
        }
        if closing || id >= end {
            return Some(last);
        }
        let node = Ref { tree, id };
        let written = node.written();
        last = node.span();
        let (start, stop) = (written.start as usize, written.end as usize);
        let text = node.source();
        let same = !text.contains(LINE_ENDS)
            && match (*event, written.kind) {
                (Event::Empty, Kind::Scalar) => start == stop,
                (Event::Scalar(from, to), Kind::Scalar) => {
                    let text = tree.text.get(from..to).unwrap_or_default();
                    start == from
                        && stop <= to
                        && !text.contains(LINE_ENDS)
                        && is_blank(&tree.text[stop..to])
                }
                (Event::Alias(from, to), Kind::Alias) => start == from && stop == to,
                (Event::SequenceStart, Kind::Sequence) | (Event::MappingStart, Kind::Mapping) => {
                    true
                }
                _ => false,
            };
        if !same {
            return Some(last);
        }
        if matches!(written.kind, Kind::Sequence | Kind::Mapping) && written.next != NONE {
            open.push(written.next);
        }
        id += 1;
    }
    (id < end || !open.is_empty()).then_some(last)
}

/// Characters that end a line for yaml.v2 only.
const LINE_ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// A block scalar's trailing blank lines.
fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

fn words(problem: &str) -> (SyntaxErrorKind, String) {
    (SyntaxErrorKind::Other, problem.to_owned())
}
