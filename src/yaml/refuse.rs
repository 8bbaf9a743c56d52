//! Where yaml.v2 differs from the parser: what it refuses, and what it never reads.

use super::error::SyntaxErrorKind;
use super::{SyntaxError, Tree};
use crate::source::Span;

/// What makes yaml.v2 refuse the first document although the parser takes it.
pub fn go_refuses(tree: &Tree) -> Option<SyntaxError> {
    let error = |span, kind, message: String| {
        Some(SyntaxError {
            span,
            message,
            kind,
            after_first_root: false,
        })
    };
    if let Some((at, c)) = tree.text.char_indices().find(|&(_, c)| is_control(c)) {
        let span = tree.span(at as u32, (at + c.len_utf8()) as u32);
        return error(
            span,
            SyntaxErrorKind::Character,
            format!(
                "control character U+{:04X} is not allowed; remove it",
                u32::from(c)
            ),
        );
    }
    let document = tree.document(0)?;
    if let (Some(version), Some(span)) = (document.yaml_version(), document.yaml_version_span())
        && version != (1, 1)
    {
        return error(
            span,
            SyntaxErrorKind::Directive,
            format!(
                "found incompatible YAML document: version {}.{} is not read, only 1.1; remove the directive",
                version.0, version.1
            ),
        );
    }
    None
}

/// What yaml.v2 takes for a control character.
fn is_control(c: char) -> bool {
    !matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}'
        | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

/// The content after the first document's root node, which yaml.v2 never reads.
pub fn unread_rest(tree: &Tree) -> Option<Span> {
    let document = tree.document(0)?;
    if !document.complete() {
        return None;
    }
    let root = document.root()?;
    let from = root.written().end as usize;
    let rest = tree.text.get(from..)?;
    let mut offset = from;
    for line in rest.split_inclusive('\n') {
        let content = line.trim();
        if !(content.is_empty() || content.starts_with('#') || content == "..." || content == "---")
        {
            let start = offset + line.len() - line.trim_start().len();
            let end = from + rest.trim_end().len();
            return Some(tree.span(start as u32, end as u32));
        }
        offset += line.len();
    }
    None
}
