//! The way from a text inside a scalar back to the file.

use super::{Ref, Style};
use crate::source::{FileId, Span};

/// Maps offsets of a text that was taken out of a scalar to bytes of the outer file.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Stretches that stand in both texts, in order.
    runs: Vec<Run>,
    /// The scalar in the outer file; offsets never leave it.
    start: u32,
    end: u32,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    inner: u32,
    outer: u32,
    len: u32,
}

impl Origin {
    /// The span, in the outer file, of a range of the embedded text.
    pub fn span(&self, file: FileId, start: usize, end: usize) -> Span {
        let clip = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        let (start, end) = self.map(clip(start), clip(end));
        Span { file, start, end }
    }

    /// Maps a range. It starts in the run of its first byte and ends in that of its last one.
    pub(super) fn map(&self, start: u32, end: u32) -> (u32, u32) {
        let first = self.map_start(start);
        let last = if end > start {
            self.map_start(end - 1) + 1
        } else {
            first
        };
        (first, last.clamp(first, self.end.max(first)))
    }

    fn map_start(&self, offset: u32) -> u32 {
        let after = self.runs.partition_point(|run| run.inner <= offset);
        let outer = match after.checked_sub(1).map(|index| self.runs[index]) {
            // Past a run stands what was left out of the outer file or written differently there.
            Some(run) => run.outer + (offset - run.inner).min(run.len),
            None => self.start,
        };
        outer.clamp(self.start, self.end)
    }
}

/// The origin of a scalar's text.
pub(super) fn of_scalar(node: Ref<'_>) -> Origin {
    let source = node.node();
    let tree = node.tree;
    let base = source.start;
    let raw = tree
        .text
        .get(source.start as usize..source.end as usize)
        .unwrap_or_default();
    let runs = match node.style() {
        Style::Literal | Style::Folded => lines(raw, node.text(), true),
        _ => lines(raw, node.text(), false),
    };
    let runs: Vec<Run> = runs
        .into_iter()
        .map(|run| Run {
            outer: run.outer + base,
            ..run
        })
        .collect();
    let origin = Origin {
        runs,
        start: source.start,
        end: source.end,
    };
    match &tree.origin {
        Some(outer) => origin.within(outer),
        None => origin,
    }
}

impl Origin {
    /// The same origin where its outer text is itself embedded.
    fn within(&self, outer: &Origin) -> Origin {
        let mut runs = Vec::new();
        for run in &self.runs {
            let end = run.outer + run.len;
            let mut at = run.outer;
            while at < end {
                let index = outer.runs.partition_point(|r| r.inner <= at);
                let Some(over) = index.checked_sub(1).map(|i| outer.runs[i]) else {
                    break;
                };
                let next = outer.runs.get(index).map_or(end, |r| r.inner.min(end));
                let stop = next.min(over.inner + over.len).max(at);
                if stop > at {
                    runs.push(Run {
                        inner: run.inner + (at - run.outer),
                        outer: over.outer + (at - over.inner),
                        len: stop - at,
                    });
                }
                at = next.max(at + 1);
            }
        }
        let (start, end) = outer.map(self.start, self.end);
        Origin { runs, start, end }
    }
}

/// Finds each line's content in the cooked text.
fn lines(raw: &str, cooked: &str, block: bool) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    let mut indent = None;
    let mut offset = 0;
    for (number, line) in raw.split_inclusive(['\n', '\r']).enumerate() {
        let start = offset;
        offset += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let content_start = if block {
            if number == 0 || line.trim_start_matches(' ').is_empty() && indent.is_none() {
                continue;
            }
            let width = line.len() - line.trim_start_matches(' ').len();
            let kept = || {
                let first = cooked.trim_start_matches('\n');
                first.len() - first.trim_start_matches(' ').len()
            };
            let indent = *indent.get_or_insert_with(|| width.saturating_sub(kept()));
            indent.min(width)
        } else {
            let quotes = usize::from(number == 0 && raw.starts_with(['"', '\'']));
            let line = &line[quotes..];
            quotes + line.len() - line.trim_start_matches([' ', '\t']).len()
        };
        let content = &line[content_start..];
        let content = if block {
            content
        } else {
            content.trim_end_matches([' ', '\t'])
        };
        if content.is_empty() {
            continue;
        }
        let rest = &cooked[at..];
        let skipped = rest.len() - rest.trim_start_matches('\n').len();
        let skipped = if skipped == 0 && !rest.starts_with(content) && rest.starts_with(' ') {
            1
        } else {
            skipped
        };
        let common = content
            .char_indices()
            .zip(rest[skipped..].chars())
            .find(|((_, a), b)| a != b)
            .map_or(content.len().min(rest.len() - skipped), |((i, _), _)| i);
        if common > 0 {
            runs.push(Run {
                inner: (at + skipped) as u32,
                outer: (start + content_start) as u32,
                len: common as u32,
            });
        }
        at += skipped + common;
    }
    runs
}
