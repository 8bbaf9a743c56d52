//! The files that are judged: text, spans of bytes in it, and positions as people count them.

use std::fmt;
use std::sync::OnceLock;

use crate::template::{self, Masked};

/// Which of the [`Sources`] is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span of `file`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        let clip = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
        Span {
            file,
            start: clip(start),
            end: clip(end),
        }
    }

    /// The smallest span that covers both; the other one must lie in the same file.
    pub fn to(self, other: Span) -> Span {
        Span {
            file: self.file,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A place as editors show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Counts from 1.
    pub line: u32,
    /// Counts from 1, in UTF-16 code units.
    pub column: u32,
}

/// Why the bytes of a file are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// A NUL byte in this line, outside UTF-16: an archive, an image, an executable.
    Binary(usize),
    /// What stands in this line is no UTF-8.
    NotUtf8(usize),
    /// The mark of UTF-16 stands before something else.
    NotUtf16,
    /// More bytes than [`MAX_FILE_SIZE`].
    TooLarge(usize),
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Binary(line) => {
                write!(f, "this is no text: a NUL byte stands in line {line}")
            }
            Unreadable::NotUtf8(line) => {
                write!(f, "line {line} is not UTF-8; save the file as UTF-8")
            }
            Unreadable::NotUtf16 => {
                f.write_str("this begins as UTF-16, but is none; save the file as UTF-8")
            }
            Unreadable::TooLarge(size) => write!(
                f,
                "{} MB are more than the {} MB that are read",
                size >> 20,
                MAX_FILE_SIZE >> 20
            ),
        }
    }
}

/// The largest file that is read; configuration is a thousand times smaller.
pub const MAX_FILE_SIZE: usize = 8 << 20;

/// One file.
#[derive(Debug)]
pub struct Source {
    /// As the caller named it; `/` separates folders.
    pub path: String,
    /// The decoded text, without a byte order mark. Empty where the file is unreadable.
    pub text: String,
    /// Set where the bytes are no text.
    pub unreadable: Option<Unreadable>,
    /// The text with its template marks masked, where it has any.
    masked: Option<Masked>,
    line_starts: OnceLock<Vec<u32>>,
}

impl Source {
    /// Decodes the bytes: UTF-8, or UTF-16 where a byte order mark says so.
    pub fn new(path: &str, bytes: &[u8]) -> Source {
        let (text, unreadable) = match decode(bytes) {
            Ok(text) => (text, None),
            Err(unreadable) => (String::new(), Some(unreadable)),
        };
        Source {
            path: path.to_owned(),
            masked: template::mask(&text),
            text,
            unreadable,
            line_starts: OnceLock::new(),
        }
    }

    /// The text to parse: template marks are opaque, and everything stays where it is.
    pub fn parsed(&self) -> &str {
        self.masked
            .as_ref()
            .map_or(&self.text, |masked| &masked.text)
    }

    /// Whether template marks make a stretch of the text unknown: a value that is filled in,
    /// or a condition in the middle of it.
    pub fn is_opaque(&self, start: u32, end: u32) -> bool {
        let masked = self.masked.iter();
        let mut marks = masked.flat_map(|masked| masked.opaque.iter().chain(&masked.control));
        marks.any(|mark| mark.start < end as usize && (start as usize) < mark.end)
    }

    /// Whether conditions or loops of a template decide which lines there are.
    pub fn has_control(&self) -> bool {
        self.masked
            .as_ref()
            .is_some_and(|masked| !masked.control.is_empty())
    }

    /// The path of the file itself, or, for a template, of the file that it makes.
    pub fn path_made(&self) -> &str {
        template::path_made(&self.path)
    }

    /// Whether a template keeps what stands there for some versions, so that a release need not see it.
    pub fn is_by_version(&self, offset: u32) -> bool {
        let masked = self.masked.iter();
        let mut blocks = masked.flat_map(|masked| &masked.by_version);
        blocks.any(|block| block.contains(&(offset as usize)))
    }

    /// How lines end here.
    pub fn line_end(&self) -> &'static str {
        match self.text.contains("\r\n") {
            true => "\r\n",
            false => "\n",
        }
    }

    /// The path's last part.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Offsets at which lines start. A line ends at `\n`, `\r\n` or a lone `\r`, as in YAML.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let ends = bytes.iter().enumerate().filter(|&(index, &byte)| {
                byte == b'\n' || (byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'))
            });
            std::iter::once(0)
                .chain(ends.map(|(index, _)| index as u32 + 1))
                .collect()
        })
    }

    /// The place of a byte offset; offsets past the end are the end.
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let starts = self.line_starts();
        let line = starts.partition_point(|&start| start as usize <= offset);
        let start = starts[line - 1] as usize;
        let column = self.text[start..offset].encode_utf16().count();
        Position {
            line: line as u32,
            column: column as u32 + 1,
        }
    }

    /// How many lines the text has.
    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }

    /// The bytes of a line, counted from 1, from its first character to its last that is no blank.
    pub fn line_span(&self, line: u32) -> (u32, u32) {
        let text = self.line(line);
        let index = (line.max(1) as usize - 1).min(self.line_starts().len() - 1);
        let start = self.line_starts()[index] as usize + text.len() - text.trim_start().len();
        let end = start + text.trim().len();
        (start as u32, end as u32)
    }

    /// The text of a line, counted from 1, without its end.
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let index = (line.max(1) as usize - 1).min(starts.len() - 1);
        let start = starts[index] as usize;
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |&end| end as usize);
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }
}

/// All files of one question.
#[derive(Debug, Default)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// Adds a file and returns its id.
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> FileId {
        self.0.push(Source::new(path, bytes));
        FileId(self.0.len() as u32 - 1)
    }

    /// The file of this id, which must be one of these.
    pub fn get(&self, file: FileId) -> &Source {
        &self.0[file.0 as usize]
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.0
            .iter()
            .enumerate()
            .map(|(index, source)| (FileId(index as u32), source))
    }

    /// The text of a span; spans that fit no text are empty.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file)
            .text
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }
}

fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    if bytes.len() > MAX_FILE_SIZE {
        return Err(Unreadable::TooLarge(bytes.len()));
    }
    let line_of = |at: usize| 1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count();
    match bytes {
        [0xff, 0xfe, rest @ ..] => decode_utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => decode_utf16(rest, u16::from_be_bytes),
        _ => {
            if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
                return Err(Unreadable::Binary(line_of(at)));
            }
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let skipped = bytes.len() - text.len();
            match std::str::from_utf8(text) {
                Ok(text) => Ok(text.to_owned()),
                Err(error) => {
                    let line = line_of(skipped + error.valid_up_to());
                    Err(Unreadable::NotUtf8(line))
                }
            }
        }
    }
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Unreadable> {
    let units = bytes
        .chunks(2)
        .map(|pair| unit([pair[0], *pair.get(1).unwrap_or(&0)]));
    char::decode_utf16(units)
        .collect::<Result<String, _>>()
        .map_err(|_| Unreadable::NotUtf16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16_units() {
        let source = Source::new("a/b.yaml", "a: é\r\n😀: x\n".as_bytes());
        assert_eq!(source.name(), "b.yaml");
        let at = |needle: &str| source.position(source.text.find(needle).unwrap() as u32);
        assert_eq!(at("é"), Position { line: 1, column: 4 });
        assert_eq!(at("x"), Position { line: 2, column: 5 });
        assert_eq!(source.line(1), "a: é");
        assert_eq!(source.line(2), "😀: x");
        assert_eq!(source.position(1000), Position { line: 3, column: 1 });
    }

    #[test]
    fn decoding() {
        assert_eq!(Source::new("x", b"\xef\xbb\xbfa").text, "a");
        assert_eq!(Source::new("x", b"\xff\xfea\0").text, "a");
        assert_eq!(Source::new("x", b"\xfe\xff\0a").text, "a");
        assert_eq!(
            Source::new("x", b"\xef\xbb\xbfab\n\xe9c\n").unreadable,
            Some(Unreadable::NotUtf8(2))
        );
        assert_eq!(
            Source::new("x", b"\xff\xfe\0\xd8").unreadable,
            Some(Unreadable::NotUtf16)
        );
        assert_eq!(
            Source::new("x", b"PK\0\0").unreadable,
            Some(Unreadable::Binary(1))
        );
    }
}
