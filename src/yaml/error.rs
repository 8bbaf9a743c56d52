//! Syntax errors in plain words.

use granit_parser::ErrorKind;

use super::Tree;
use super::build::Failure;
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
    /// It stands after the first document's root node, where RKE2 does not look.
    pub after_first_root: bool,
}

/// Sorts of syntax errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A tab where only blanks may indent.
    Tab,
    /// A line that stands too far left or right.
    Indentation,
    /// A second `:` in a line, or a value where none can be.
    Colon,
    /// A quote that is not closed.
    UnclosedQuote,
    /// A bracket that is not closed, or closed by another one.
    Bracket,
    /// A character that cannot begin a value, or that may not be in a file at all.
    Character,
    /// An unknown escape after `\`.
    Escape,
    /// An alias without its anchor.
    Alias,
    /// A `%` directive.
    Directive,
    /// A tag.
    Tag,
    /// Too deep or too large to be read.
    Limit,
    /// Any other.
    Other,
}

/// What stopped the parser.
#[derive(Clone, Debug)]
pub(super) enum Cause {
    Parser(ErrorKind),
    TooManyNodes,
}

pub(super) fn report(tree: &Tree, failures: Vec<Failure>) -> Vec<SyntaxError> {
    failures
        .into_iter()
        .map(|failure| {
            let (kind, message) = words(&failure.kind);
            let after_first_root = failure.document > 0 || failure.after_root;
            SyntaxError {
                span: tree.span(failure.at, failure.at),
                message,
                kind,
                after_first_root,
            }
        })
        .collect()
}

fn words(cause: &Cause) -> (SyntaxErrorKind, String) {
    let kind = match cause {
        Cause::Parser(kind) => kind,
        Cause::TooManyNodes => {
            return (
                SyntaxErrorKind::Limit,
                "too many values in one file; the rest is not read".to_owned(),
            );
        }
    };
    (SyntaxErrorKind::Other, kind.to_string())
}
