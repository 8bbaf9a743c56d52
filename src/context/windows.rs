//! Nodes that run Windows.

use super::{Context, NodeView};
use crate::source::Span;

/// What shows that a node runs Windows.
#[derive(Clone, Copy, Debug)]
pub struct Evidence {
    /// Where.
    pub span: Span,
    /// Whether it stands in the configuration, and not only in a path.
    pub certain: bool,
}

/// What shows that a node runs Windows; `None` where nothing does.
pub fn windows(context: &Context<'_>, agent: &NodeView<'_>) -> Option<Evidence> {
    let entries = agent
        .node
        .config
        .parts
        .iter()
        .flat_map(|part| &part.entries);
    let mut values = entries.flat_map(|entry| &entry.values);
    let shows = |text: &str| {
        let label = text.strip_prefix("beta.").unwrap_or(text);
        label == "kubernetes.io/os=windows" || has_drive(text)
    };
    if let Some(value) = values.find(|value| !value.opaque && shows(&value.text)) {
        return Some(Evidence {
            span: value.span,
            certain: true,
        });
    }
    let part = agent.node.config.parts.first()?;
    let path = context.sources.get(part.file).path.to_ascii_lowercase();
    let mut words = path.split(|c: char| !c.is_ascii_alphabetic());
    let first = part.entries.first().map(|entry| entry.key_span);
    words
        .any(|word| matches!(word, "windows" | "win"))
        .then(|| Evidence {
            span: first.unwrap_or(Span::new(part.file, 0, 0)),
            certain: false,
        })
}

/// `C:\…`, alone or after the `=` of a component's flag.
fn has_drive(text: &str) -> bool {
    let path = text.rsplit_once('=').map_or(text, |(_, path)| path);
    matches!(path.as_bytes(), [drive, b':', b'\\' | b'/', ..] if drive.is_ascii_alphabetic())
}
