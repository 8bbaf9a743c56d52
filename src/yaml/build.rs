//! From the parser's events to the tree.

mod place;

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, Tag};

use super::error::{self, SyntaxError};
use super::words::{self, Wrong};
use super::{COOKED, Doc, FLOW, Kind, NONE, Node, Origin, Style, TAGGED, Tree, mend};
use crate::source::FileId;

/// More nodes than any configuration has; the rest of the text is reported and left out.
/// Tests need not wait for so many.
pub(super) const MAX_NODES: usize = if cfg!(test) { 1 << 16 } else { 1 << 21 };

/// How many documents of a text may tell of their errors.
const MAX_FAILURES: usize = 100;

/// How many events the parser sees, and nothing else: what the core's speed is measured against.
#[cfg(feature = "bench")]
pub fn count_events(text: &str) -> u32 {
    let mut parser = Parser::new_from_str_with_options(text, options());
    let mut events = 0;
    while let Some(Ok(_)) = parser.next_event() {
        events += 1;
    }
    events
}

pub(super) fn options() -> granit_parser::Options {
    granit_parser::options! {
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
    }
}

pub(super) fn parse(file: FileId, text: &str, origin: Option<Origin>) -> (Tree, Vec<SyntaxError>) {
    let mended: String;
    let mut built = Builder::build(text);
    if !built.failures.is_empty()
        && let Some(text) = mend::as_go_takes_it(text, &built.failures)
    {
        mended = text;
        built = Builder::build(&mended);
    }
    let tree = Tree {
        file,
        text: text.into(),
        cooked: built.cooked,
        nodes: built.nodes,
        tags: built.tags,
        docs: built.docs,
        origin,
    };
    let errors = error::report(&tree, &built.failures);
    (tree, errors)
}

/// What stopped the parser.
pub(super) struct Failure {
    pub wrong: Wrong,
    pub at: u32,
    pub document: usize,
    /// The document's root node was complete before.
    pub after_root: bool,
    /// The innermost bracket that was open.
    pub bracket: Option<u32>,
}

struct Open {
    id: u32,
    /// Is the next child of a mapping a value?
    at_value: bool,
}

struct Builder<'s> {
    text: &'s str,
    nodes: Vec<Node>,
    cooked: String,
    tags: Vec<(u32, Box<str>)>,
    docs: Vec<Doc>,
    /// The node of each anchor, by the parser's number.
    anchors: Vec<u32>,
    open: Vec<Open>,
    /// The end of the last token that was seen.
    last_end: u32,
    document_open: bool,
    failures: Vec<Failure>,
}

impl<'s> Builder<'s> {
    fn build(text: &'s str) -> Builder<'s> {
        let mut builder = Builder {
            text,
            nodes: Vec::with_capacity(text.len() / 24 + 8),
            cooked: String::new(),
            tags: Vec::new(),
            docs: Vec::new(),
            anchors: vec![NONE],
            open: Vec::new(),
            last_end: 0,
            document_open: false,
            failures: Vec::new(),
        };
        builder.run();
        builder
    }

    fn run(&mut self) {
        let mut parser = Parser::new_from_str_with_options(self.text, options());
        while let Some(result) = parser.next_event() {
            match result {
                Ok((event, span)) => {
                    self.event(event, &span);
                    if self.nodes.len() > MAX_NODES {
                        self.fail(Wrong::Large, self.last_end);
                        break;
                    }
                }
                Err(error) => {
                    self.fail(words::of_parser(error.kind()), offset(error.marker()));
                    if !matches!(parser.proceed_next_document(), Ok(true)) {
                        break;
                    }
                }
            }
        }
        // A document that was cut reaches to the next one.
        let mut end = self.text.len() as u32;
        for doc in self.docs.iter_mut().rev() {
            if !doc.complete {
                doc.end = end;
            }
            end = doc.start;
        }
    }

    fn fail(&mut self, mut wrong: Wrong, mut at: u32) {
        // Without a document there is nothing to be left of: it was taken for a directive.
        if self.docs.is_empty()
            && matches!(wrong, Wrong::AfterDocument)
            && let Some(directive) = place::directive_line(self.text)
        {
            (wrong, at) = (Wrong::LoneDirective, directive);
        }
        let after_root = !self.document_open && !self.docs.is_empty();
        let bracket = self
            .open
            .iter()
            .rev()
            .map(|open| &self.nodes[open.id as usize])
            .find(|node| node.flags & FLOW != 0 && is_bracket(self.text, node.start))
            .map(|node| node.start);
        if !after_root {
            if !self.document_open {
                self.start_document(at, None);
            }
            while !self.open.is_empty() {
                self.close(NONE);
            }
            self.document_open = false;
            if let Some(doc) = self.docs.last_mut() {
                doc.complete = false;
            }
        }
        if self.failures.len() < MAX_FAILURES {
            self.failures.push(Failure {
                wrong,
                at,
                document: self.docs.len() - 1,
                after_root,
                bracket,
            });
        }
    }

    fn start_document(&mut self, start: u32, version: Option<(u32, u32)>) {
        let previous = self.docs.last().map_or(0, |doc| doc.end);
        let version_span = version
            .and_then(|_| self.directive(previous, start))
            .unwrap_or((start, start));
        self.docs.push(Doc {
            start,
            end: start,
            root: NONE,
            version,
            version_span,
            complete: true,
        });
        self.document_open = true;
    }

    fn end_document(&mut self, end: u32) {
        if let Some(doc) = self.docs.last_mut() {
            doc.end = end.max(doc.start);
        }
        self.document_open = false;
    }

    fn event(&mut self, event: Event<'_>, span: &granit_parser::Span) {
        let (start, end) = (offset(&span.start), offset(&span.end));
        match event {
            Event::DocumentStart(explicit, version) => {
                self.start_document(start, version.map(|v| (v.major, v.minor)));
                if explicit {
                    self.last_end = end;
                }
            }
            Event::DocumentEnd => self.end_document(start),
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, anchor, tag.as_deref(), start, end);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let start = match style {
                    StructureStyle::Flow => start,
                    StructureStyle::Block => self.dash(start),
                };
                self.collection(Kind::Sequence, style, anchor, tag.as_deref(), start, end);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.collection(Kind::Mapping, style, anchor, tag.as_deref(), start, end);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                self.close(if end > start { end } else { NONE });
            }
            Event::Alias(id) => {
                let target = self.anchors.get(id).copied().unwrap_or(NONE);
                // An alias inside its own anchor has no finite value.
                let cyclic = self.open.iter().any(|open| open.id == target);
                self.alias(start, end, if cyclic { NONE } else { target });
            }
            Event::UnresolvedAlias(_) => self.alias(start, end, NONE),
            _ => {}
        }
    }

    fn push(&mut self, node: Node, anchor: usize, tag: Option<&Tag>) -> u32 {
        let id = self.nodes.len() as u32;
        if anchor != 0 {
            if self.anchors.len() <= anchor {
                self.anchors.resize(anchor + 1, NONE);
            }
            self.anchors[anchor] = id;
        }
        if let Some(tag) = tag {
            self.tags
                .push((id, [tag.handle(), tag.suffix()].concat().into()));
        }
        match self.open.last_mut() {
            Some(open) => open.at_value = !open.at_value,
            None => {
                if let Some(doc) = self.docs.last_mut()
                    && doc.root == NONE
                {
                    doc.root = id;
                }
            }
        }
        self.nodes.push(Node {
            next: id + 1,
            flags: node.flags | if tag.is_some() { TAGGED } else { 0 },
            ..node
        });
        id
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
        mut start: u32,
        mut end: u32,
    ) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        // The parser hands out `~` where nothing is written.
        let text = if style == Style::Plain && start == end {
            ""
        } else {
            text
        };
        let (content, content_end) = (start, end);
        match style {
            Style::Plain if start == end && anchor == 0 && tag.is_none() => {
                start = self.nothing_at(start);
                end = start;
            }
            Style::Literal | Style::Folded => {
                start = self.block_header(start);
                let written = self
                    .text
                    .get(start as usize..end as usize)
                    .unwrap_or_default();
                end = start + written.trim_end_matches([' ', '\t', '\n', '\r']).len() as u32;
            }
            _ => {}
        }
        let (from, to, flags) = self.keep(text, style, content, content_end);
        self.push(
            Node {
                start,
                end,
                text: from,
                text_end: to,
                next: 0,
                kind: Kind::Scalar,
                style,
                flags,
            },
            anchor,
            tag,
        );
        self.last_end = self.last_end.max(content_end).max(end);
    }

    fn collection(
        &mut self,
        kind: Kind,
        style: StructureStyle,
        anchor: usize,
        tag: Option<&Tag>,
        start: u32,
        end: u32,
    ) {
        let flow = style == StructureStyle::Flow;
        let id = self.push(
            Node {
                start,
                end,
                text: 0,
                text_end: 0,
                next: 0,
                kind,
                style: Style::Plain,
                flags: if flow { FLOW } else { 0 },
            },
            anchor,
            tag,
        );
        self.open.push(Open {
            id,
            at_value: false,
        });
        self.last_end = self.last_end.max(end);
    }

    /// Ends the innermost collection, at its bracket or else after its last child.
    fn close(&mut self, bracket: u32) {
        let Some(open) = self.open.pop() else { return };
        let next = self.nodes.len() as u32;
        let end = if bracket != NONE {
            bracket
        } else {
            let node = self.nodes[open.id as usize];
            // The last child ends where the last node in it ends; nodes are closed from the inside out.
            self.open_end(open.id).unwrap_or(node.end).max(node.start)
        };
        let node = &mut self.nodes[open.id as usize];
        node.next = next;
        node.end = end;
        self.last_end = self.last_end.max(end);
        if let Some(parent) = self.open.last() {
            let parent = parent.id as usize;
            self.nodes[parent].text_end = end;
        }
    }

    /// The end of the last child of an open collection.
    fn open_end(&self, id: u32) -> Option<u32> {
        let last = self.nodes.last()?;
        if self.nodes.len() as u32 == id + 1 {
            return None;
        }
        // `text_end` of an open collection is the end of its last closed collection.
        Some(last.end.max(self.nodes[id as usize].text_end))
    }

    fn alias(&mut self, start: u32, end: u32, target: u32) {
        self.push(
            Node {
                start,
                end,
                text: target,
                text_end: 0,
                next: 0,
                kind: Kind::Alias,
                style: Style::Plain,
                flags: 0,
            },
            0,
            None,
        );
        self.last_end = self.last_end.max(end);
    }
}

/// A pair inside brackets, `[a: b]`, is a mapping without a bracket of its own.
pub(super) fn is_bracket(text: &str, at: u32) -> bool {
    matches!(text.as_bytes().get(at as usize), Some(b'[' | b'{'))
}

pub(super) fn offset(marker: &granit_parser::Marker) -> u32 {
    marker.byte_offset().unwrap_or_default() as u32
}
