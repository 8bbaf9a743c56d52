//! A node, as its reader sees it.

use super::{COOKED, FLOW, Kind, NONE, Node, Origin, Scalar, Style, TAGGED, Tree, origin, scalar};
use crate::source::Span;

/// A node of a tree. Aliases are followed: they look like the node that they repeat.
#[derive(Clone, Copy)]
pub struct Ref<'t> {
    pub(super) tree: &'t Tree,
    pub(super) id: u32,
}

impl std::fmt::Debug for Ref<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.source())
    }
}

impl<'t> Ref<'t> {
    pub(super) fn written(self) -> &'t Node {
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

    pub(super) fn node(self) -> &'t Node {
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
