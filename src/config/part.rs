//! One file of a configuration, read into entries.

use crate::config::{Entry, Part, Problem, Unread, Value};
use crate::source::{FileId, Source, Span};
use crate::yaml::{self, Kind, Ref, Scalar, Style, SyntaxError, Tree};

/// What an entry's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing, `~` or `null`.
    Null,
    /// One value.
    Scalar,
    /// A list.
    List,
    /// A mapping, which Go prints as `[{key value}]`.
    Map,
}

/// What YAML takes one value for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Nothing, `~` or `null`.
    Null,
    /// A plain `true`, `yes`, `off` …
    Bool,
    /// A plain number.
    Number,
    /// Text without quotes.
    Plain,
    /// Text in quotes, in a block scalar, or with a tag.
    Quoted,
    /// A mapping, which Go prints as `[{key value}]`.
    Map,
    /// A list in a list, of which only the first element is kept; one that holds a single value is that value.
    List,
}

/// Reads one file as RKE2 does.
pub fn read_part(
    source: &Source,
    file: FileId,
    tree: &Tree,
    errors: &[SyntaxError],
    drop_in: bool,
) -> Part {
    let text = tree.text();
    let mut part = empty(source, file, drop_in);
    let reading = yaml::go_reads(tree);
    let mut errors = reading.refusals(errors).into_iter().map(Problem::from);
    part.refused = errors.next();
    part.later_errors = errors.collect();
    if let Some(unreadable) = source.unreadable {
        part.refused = Some(Problem {
            span: None,
            message: unreadable.to_string(),
        });
        return part;
    }

    let Some(document) = tree.document(0) else {
        return part;
    };
    part.unread = reading.unread.map(|span| {
        let is_mark = |line: &str| line.starts_with("---") || line.starts_with("...");
        let before = text.get(document.root_end() as usize..span.start as usize);
        let rest = text.get(span.start as usize..);
        Unread {
            span,
            document: before.is_some_and(|text| text.lines().any(is_mark))
                || rest.is_some_and(is_mark),
        }
    });
    // Where RKE2 sees something else than the tree does, nothing can be said.
    part.differs = reading.differs;
    if let Some(root) = document.root() {
        match root.kind() {
            Kind::Mapping => read_entries(source, root, &mut part),
            Kind::Sequence if root.items().next().is_none() => {}
            Kind::Scalar if root.is_null() => {}
            _ => refuse_root(root, &mut part),
        }
    }
    part
}

/// Reads a mapping of another file that becomes a drop-in.
pub fn read_mapping(source: &Source, file: FileId, root: Ref<'_>) -> Part {
    let mut part = empty(source, file, true);
    read_entries(source, root, &mut part);
    part
}

fn empty(source: &Source, file: FileId, drop_in: bool) -> Part {
    Part {
        file,
        control: source.has_control(),
        drop_in,
        entries: Vec::new(),
        refused: None,
        later_errors: Vec::new(),
        unread: None,
        merge_keys: Vec::new(),
        differs: None,
    }
}

/// yaml.v2 decodes into a mapping and nothing else.
fn refuse_root(root: Ref<'_>, part: &mut Part) {
    let what = match root.kind() {
        Kind::Sequence => "a list",
        _ => "a single value",
    };
    part.refused.get_or_insert(Problem {
        span: Some(root.span()),
        message: format!("the file holds {what}, but must hold `key: value` lines"),
    });
}

fn read_entries(source: &Source, root: Ref<'_>, part: &mut Part) {
    for (key, value) in root.entries() {
        if part
            .differs
            .is_some_and(|span| span.start <= value.span().end)
        {
            return;
        }
        if is_merge(key) {
            part.merge_keys.push(key.span());
            continue;
        }
        let name = match key.kind() {
            Kind::Scalar => key.scalar().go_string(),
            _ => yaml::go_print(key),
        };
        let (shape, mut values) = read_values(value);
        for value in &mut values {
            value.opaque = source.is_opaque(value.span.start, value.span.end);
        }
        let key_span = key.span();
        part.entries.push(Entry {
            name: trim(&name).to_owned(),
            key_span,
            opaque: source.is_opaque(key_span.start, key_span.end),
            value_span: written(value),
            shape,
            values,
        });
    }
}

/// `<<` merges mappings, and decoding into RKE2's ordered list loses what it merges.
fn is_merge(key: Ref<'_>) -> bool {
    key.kind() == Kind::Scalar
        && key.style() == Style::Plain
        && key.text() == "<<"
        && key.tag().is_none()
}

fn read_values(value: Ref<'_>) -> (Shape, Vec<Value>) {
    match value.kind() {
        Kind::Sequence => (Shape::List, value.items().map(list_item).collect()),
        Kind::Mapping => (Shape::Map, vec![printed(value, Form::Map)]),
        _ if value.is_null() => (Shape::Null, vec![scalar(value)]),
        _ => (Shape::Scalar, vec![scalar(value)]),
    }
}

fn list_item(item: Ref<'_>) -> Value {
    match item.kind() {
        Kind::Mapping => printed(item, Form::Map),
        Kind::Sequence => {
            let mut inner = item.items();
            if let (Some(only), None) = (inner.next(), inner.next())
                && only.kind() == Kind::Scalar
            {
                return scalar(only);
            }
            // RKE2 takes the first element of an inner list and forgets the others.
            let text = match item.items().next() {
                Some(first) if first.kind() == Kind::Scalar => first.scalar().go_string(),
                Some(first) => yaml::go_print(first),
                None => String::new(),
            };
            Value {
                text: trim(&text).to_owned(),
                span: written(item),
                form: Form::List,
                opaque: false,
            }
        }
        _ => scalar(item),
    }
}

fn printed(node: Ref<'_>, form: Form) -> Value {
    Value {
        text: trim(&yaml::go_print(node)).to_owned(),
        span: written(node),
        form,
        opaque: false,
    }
}

fn scalar(node: Ref<'_>) -> Value {
    let scalar = node.scalar();
    let form = match scalar {
        Scalar::Null => Form::Null,
        Scalar::Bool(_) => Form::Bool,
        Scalar::Int(_) | Scalar::UInt(_) | Scalar::Float(_) => Form::Number,
        Scalar::Str(_) if node.style() == Style::Plain && node.tag().is_none() => Form::Plain,
        Scalar::Str(_) => Form::Quoted,
    };
    Value {
        text: trim(&scalar.go_string()).to_owned(),
        span: written(node),
        form,
        opaque: false,
    }
}

/// Where the value is written: at the alias, where it is one.
fn written(node: Ref<'_>) -> Span {
    node.alias_span().unwrap_or_else(|| node.span())
}

/// Go's `strings.TrimSpace`, which also takes the no-break space.
fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace())
}
