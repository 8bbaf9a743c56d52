//! The tokens of libyaml, as Go's yaml.v2 scans them, without their values.
//!
//! Kept function by function beside its model, because what is refused and where reading ends follows from details:
//! which characters are looked at before which, when a line may begin a key, when a tab is a blank.

mod name;
mod scalar;
mod structure;

use std::collections::VecDeque;

/// A place in the text, as libyaml counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    pub offset: usize,
    /// In characters.
    index: usize,
    line: usize,
    column: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    StreamEnd,
    Version(u8, u8),
    TagDirective,
    DocumentStart,
    DocumentEnd,
    BlockSequenceStart,
    BlockMappingStart,
    BlockEnd,
    FlowSequenceStart,
    FlowSequenceEnd,
    FlowMappingStart,
    FlowMappingEnd,
    BlockEntry,
    FlowEntry,
    Key,
    Value,
    Alias,
    Anchor,
    Tag,
    Scalar,
}

/// A token. For anchors, aliases and tags, `name` is the range of the name or of the tag's handle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    pub name: (usize, usize),
}

/// What yaml.v2 says where it gives up, and where that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub at: usize,
    pub problem: &'static str,
}

pub(super) type Result<T> = std::result::Result<T, Refusal>;

#[derive(Clone, Copy, Debug, Default)]
struct SimpleKey {
    possible: bool,
    /// Tokens from it on wait until it is known whether it is a key.
    awaited: bool,
    required: bool,
    token: usize,
    mark: Mark,
}

/// Libyaml gives up on deeper nesting.
const MAX_DEPTH: usize = 10_000;

pub(super) struct Scanner<'t> {
    text: &'t [u8],
    mark: Mark,
    indent: i64,
    indents: Vec<i64>,
    simple_key_allowed: bool,
    /// One for each open bracket, and one for the block context. Token numbers rise.
    simple_keys: Vec<SimpleKey>,
    tokens: VecDeque<Token>,
    /// How many tokens were taken.
    taken: usize,
}

impl<'t> Scanner<'t> {
    pub(super) fn new(text: &'t str) -> Scanner<'t> {
        Scanner {
            text: text.as_bytes(),
            mark: Mark::default(),
            indent: -1,
            indents: Vec::new(),
            simple_key_allowed: true,
            simple_keys: vec![SimpleKey::default()],
            tokens: VecDeque::new(),
            taken: 0,
        }
    }

    /// How far the text was looked at.
    pub(super) fn position(&self) -> usize {
        self.mark.offset
    }

    pub(super) fn peek(&mut self) -> Result<Token> {
        // The first token may yet turn out to be a key, which puts other tokens before it.
        while self.tokens.is_empty() || self.key_at_head()? {
            self.fetch()?;
        }
        Ok(self.tokens[0])
    }

    pub(super) fn skip(&mut self) {
        if self.tokens.pop_front().is_some() {
            self.taken += 1;
        }
    }

    fn key_at_head(&mut self) -> Result<bool> {
        let index = self
            .simple_keys
            .partition_point(|key| key.token < self.taken);
        match self.simple_keys.get(index) {
            Some(key) if key.token == self.taken && key.awaited => self.key_is_valid(index),
            _ => Ok(false),
        }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text
            .get(self.mark.offset + ahead)
            .copied()
            .unwrap_or(0)
    }

    fn is_blank(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), b' ' | b'\t')
    }

    fn is_break(&self, ahead: usize) -> bool {
        match self.byte(ahead) {
            b'\r' | b'\n' => true,
            0xc2 => self.byte(ahead + 1) == 0x85,
            0xe2 => self.byte(ahead + 1) == 0x80 && matches!(self.byte(ahead + 2), 0xa8 | 0xa9),
            _ => false,
        }
    }

    fn is_breakz(&self, ahead: usize) -> bool {
        self.byte(ahead) == 0 || self.is_break(ahead)
    }

    fn is_blankz(&self, ahead: usize) -> bool {
        self.is_blank(ahead) || self.is_breakz(ahead)
    }

    fn is_alpha(&self) -> bool {
        let byte = self.byte(0);
        byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
    }

    fn at_end(&self) -> bool {
        self.byte(0) == 0
    }

    /// Passes over one character that is no line end.
    fn advance(&mut self) {
        self.mark.offset += match self.byte(0) {
            0..0xc0 => 1,
            0xc0..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        self.mark.index += 1;
        self.mark.column += 1;
    }

    fn advance_line(&mut self) {
        let (bytes, characters) = match (self.byte(0), self.byte(1)) {
            (b'\r', b'\n') => (2, 2),
            (b'\r' | b'\n', _) => (1, 1),
            (0xc2, _) => (2, 1),
            _ => (3, 1),
        };
        self.mark.offset += bytes;
        self.mark.index += characters;
        self.mark.line += 1;
        self.mark.column = 0;
    }

    fn advance_while(&mut self, wanted: impl Fn(&Self) -> bool) {
        while wanted(self) {
            self.advance();
        }
    }

    fn skip_comment(&mut self) {
        if self.byte(0) == b'#' {
            self.advance_while(|scanner| !scanner.is_breakz(0));
        }
    }

    fn refuse<T>(&self, problem: &'static str) -> Result<T> {
        Err(Refusal {
            at: self.mark.offset.min(self.text.len()),
            problem,
        })
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.push_named(kind, start, (start, start));
    }

    fn push_named(&mut self, kind: Kind, start: usize, name: (usize, usize)) {
        let end = self.mark.offset;
        self.tokens.push_back(Token {
            kind,
            start,
            end,
            name,
        });
    }

    fn in_flow(&self) -> bool {
        self.simple_keys.len() > 1
    }

    /// Scans the next token, and what must come before it.
    fn fetch(&mut self) -> Result<()> {
        self.skip_to_token();
        self.unroll_indent(self.mark.column);
        if self.at_end() {
            // The end counts as a new line, on which a key that was begun can no longer end.
            if self.mark.column != 0 {
                self.mark.column = 0;
                self.mark.line += 1;
            }
            self.unroll_indent(-1);
            self.remove_simple_key()?;
            self.simple_key_allowed = false;
            self.push(Kind::StreamEnd, self.mark.offset);
            return Ok(());
        }
        let at_start = self.mark.column == 0;
        if at_start && self.byte(0) == b'%' {
            self.unroll_indent(-1);
            self.remove_simple_key()?;
            self.simple_key_allowed = false;
            return self.directive();
        }
        if at_start && self.document_indicator() {
            let kind = match self.byte(0) {
                b'-' => Kind::DocumentStart,
                _ => Kind::DocumentEnd,
            };
            self.unroll_indent(-1);
            self.remove_simple_key()?;
            self.simple_key_allowed = false;
            return self.indicator(kind, 3);
        }
        let flow = self.in_flow();
        match self.byte(0) {
            b'[' => self.flow_start(Kind::FlowSequenceStart),
            b'{' => self.flow_start(Kind::FlowMappingStart),
            b']' => self.flow_end(Kind::FlowSequenceEnd),
            b'}' => self.flow_end(Kind::FlowMappingEnd),
            b',' => {
                self.remove_simple_key()?;
                self.simple_key_allowed = true;
                self.indicator(Kind::FlowEntry, 1)
            }
            b'-' if self.is_blankz(1) => self.block_entry(),
            b'?' if flow || self.is_blankz(1) => self.key(),
            b':' if flow || self.is_blankz(1) => self.value(),
            b'*' => self.anchor(Kind::Alias),
            b'&' => self.anchor(Kind::Anchor),
            b'!' => self.tag(),
            b'|' | b'>' if !flow => self.block_scalar(),
            b'\'' => self.quoted(b'\''),
            b'"' => self.quoted(b'"'),
            b'-' if !self.is_blank(1) => self.plain(),
            b'?' | b':' if !flow => self.plain(),
            b'-' | b'?' | b':' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\t' => {
                self.refuse("found character that cannot start any token")
            }
            _ => self.plain(),
        }
    }

    fn skip_to_token(&mut self) {
        loop {
            let tabs = self.in_flow() || !self.simple_key_allowed;
            self.advance_while(|scanner| {
                scanner.byte(0) == b' ' || tabs && scanner.byte(0) == b'\t'
            });
            self.skip_comment();
            if !self.is_break(0) {
                return;
            }
            self.advance_line();
            if !self.in_flow() {
                self.simple_key_allowed = true;
            }
        }
    }

    /// `---` or `...` at the start of a line.
    fn document_indicator(&self) -> bool {
        let here = [self.byte(0), self.byte(1), self.byte(2)];
        (here == *b"---" || here == *b"...") && self.is_blankz(3)
    }

    fn indicator(&mut self, kind: Kind, width: usize) -> Result<()> {
        let start = self.mark.offset;
        for _ in 0..width {
            self.advance();
        }
        self.push(kind, start);
        Ok(())
    }
}
