//! What yaml.v2, the library with which RKE2 reads its configuration, makes of a text as a whole:
//! does it refuse the text, where does it stop reading, and does it see the same tree?

mod decode;
mod grammar;
mod plain;
mod scan;

use self::grammar::{Event, Outcome};
use super::error::SyntaxError;
use super::words::{self, Wrong};
use super::{Document, Kind, NONE, Ref, Tree};
use crate::source::Span;

/// A document as yaml.v2 reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Why it gives up.
    pub refused: Option<SyntaxError>,
    /// What it never reads, after the document's root node.
    pub unread: Option<Span>,
    /// Where it begins to see something else than the tree does. The tree cannot be trusted from there on.
    pub differs: Option<Span>,
}

impl Reading {
    /// All that is wrong with a text that yaml.v2 refuses, in order; nothing where it takes the text.
    /// Our parser sees more than the first mistake, and now and then stumbles where yaml.v2 does not.
    pub fn refusals(&self, errors: &[SyntaxError]) -> Vec<SyntaxError> {
        let Some(refused) = &self.refused else {
            return Vec::new();
        };
        let seen = errors.iter().filter(|error| !error.after_first_root);
        let mut all: Vec<SyntaxError> = seen.cloned().collect();
        // Both stumble over the first mistake, though not always at the same place.
        match all.first_mut() {
            Some(first) if first.span.start <= refused.span.start => {}
            Some(first) if first.kind == refused.kind => *first = refused.clone(),
            _ => all.insert(0, refused.clone()),
        }
        all
    }
}

/// Reads the first document, as RKE2 reads its configuration: from the first byte on, whatever comes behind.
pub fn go_reads(tree: &Tree) -> Reading {
    match plain::is_plain(&tree.text) {
        true => Reading::default(),
        false => read(tree, 0, 0, tree.text.len()),
    }
}

impl Document<'_> {
    /// Reads this document alone, as Kubernetes and Helm do after they cut a stream at its `---` lines.
    pub fn go_reads(self) -> Reading {
        let start = match self.index {
            0 => 0,
            _ => self.doc().start as usize,
        };
        let next = self.tree.docs.get(self.index + 1);
        let end = next.map_or(self.tree.text.len(), |doc| doc.start as usize);
        read(self.tree, self.index, start, end)
    }
}

fn read(tree: &Tree, index: usize, from: usize, to: usize) -> Reading {
    let text = tree.text.get(from..to).unwrap_or_default();
    let outcome = grammar::first_document(text, from);
    let control = control_character(text, from, outcome.looked);
    let refusal = outcome
        .refusal
        .map(|refusal| (words::of_go(refusal.problem), refusal.at));
    let mut problem = control.or(refusal);
    let mut differs = None;
    if problem.is_none() {
        let root = tree.document(index).and_then(Document::root);
        differs = first_difference(tree, root, &outcome);
        if differs.is_none() {
            problem = root.and_then(decode::refuses);
        }
    }
    let refused = problem.map(|(wrong, at)| {
        let words = words::put(&tree.text, &wrong, at, None);
        SyntaxError::new(tree, words, false)
    });
    Reading {
        refused,
        unread: outcome.end.and_then(|end| rest(tree, end, to)),
        differs,
    }
}

/// The offset after the first document's root node, in the parsed text, where yaml.v2 takes the document.
pub(super) fn end_of_first(text: &str) -> Option<usize> {
    let outcome = grammar::first_document(text, 0);
    match control_character(text, 0, outcome.looked) {
        None if outcome.refusal.is_none() => outcome.end,
        _ => None,
    }
}

/// The text is decoded in pieces of this size, each as a whole.
const PIECE: usize = 512;

fn control_character(text: &str, from: usize, looked: usize) -> Option<(Wrong, usize)> {
    let end = ((looked - from) / PIECE + 1) * PIECE;
    let is_common = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
    if text.bytes().take(end).all(is_common) {
        return None;
    }
    text.char_indices()
        .take_while(|&(at, _)| at < end)
        .find(|&(_, c)| words::is_control(c))
        .map(|(at, c)| (Wrong::Control(c), from + at))
}

/// The content from this offset on, without blank lines, comments and bare document marks.
fn rest(tree: &Tree, from: usize, to: usize) -> Option<Span> {
    let rest = tree.text.get(from..to)?;
    let mut offset = from;
    for line in rest.split_inclusive(['\n', '\r']) {
        let content = line.trim_matches(BLANKS);
        let marked = content.strip_prefix("---").or(content.strip_prefix("..."));
        let content = match marked {
            Some(after) if after.is_empty() || after.starts_with([' ', '\t']) => {
                after.trim_start_matches(BLANKS)
            }
            _ => content,
        };
        if !(content.is_empty() || content.starts_with('#')) {
            let start = offset + line.len() - line.trim_start_matches(BLANKS).len();
            let end = from + rest.trim_end_matches(BLANKS).len();
            return Some(tree.span(start as u32, end as u32));
        }
        offset += line.len();
    }
    None
}

/// Walks over the tree and yaml.v2's events side by side.
fn first_difference(tree: &Tree, root: Option<Ref<'_>>, outcome: &Outcome) -> Option<Span> {
    let Some(root) = root else {
        let all = || tree.span(0, tree.text.len() as u32);
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
        let same = match (*event, written.kind) {
            (Event::Empty, Kind::Scalar) => start == stop,
            (Event::Scalar(from, to), Kind::Scalar) => {
                let text = tree.text.get(from..to).unwrap_or_default();
                let rest = tree.text.get(stop..to);
                let ends = !text.is_ascii() && text.contains(LINE_ENDS);
                start == from && !ends && rest.is_some_and(is_blank)
            }
            (Event::Alias(from, to), Kind::Alias) => start == from && stop == to,
            (Event::SequenceStart, Kind::Sequence) | (Event::MappingStart, Kind::Mapping) => true,
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

/// A no-break space is text.
const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

/// Characters that end a line for yaml.v2 only.
const LINE_ENDS: [char; 3] = ['\u{85}', '\u{2028}', '\u{2029}'];

/// A block scalar's trailing blank lines.
fn is_blank(text: &str) -> bool {
    text.trim_start_matches(BLANKS).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    /// Lines that are plain, and lines that are nearly so.
    const LINES: &[&str] = &[
        "cni: [multus, canal]",
        "tls-san:",
        "  - a.example.com",
        "- b",
        "    - \"c d\"",
        "token: 'x y' # why",
        "# note",
        "",
        "debug: true",
        "a: b: c",
        "  e: f",
        "key: value #not a comment",
        "key:   ",
        "key: \"a\\nb\"",
        "key: 'it''s'",
        "key: [a, [b]]",
        "key: [\"a, b\"]",
        "key: [\"a\" b]",
        "key: {}a",
        "key: {} b",
        "key: [a, b",
        "key: []",
        "- - x",
        "- k: v",
        "key: a:",
        "key: a:b",
        "key: |",
        "key: &a b",
        "key: *a",
        "key: ~",
        "---",
        "...",
        "key: 0644",
        "word",
        "  word",
        "- x: ",
        "key : value",
        "\tkey: value",
        "key: 1.5e3 # c",
        "key: {a: b}",
        "key: /a/b,c=d",
        "k\u{e9}y: value",
        "key: \"a\"b",
        "key: 'a' b",
        "-",
        "key: -",
        "key: - a",
        "key: % a",
        "- key: value",
        "-   key:",
        "- key: - a",
        "- - a",
        "a.b/c_d: value",
        "other: value",
        "# comment",
        "key: \"",
    ];

    /// Lines that go together well where they are indented.
    const NESTED: &[&str] = &[
        "a:",
        "b: c",
        "- d",
        "- e: f",
        "-  g:",
        "h.i/j_k: 'l'",
        "# m",
        "n: [o, p]",
        "q: {} # r",
        "s: [\"t\", u]",
        "v: []",
    ];

    #[test]
    fn plain_texts_are_read_alike() {
        let (mut seed, mut plain, mut nested) = (1u64, 0, 0);
        let mut random = |bound: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % bound
        };
        for round in 0..40_000 {
            // Half of the texts are flat, and most lines of the others go on where the last one stood.
            let mut indent = 0;
            let mut text = String::new();
            for _ in 0..1 + random(8) {
                let line = match round % 2 == 1 && random(12) > 0 {
                    true => NESTED[random(NESTED.len())],
                    false => LINES[random(LINES.len())],
                };
                text.push_str(&" ".repeat(indent));
                text.push_str(line);
                text.push('\n');
                if round % 2 == 1 {
                    indent = match random(6) {
                        0 => indent.saturating_sub(2),
                        1 => 2 * random(3),
                        _ if line.ends_with(':') => indent + 2 * random(3),
                        _ if line.starts_with("- ") => indent + 2 * random(2),
                        _ => indent,
                    };
                }
            }
            let (tree, errors) = super::super::parse(FileId(0), &text);
            if plain::is_plain(&text) {
                plain += 1;
                nested += usize::from(text.contains("\n  "));
                let slow = read(&tree, 0, 0, text.len());
                assert_eq!(slow, Reading::default(), "{text}");
                assert!(errors.is_empty(), "{text}");
            }
        }
        assert!(plain > 300 && nested > 300, "{plain} {nested}");
    }
}
