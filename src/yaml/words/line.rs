//! The line around an offset, and the parts of it that a message points at.

/// A line of the text around an offset.
pub struct Line<'t> {
    pub text: &'t str,
    pub start: usize,
    /// The offset in the line.
    pub at: usize,
}

impl<'t> Line<'t> {
    pub fn new(whole: &'t str, at: usize) -> Line<'t> {
        let mut at = at.min(whole.len());
        while !whole.is_char_boundary(at) {
            at -= 1;
        }
        let start = whole[..at].rfind(['\n', '\r']).map_or(0, |index| index + 1);
        let text = &whole[start..];
        let text = &text[..text.find(['\n', '\r']).unwrap_or(text.len())];
        Line {
            text,
            start,
            at: at - start,
        }
    }

    pub fn before(&self) -> &'t str {
        self.text.get(..self.at).unwrap_or(self.text)
    }

    pub fn after(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub fn indentation(&self) -> usize {
        self.text.len() - self.text.trim_start_matches([' ', '\t']).len()
    }

    /// The line without indentation and comment.
    pub fn content(&self) -> (usize, usize) {
        let indentation = self.indentation();
        let content = &self.text[indentation..];
        let content = content.split(" #").next().unwrap_or_default();
        let start = self.start + indentation;
        (start, start + content.trim_end().len())
    }

    /// The character at the offset, or nothing at the line's end.
    pub fn character(&self) -> (usize, usize) {
        let width = self.after().chars().next().map_or(0, char::len_utf8);
        (self.start + self.at, self.start + self.at + width)
    }

    /// From the offset to the next blank.
    pub fn word(&self) -> (usize, usize) {
        let start = self.start + self.at;
        let width = self.after().find([' ', '\t']).unwrap_or(self.after().len());
        (start, start + width)
    }

    /// From the offset to the end of an alias.
    pub fn name(&self) -> (usize, usize) {
        let start = self.start + self.at;
        let ends = [' ', '\t', ',', ']', '}', ':'];
        let width = self.after().find(ends).unwrap_or(self.after().len());
        (start, start + width)
    }

    /// From the last of these characters before the offset up to it.
    pub fn back_to(&self, characters: &[char]) -> (usize, usize) {
        let head = self.text.get(..=self.at).unwrap_or(self.before());
        match head.rfind(characters) {
            Some(from) => {
                let tail = &self.text[from..];
                let width = tail.find([' ', '\t']).unwrap_or(tail.len());
                (self.start + from, self.start + from + width)
            }
            None => self.word(),
        }
    }
}
