//! From the parser's events to the tree.

use granit_parser::{Event, Parser, ScalarStyle, StrInput, StructureStyle, Tag};

use super::error::{self, SyntaxError};
use super::{COOKED, Doc, FLOW, Kind, NONE, Node, Origin, Style, TAGGED, Tree};
use crate::source::FileId;

/// More nodes than any configuration has; the rest of the text is reported and left out.
const MAX_NODES: usize = 1 << 21;

pub(super) fn options() -> granit_parser::Options {
    granit_parser::options! {
        block_scalar_eof_without_line_feed: true,
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
    }
}

pub(super) fn parse(file: FileId, text: &str, origin: Option<Origin>) -> (Tree, Vec<SyntaxError>) {
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
    };
    let failures = builder.run();
    let tree = Tree {
        file,
        text: text.into(),
        cooked: builder.cooked,
        nodes: builder.nodes,
        tags: builder.tags,
        docs: builder.docs,
        origin,
    };
    let errors = error::report(&tree, failures);
    (tree, errors)
}

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

/// What stopped the parser, before it is put into words.
pub(super) struct Failure {
    pub kind: error::Cause,
    pub at: u32,
    pub document: usize,
    /// The document's root node was complete before.
    pub after_root: bool,
    #[allow(dead_code)]
    /// Starts of the flow collections that were open, outermost first.
    pub open_flows: Vec<u32>,
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
}

impl<'s> Builder<'s> {
    fn run(&mut self) -> Vec<Failure> {
        let mut parser = Parser::new_from_str_with_options(self.text, options());
        let mut failures = Vec::new();
        loop {
            match parser.next_event() {
                Some(Ok((event, span))) => {
                    self.event(event, &span);
                    if self.nodes.len() > MAX_NODES {
                        let at = self.last_end;
                        self.fail(&mut failures, error::Cause::TooManyNodes, at);
                        break;
                    }
                }
                Some(Err(error)) => {
                    let at = offset(error.marker());
                    self.fail(
                        &mut failures,
                        error::Cause::Parser(error.kind().clone()),
                        at,
                    );
                    if !self.recover(&mut parser) {
                        break;
                    }
                }
                None => break,
            }
        }
        failures
    }

    fn recover(&mut self, parser: &mut Parser<'s, StrInput<'s>>) -> bool {
        matches!(parser.proceed_next_document(), Ok(true))
    }

    fn fail(&mut self, failures: &mut Vec<Failure>, kind: error::Cause, at: u32) {
        let after_root = !self.document_open && !self.docs.is_empty();
        let open_flows = self.open.iter().map(|open| &self.nodes[open.id as usize]);
        let open_flows = open_flows
            .filter(|node| node.flags & FLOW != 0)
            .map(|node| node.start)
            .collect();
        if !self.document_open && self.docs.is_empty() {
            self.start_document(at, None);
        }
        if self.document_open {
            while !self.open.is_empty() {
                self.close(NONE);
            }
            self.end_document(at);
        }
        if let Some(doc) = self.docs.last_mut() {
            doc.complete &= after_root;
        }
        failures.push(Failure {
            kind,
            at,
            document: self.docs.len().saturating_sub(1),
            after_root,
            open_flows,
        });
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

    /// The `%YAML` line in this range.
    fn directive(&self, from: u32, to: u32) -> Option<(u32, u32)> {
        let range = self.text.get(from as usize..to as usize)?;
        let start = range.rfind("%YAML")?;
        let line = range[start..].lines().next()?.trim_end();
        let start = from + start as u32;
        Some((start, start + line.len() as u32))
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

    /// The parser puts a sequence without its own indentation after the first dash.
    fn dash(&self, start: u32) -> u32 {
        let before = self.text.get(..start as usize).unwrap_or_default();
        let trimmed = before.trim_end_matches([' ', '\t']);
        if self.text[before.len()..].starts_with('-') || !trimmed.ends_with('-') {
            start
        } else {
            trimmed.len() as u32 - 1
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
                end = start + written.trim_end().len() as u32;
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

    /// Finds a scalar's text in the source, or else stores it.
    fn keep(&mut self, text: &str, style: Style, start: u32, end: u32) -> (u32, u32, u8) {
        let from = match style {
            Style::SingleQuoted | Style::DoubleQuoted => start + 1,
            _ => start,
        };
        let to = from + text.len() as u32;
        if to <= end && self.text.get(from as usize..to as usize) == Some(text) {
            return (from, to, 0);
        }
        let from = self.cooked.len() as u32;
        self.cooked.push_str(text);
        (from, self.cooked.len() as u32, COOKED)
    }

    /// Where to point at a value that is not there: right after the colon of its key.
    fn nothing_at(&self, start: u32) -> u32 {
        match self.open.last() {
            Some(open) if open.at_value && self.nodes[open.id as usize].kind == Kind::Mapping => {
                let rest = self.text.get(self.last_end as usize..).unwrap_or_default();
                let trimmed = rest.trim_start();
                if trimmed.starts_with(':') {
                    self.last_end + (rest.len() - trimmed.len()) as u32 + 1
                } else {
                    self.last_end
                }
            }
            _ => start,
        }
    }

    /// The `|` or `>` of the block scalar whose content starts here: between it and the last token stand only
    /// indicators, properties and comments.
    fn block_header(&self, content: u32) -> u32 {
        let bytes = self.text.as_bytes();
        let mut at = self.last_end as usize;
        while at < content as usize {
            match bytes[at] {
                b'|' | b'>' => return at as u32,
                b'#' => at += until(&bytes[at..], |byte| byte == b'\n' || byte == b'\r'),
                b'&' | b'!' => at += until(&bytes[at..], |byte| byte.is_ascii_whitespace()),
                _ => at += 1,
            }
        }
        content
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

fn until(bytes: &[u8], stop: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|&byte| stop(byte))
        .unwrap_or(bytes.len())
}

fn offset(marker: &granit_parser::Marker) -> u32 {
    marker.byte_offset().unwrap_or_default() as u32
}
