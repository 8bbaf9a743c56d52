//! A spanned tree over the events of the YAML parser, read the way RKE2's own libraries read it.
//!
//! The tree is flat: nodes stand in document order, so that nothing here recurses, whatever the nesting.
//! Text is a range of the source where it can be, and a range of one side buffer where it was escaped or folded.

mod build;
mod error;
pub mod go;
mod origin;
mod print;
pub mod scalar;
mod v2;

#[cfg(feature = "bench")]
pub use build::count_events;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use origin::Origin;
pub use print::go_print;
pub use scalar::Scalar;
pub use v2::{Reading, go_reads, go_refuses, unread_rest};

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

/// A node of a tree. Aliases are followed: they look like the node that they repeat.
#[derive(Clone, Copy)]
pub struct Ref<'t> {
    tree: &'t Tree,
    id: u32,
}

impl std::fmt::Debug for Ref<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.source())
    }
}

impl<'t> Ref<'t> {
    fn written(self) -> &'t Node {
        &self.tree.nodes[self.id as usize]
    }

    /// The node itself or, for an alias, the one with the anchor.
    fn target(self) -> u32 {
        let node = self.written();
        if node.kind == Kind::Alias && node.text != NONE {
            node.text
        } else {
            self.id
        }
    }

    fn node(self) -> &'t Node {
        &self.tree.nodes[self.target() as usize]
    }

    /// What the node is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where the node is written; for an alias, where the alias is.
    ///
    /// Scalars include their quotes or their `|`; collections reach from the first bracket, dash or key to the end
    /// of the last child or bracket, never over comments or blank lines that follow.
    /// Where nothing is written, an empty span after the colon or the dash.
    pub fn span(self) -> Span {
        let node = self.written();
        self.tree.span(node.start, node.end)
    }

    /// A number that tells apart the nodes of one tree; an alias has that of the node it repeats.
    pub fn id(self) -> u32 {
        self.target()
    }

    /// The node as it is written, with quotes and indentation.
    pub fn source(self) -> &'t str {
        let node = self.written();
        self.tree
            .text
            .get(node.start as usize..node.end as usize)
            .unwrap_or_default()
    }

    /// A scalar's text without quotes, escapes and indentation. Empty for collections and where nothing is written.
    pub fn text(self) -> &'t str {
        let node = self.node();
        let from: &'t str = match node.kind {
            Kind::Scalar if node.flags & COOKED != 0 => &self.tree.cooked,
            Kind::Scalar => &self.tree.text,
            _ => return "",
        };
        from.get(node.text as usize..node.text_end as usize)
            .unwrap_or_default()
    }

    /// How the scalar is written; `Plain` for collections.
    pub fn style(self) -> Style {
        self.node().style
    }

    /// Is it a collection in brackets?
    pub fn is_flow(self) -> bool {
        self.node().flags & FLOW != 0
    }

    /// The tag with its handle resolved, as in `tag:yaml.org,2002:str` or `!local`.
    pub fn tag(self) -> Option<&'t str> {
        if self.node().flags & TAGGED == 0 {
            return None;
        }
        let tags = &self.tree.tags;
        let index = tags.binary_search_by_key(&self.target(), |&(node, _)| node);
        index.ok().map(|index| &*tags[index].1)
    }

    /// Is it written as an alias, `*name`?
    pub fn is_alias(self) -> bool {
        self.written().kind == Kind::Alias
    }

    /// Where the alias is written, if it is one.
    pub fn alias_span(self) -> Option<Span> {
        self.is_alias().then(|| self.span())
    }

    /// The name after the `*` of an alias.
    pub fn alias_name(self) -> Option<&'t str> {
        self.is_alias()
            .then(|| self.source().strip_prefix('*').unwrap_or_default())
    }

    /// The children in order: items, or keys and values in turn.
    fn children(self) -> Children<'t> {
        let id = self.target();
        let node = self.node();
        let (next, end) = match node.kind {
            Kind::Sequence | Kind::Mapping => (id + 1, node.next),
            _ => (id, id),
        };
        Children {
            tree: self.tree,
            next,
            end,
        }
    }

    /// The items of a sequence; nothing for other nodes.
    pub fn items(self) -> impl Iterator<Item = Ref<'t>> {
        let mut children = self.children();
        if self.kind() != Kind::Sequence {
            children.end = children.next;
        }
        children
    }

    /// The keys and values of a mapping, duplicates included; nothing for other nodes.
    pub fn entries(self) -> impl Iterator<Item = (Ref<'t>, Ref<'t>)> {
        let mut children = self.children();
        if self.kind() != Kind::Mapping {
            children.end = children.next;
        }
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The last entry with this text as its key.
    pub fn entry(self, key: &str) -> Option<(Ref<'t>, Ref<'t>)> {
        self.entries()
            .filter(|(k, _)| k.kind() == Kind::Scalar && k.text() == key)
            .last()
    }

    /// The value of the last entry with this text as its key.
    pub fn get(self, key: &str) -> Option<Ref<'t>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// What yaml.v2 makes of the scalar; collections are null.
    pub fn scalar(self) -> Scalar<'t> {
        scalar::resolve(self)
    }

    /// Is it a scalar that yaml.v2 reads as null?
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Scalar && self.scalar() == Scalar::Null
    }

    /// Is it a `<<` that merges other mappings? What it merges is lost where RKE2 reads its configuration.
    pub fn is_merge_key(self) -> bool {
        let node = self.written();
        node.kind == Kind::Scalar
            && self.text() == "<<"
            && match self.tag() {
                None => node.style == Style::Plain,
                Some(tag) => tag == "!" || tag == "tag:yaml.org,2002:merge",
            }
    }

    /// The text of a scalar, to be parsed in its turn, and the way back from its offsets to this file.
    pub fn embedded(self) -> Option<(String, Origin)> {
        (self.kind() == Kind::Scalar).then(|| (self.text().to_owned(), origin::of_scalar(self)))
    }
}

#[derive(Clone)]
struct Children<'t> {
    tree: &'t Tree,
    next: u32,
    end: u32,
}

impl<'t> Iterator for Children<'t> {
    type Item = Ref<'t>;

    fn next(&mut self) -> Option<Ref<'t>> {
        if self.next >= self.end {
            return None;
        }
        let child = Ref {
            tree: self.tree,
            id: self.next,
        };
        self.next = child.written().next;
        Some(child)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> Tree {
        let (tree, errors) = parse(FileId(0), text);
        assert_eq!(errors, [], "{text:?}");
        tree
    }

    #[test]
    fn ordinary_configuration() {
        let text = "a: &x yes\nb:\n  - 0644\n  - 'q'\nc: *x\nd:\n# t\ne: {f: [1, 2]}\nk: |\n  x\n   y\n\n# c\n";
        let tree = tree(text);
        let root = tree.document(0).unwrap().root().unwrap();
        let source = |key| root.get(key).map(Ref::source);
        assert_eq!(source("a"), Some("yes"));
        assert_eq!(source("b"), Some("- 0644\n  - 'q'"));
        assert_eq!(source("c"), Some("*x"));
        assert_eq!(source("d"), Some(""));
        assert_eq!(
            root.get("d").unwrap().span().start as usize,
            text.find("d:").unwrap() + 2
        );
        assert_eq!(source("e"), Some("{f: [1, 2]}"));
        assert_eq!(source("k"), Some("|\n  x\n   y"));
        assert_eq!(root.get("k").unwrap().text(), "x\n y\n");
        assert_eq!(root.get("c").unwrap().scalar(), Scalar::Bool(true));
        let items: Vec<_> = root
            .get("b")
            .unwrap()
            .items()
            .map(|i| i.scalar().go_string())
            .collect();
        assert_eq!(items, ["420", "q"]);
        assert_eq!(go_print(root.get("e").unwrap()), "[{f [1 2]}]");
        assert_eq!(root.source(), &text[..text.find("\n\n# c").unwrap()]);
    }

    #[test]
    fn embedded_spans_are_spans_of_the_outer_file() {
        let text = "spec:\n  valuesContent: |-\n    a: b\n    c:\n      - d\n";
        let outer = tree(text);
        let spec = outer
            .document(0)
            .unwrap()
            .root()
            .unwrap()
            .get("spec")
            .unwrap();
        let (inner, origin) = spec.get("valuesContent").unwrap().embedded().unwrap();
        let (inner, _) = parse_embedded(FileId(0), &inner, &origin);
        let root = inner.document(0).unwrap().root().unwrap();
        let span = root.get("c").unwrap().span();
        assert_eq!(&text[span.start as usize..span.end as usize], "- d");
    }
}
