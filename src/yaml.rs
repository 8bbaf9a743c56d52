//! A spanned tree over the events of the YAML parser, read the way RKE2's own libraries read it.
//!
//! The tree is flat: nodes stand in document order, so that nothing here recurses, whatever the nesting.
//! Text is a range of the source where it can be, and a range of one side buffer where it was escaped or folded.

mod build;
mod error;
pub mod go;
mod mend;
mod node;
mod origin;
mod print;
pub mod scalar;
mod v2;
mod words;

#[cfg(feature = "bench")]
pub use build::count_events;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use node::Ref;
pub use origin::Origin;
pub use print::go_print;
pub use scalar::Scalar;
pub use v2::{Reading, go_reads};

use crate::source::{FileId, Span};

/// Reads all documents of a text. What cannot be read is in the errors, in the order of the text.
pub fn parse(file: FileId, text: &str) -> (Tree, Vec<SyntaxError>) {
    build::parse(file, text, None)
}

/// Reads a text that stands inside a scalar of another file; its spans are spans of that file.
pub fn parse_embedded(file: FileId, text: &str, origin: &Origin) -> (Tree, Vec<SyntaxError>) {
    build::parse(file, text, Some(origin.clone()))
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, quoted or not, or nothing at all.
    Scalar,
    /// A list.
    Sequence,
    /// A mapping.
    Mapping,
    /// An alias of an anchor that is unknown, or that contains the alias itself.
    Alias,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'text'`
    SingleQuoted,
    /// `"text"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// Stands for "no node" in [`Node`].
const NONE: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Bytes of the parsed text.
    start: u32,
    end: u32,
    /// A scalar's text: a range of the source or, with `COOKED`, of the side buffer.
    /// An alias keeps its target in `text`.
    text: u32,
    text_end: u32,
    /// The node after this one and all that is in it.
    next: u32,
    kind: Kind,
    style: Style,
    flags: u8,
}

const FLOW: u8 = 1;
const COOKED: u8 = 2;
const TAGGED: u8 = 4;

#[derive(Clone, Debug)]
struct Doc {
    start: u32,
    end: u32,
    root: u32,
    version: Option<(u32, u32)>,
    version_span: (u32, u32),
    complete: bool,
}

/// All documents of one text.
#[derive(Clone, Debug)]
pub struct Tree {
    file: FileId,
    text: Box<str>,
    cooked: String,
    nodes: Vec<Node>,
    /// Tags are rare: node and tag, in the order of the nodes.
    tags: Vec<(u32, Box<str>)>,
    docs: Vec<Doc>,
    origin: Option<Origin>,
}

impl Tree {
    /// The documents, in order.
    pub fn documents(&self) -> impl Iterator<Item = Document<'_>> {
        (0..self.docs.len()).map(|index| Document { tree: self, index })
    }

    /// A document, counted from 0.
    pub fn document(&self, index: usize) -> Option<Document<'_>> {
        (index < self.docs.len()).then_some(Document { tree: self, index })
    }

    /// The text that was parsed.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn span(&self, start: u32, end: u32) -> Span {
        span_of(self.file, self.origin.as_ref(), start, end)
    }
}

fn span_of(file: FileId, origin: Option<&Origin>, start: u32, end: u32) -> Span {
    let (start, end) = match origin {
        Some(origin) => origin.map(start, end),
        None => (start, end),
    };
    Span { file, start, end }
}

/// One document of a text.
#[derive(Clone, Copy, Debug)]
pub struct Document<'t> {
    tree: &'t Tree,
    index: usize,
}

impl<'t> Document<'t> {
    fn doc(self) -> &'t Doc {
        &self.tree.docs[self.index]
    }

    /// Counts from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// The tree it is part of.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// The outermost node; none where a syntax error came before it.
    pub fn root(self) -> Option<Ref<'t>> {
        let root = self.doc().root;
        (root != NONE).then_some(Ref {
            tree: self.tree,
            id: root,
        })
    }

    /// From `---`, or else the first node, up to the next document or the end of the text.
    pub fn span(self) -> Span {
        self.tree.span(self.doc().start, self.doc().end)
    }

    /// The version that a `%YAML` directive names.
    pub fn yaml_version(self) -> Option<(u32, u32)> {
        self.doc().version
    }

    /// The `%YAML` directive.
    pub fn yaml_version_span(self) -> Option<Span> {
        let (start, end) = self.doc().version_span;
        self.doc().version.map(|_| self.tree.span(start, end))
    }

    /// False where a syntax error cut the document: what came after it is missing.
    pub fn complete(self) -> bool {
        self.doc().complete
    }

    /// The offset, in the outer file, after the root node.
    pub fn root_end(self) -> u32 {
        self.root()
            .map_or(self.span().start, |root| root.span().end)
    }
}

#[cfg(test)]
mod tests;
