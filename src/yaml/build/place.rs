//! Where things are written, where the parser's events do not say so.

use super::{Builder, COOKED, Kind, Style};

impl Builder<'_> {
    /// Finds a scalar's text in the source, or else stores it.
    pub(super) fn keep(
        &mut self,
        text: &str,
        style: Style,
        start: u32,
        end: u32,
    ) -> (u32, u32, u8) {
        let from = match style {
            Style::SingleQuoted | Style::DoubleQuoted => start + 1,
            _ => start,
        };
        let to = from + text.len() as u32;
        if to <= end && self.text.get(from as usize..to as usize) == Some(text) {
            return (from, to, 0);
        }
        let from = self.cooked.len() as u32;
        self.cooked.push_str(text);
        (from, self.cooked.len() as u32, COOKED)
    }

    /// Where to point at a value that is not there: right after the colon of its key.
    pub(super) fn nothing_at(&self, start: u32) -> u32 {
        match self.open.last() {
            Some(open) if open.at_value && self.nodes[open.id as usize].kind == Kind::Mapping => {
                let rest = self.text.get(self.last_end as usize..).unwrap_or_default();
                let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
                if trimmed.starts_with(':') {
                    self.last_end + (rest.len() - trimmed.len()) as u32 + 1
                } else {
                    self.last_end
                }
            }
            _ => start,
        }
    }

    /// The `|` or `>` of the block scalar whose content starts here: between it and the last token stand only
    /// indicators, properties and comments.
    pub(super) fn block_header(&self, content: u32) -> u32 {
        let bytes = self.text.as_bytes();
        let mut at = self.last_end as usize;
        while at < content as usize {
            match bytes[at] {
                b'|' | b'>' => return at as u32,
                b'#' => at += until(&bytes[at..], |byte| byte == b'\n' || byte == b'\r'),
                b'&' | b'!' => at += until(&bytes[at..], |byte| byte.is_ascii_whitespace()),
                _ => at += 1,
            }
        }
        content
    }

    /// The parser puts a sequence without its own indentation after the first dash.
    pub(super) fn dash(&self, start: u32) -> u32 {
        let before = self.text.get(..start as usize).unwrap_or_default();
        let trimmed = before.trim_end_matches([' ', '\t']);
        if self.text[before.len()..].starts_with('-') || !trimmed.ends_with('-') {
            start
        } else {
            trimmed.len() as u32 - 1
        }
    }

    /// The `%YAML` line in this range.
    pub(super) fn directive(&self, from: u32, to: u32) -> Option<(u32, u32)> {
        let range = self.text.get(from as usize..to as usize)?;
        let start = range.rfind("%YAML")?;
        let line = range[start..].lines().next()?.trim_end();
        let start = from + start as u32;
        Some((start, start + line.len() as u32))
    }
}

/// The first line that begins with `%`.
pub(super) fn directive_line(text: &str) -> Option<u32> {
    if text.starts_with('%') {
        return Some(0);
    }
    text.find("\n%").map(|index| index as u32 + 1)
}

fn until(bytes: &[u8], stop: impl Fn(u8) -> bool) -> usize {
    bytes
        .iter()
        .position(|&byte| stop(byte))
        .unwrap_or(bytes.len())
}
