//! `config.yaml` with its drop-ins, as RKE2 reads it.
//!
//! A [`Part`] is one file, read as Go's yaml.v2 reads it; a [`Config`] is the files that make one configuration.
//! [`effective`] merges them, drops what the release does not know, and builds the arguments.

pub mod arguments;
mod compared;
mod effective;
mod part;

pub use compared::{Compared, compared, differ};
pub use effective::{
    Arg, Arguments, Duplicates, Effective, Problem, Reader, Setting, arguments, effective,
};
pub use part::{Form, Shape, read_mapping, read_part};

use crate::source::{FileId, Source, Span};

/// The files that make one configuration, in the order in which RKE2 reads them.
#[derive(Debug, Default)]
pub struct Config {
    /// The main file, if there is one, and then the drop-ins.
    pub parts: Vec<Part>,
}

/// One file of a configuration.
#[derive(Debug)]
pub struct Part {
    /// The file.
    pub file: FileId,
    /// Whether it lies in `config.yaml.d`.
    pub drop_in: bool,
    /// Its entries, as far as RKE2 reads them.
    pub entries: Vec<Entry>,
    /// Why RKE2 refuses the file, if it does.
    pub refused: Option<Problem>,
    /// More syntax errors, which nobody sees before the first one is mended.
    pub later_errors: Vec<Problem>,
    /// What stands after the part that RKE2 reads: a second document, or a dedent.
    pub unread: Option<Unread>,
    /// Where RKE2's reader sees something else than ours; from there on nothing is known.
    pub differs: Option<Span>,
    /// YAML merge keys, whose content is lost.
    pub merge_keys: Vec<Span>,
    /// Whether conditions or loops of a template decide which lines there are.
    pub control: bool,
}

impl Part {
    /// Whether the file may well be readable after a template was filled in, although this place is not.
    pub fn is_unfilled(&self, source: &Source, place: Span) -> bool {
        if self.control || source.is_opaque(place.start, place.end.max(place.start + 1)) {
            return true;
        }
        let last = source.position(place.end).line;
        let mut lines = (1..=last).map(|line| (line, source.line_span(line)));
        lines.any(|(line, (start, end))| {
            // A mark alone in its line may stand for any number of lines.
            let alone =
                source.is_opaque(start, start + 1) && source.is_opaque(end.saturating_sub(1), end);
            alone || line == last && source.is_opaque(start, end)
        })
    }
}

/// The text of a file that RKE2 never reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Where it stands.
    pub span: Span,
    /// Whether it is a further document, and not a dedent below the first key.
    pub document: bool,
}

/// One `key: value`.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key as RKE2 takes it, resolved and trimmed; a `+` at its end is still there.
    pub name: String,
    /// Where the key stands.
    pub key_span: Span,
    /// Where the value stands.
    pub value_span: Span,
    /// What the value is.
    pub shape: Shape,
    /// Whether a template fills in the key, so that nothing is known about it.
    pub opaque: bool,
    /// The values that it gives; one unless it is a list.
    pub values: Vec<Value>,
}

impl Entry {
    /// The key without the `+`.
    pub fn key(&self) -> &str {
        self.name.strip_suffix('+').unwrap_or(&self.name)
    }

    /// Whether the key ends in `+` and so adds to what came before.
    pub fn append(&self) -> bool {
        self.name.ends_with('+')
    }
}

/// One value, after YAML has had its way with it.
#[derive(Clone, Debug)]
pub struct Value {
    /// What RKE2 passes on.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// What YAML takes it for.
    pub form: Form,
    /// Whether a template fills in some of it, so that nothing may be said about it.
    pub opaque: bool,
}

impl Value {
    /// Whether it is no mapping and no list, of which Go prints or keeps only a part.
    pub fn is_text(&self) -> bool {
        !matches!(self.form, Form::Map | Form::List)
    }
}
