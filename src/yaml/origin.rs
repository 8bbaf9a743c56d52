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

/// A stretch of the inner text and where it is written. Equal lengths map byte by byte; others, an escape, as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    inner: u32,
    inner_len: u32,
    outer: u32,
    outer_len: u32,
}

impl Run {
    fn is_verbatim(self) -> bool {
        self.inner_len == self.outer_len
    }
}

impl Origin {
    /// The span, in the outer file, of a range of the embedded text.
    pub fn span(&self, file: FileId, start: usize, end: usize) -> Span {
        let clip = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        let (start, end) = self.map(clip(start), clip(end));
        Span { file, start, end }
    }

    /// Maps a range. It ends where its last byte ends, so that it does not reach over into the next line.
    pub(super) fn map(&self, start: u32, end: u32) -> (u32, u32) {
        let first = match self.run_at(start) {
            Some((run, ahead)) if ahead >= run.inner_len => run.outer + run.outer_len,
            Some((run, ahead)) if run.is_verbatim() => run.outer + ahead,
            Some((run, _)) => run.outer,
            None => self.start,
        };
        let last = match self.run_at(end.saturating_sub(1)) {
            Some((run, ahead)) if end > start && ahead < run.inner_len && run.is_verbatim() => {
                run.outer + ahead + 1
            }
            Some((run, _)) if end > start => run.outer + run.outer_len,
            _ => first,
        };
        let first = first.clamp(self.start, self.end);
        (first, last.clamp(first, self.end))
    }

    /// The last run that begins at or before an offset, and how far behind its beginning the offset is.
    fn run_at(&self, offset: u32) -> Option<(Run, u32)> {
        let after = self.runs.partition_point(|run| run.inner <= offset);
        let run = *self.runs.get(after.checked_sub(1)?)?;
        Some((run, offset - run.inner))
    }

    /// The same origin where its outer text is itself embedded.
    fn within(&self, outer: &Origin) -> Origin {
        let mut runs = Runs::default();
        for run in &self.runs {
            if !run.is_verbatim() {
                let (start, end) = outer.map(run.outer, run.outer + run.outer_len);
                runs.push(run.inner, run.inner_len, start, end - start);
                continue;
            }
            let end = run.outer + run.outer_len;
            let mut at = run.outer;
            while at < end {
                let next = outer.runs.partition_point(|run| run.inner <= at);
                let next = outer.runs.get(next).map_or(end, |run| run.inner.min(end));
                let inside = outer.run_at(at).map_or(0, |(over, ahead)| {
                    (over.inner_len.saturating_sub(ahead)).min(next - at)
                });
                if inside > 0 {
                    let (start, stop) = outer.map(at, at + inside);
                    runs.push(run.inner + (at - run.outer), inside, start, stop - start);
                }
                at = next;
            }
        }
        let (start, end) = outer.map(self.start, self.end);
        Origin {
            runs: runs.0,
            start,
            end,
        }
    }
}

/// The origin of a scalar's text.
pub(super) fn of_scalar(node: Ref<'_>) -> Origin {
    let written = node.node();
    let (start, end) = (written.start, written.end);
    let raw = node.tree.text.get(start as usize..end as usize);
    let raw = raw.unwrap_or_default();
    let mut runs = match node.style() {
        Style::Literal | Style::Folded => block(raw, node.text()),
        Style::SingleQuoted => flow(raw, node.text(), Some('\'')),
        Style::DoubleQuoted => flow(raw, node.text(), Some('"')),
        Style::Plain => flow(raw, node.text(), None),
    };
    for run in &mut runs.0 {
        run.outer += start;
    }
    let origin = Origin {
        runs: runs.0,
        start,
        end,
    };
    match &node.tree.origin {
        Some(outer) => origin.within(outer),
        None => origin,
    }
}

#[derive(Default)]
struct Runs(Vec<Run>);

impl Runs {
    fn push(&mut self, inner: u32, inner_len: u32, outer: u32, outer_len: u32) {
        if let Some(last) = self.0.last_mut()
            && last.is_verbatim()
            && inner_len == outer_len
            && last.inner + last.inner_len == inner
            && last.outer + last.outer_len == outer
        {
            last.inner_len += inner_len;
            last.outer_len += outer_len;
            return;
        }
        self.0.push(Run {
            inner,
            inner_len,
            outer,
            outer_len,
        });
    }

    fn push_at(&mut self, inner: usize, inner_len: usize, outer: usize, outer_len: usize) {
        self.push(
            inner as u32,
            inner_len as u32,
            outer as u32,
            outer_len as u32,
        );
    }
}

/// A block scalar: each line without its indentation stands in the text, after the end of the one before.
fn block(raw: &str, cooked: &str) -> Runs {
    let mut runs = Runs::default();
    let blanks = |text: &str| text.len() - text.trim_start_matches(' ').len();
    // Blanks that begin the text's first line are not indentation.
    let kept = blanks(cooked.trim_start_matches('\n'));
    let mut indentation = None;
    let mut inner = 0;
    let mut outer = 0;
    for (number, line) in raw.split_inclusive('\n').enumerate() {
        let start = outer;
        outer += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        let width = blanks(line);
        if number == 0 || indentation.is_none() && width == line.len() {
            continue;
        }
        let indentation = *indentation.get_or_insert(width.saturating_sub(kept));
        let content = line.get(indentation..).unwrap_or_default();
        if content.is_empty() {
            continue;
        }
        let rest = &cooked[inner..];
        let newlines = rest.len() - rest.trim_start_matches('\n').len();
        let folded = newlines == 0 && rest.starts_with(' ') && !rest.starts_with(content);
        let skipped = newlines + usize::from(folded);
        if !rest[skipped..].starts_with(content) {
            // Line ends that only one side knows; the lines so far are right.
            break;
        }
        inner += skipped;
        runs.push_at(inner, content.len(), start + indentation, content.len());
        inner += content.len();
    }
    runs
}

/// A plain or quoted scalar: character by character, with escapes, and line ends folded.
fn flow(raw: &str, cooked: &str, quote: Option<char>) -> Runs {
    let mut runs = Runs::default();
    let mut outer = usize::from(quote.is_some());
    let mut inner = 0;
    while let (Some(written), Some(read)) =
        (raw[outer..].chars().next(), cooked[inner..].chars().next())
    {
        let rest = &raw[outer..];
        let blank = [' ', '\t', '\n', '\r'];
        let space = rest.len() - rest.trim_start_matches(blank).len();
        let line_ends = rest[..space]
            .replace("\r\n", "\n")
            .matches(['\n', '\r'])
            .count();
        let (inner_len, outer_len) = if line_ends > 0 {
            // One line end becomes a blank, more become one less.
            let left = if line_ends == 1 { 1 } else { line_ends - 1 };
            (left, space)
        } else if quote == Some('"') && written == '\\' {
            match escape_length(rest) {
                (length, false) => (read.len_utf8(), length),
                (length, true) => (0, length),
            }
        } else if quote == Some('\'') && rest.starts_with("''") {
            (1, 2)
        } else if written == read {
            (read.len_utf8(), read.len_utf8())
        } else {
            break;
        };
        if inner_len > 0 {
            runs.push_at(inner, inner_len, outer, outer_len);
        }
        outer += outer_len;
        inner += inner_len;
        if !raw.is_char_boundary(outer) || !cooked.is_char_boundary(inner) {
            break;
        }
    }
    runs
}

/// How long the escape is that begins here, and whether it only joins two lines.
fn escape_length(text: &str) -> (usize, bool) {
    let bytes = text.as_bytes();
    match bytes.get(1) {
        Some(b'x') => (4, false),
        Some(b'U') => (10, false),
        // Two escapes for one character, as in JSON.
        Some(b'u')
            if matches!(
                bytes.get(2..4),
                Some([b'd' | b'D', b'8'..=b'9' | b'a'..=b'b' | b'A'..=b'B'])
            ) =>
        {
            (12, false)
        }
        Some(b'u') => (6, false),
        Some(b'\n' | b'\r') => {
            let rest = &text[1..];
            let blanks = rest.trim_start_matches(['\n', '\r']);
            (
                text.len() - blanks.trim_start_matches([' ', '\t']).len(),
                true,
            )
        }
        Some(_) => (
            1 + text[1..].chars().next().map_or(0, char::len_utf8),
            false,
        ),
        None => (1, false),
    }
}
