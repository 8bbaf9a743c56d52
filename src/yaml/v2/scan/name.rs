//! Anchors, tags and directives.

use super::{Kind, Result, Scanner};

impl Scanner<'_> {
    pub(super) fn anchor(&mut self, kind: Kind) -> Result<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark.offset;
        self.advance();
        let name = self.mark.offset;
        self.advance_while(Scanner::is_alpha);
        let follows = self.is_blankz(0)
            || matches!(
                self.byte(0),
                b'?' | b':' | b',' | b']' | b'}' | b'%' | b'@' | b'`'
            );
        if self.mark.offset == name || !follows {
            return self.refuse("did not find expected alphabetic or numeric character");
        }
        self.push_named(kind, start, (name, self.mark.offset));
        Ok(())
    }

    pub(super) fn tag(&mut self) -> Result<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark.offset;
        // An empty handle needs no %TAG directive.
        let mut handle = (start, start);
        if self.byte(1) == b'<' {
            self.advance();
            self.advance();
            self.tag_uri(false)?;
            if self.byte(0) != b'>' {
                return self.refuse("did not find the expected '>'");
            }
            self.advance();
        } else {
            self.tag_handle(false)?;
            let end = self.mark.offset;
            if end > start + 1 && self.text[end - 1] == b'!' {
                self.tag_uri(false)?;
                handle = (start, end);
            } else {
                self.tag_uri(true)?;
            }
        }
        if !self.is_blankz(0) {
            return self.refuse("did not find expected whitespace or line break");
        }
        self.push_named(Kind::Tag, start, handle);
        Ok(())
    }

    fn tag_handle(&mut self, directive: bool) -> Result<()> {
        if self.byte(0) != b'!' {
            return self.refuse("did not find expected '!'");
        }
        let start = self.mark.offset;
        self.advance();
        self.advance_while(Scanner::is_alpha);
        if self.byte(0) == b'!' {
            self.advance();
        } else if directive && self.mark.offset > start + 1 {
            return self.refuse("did not find expected '!'");
        }
        Ok(())
    }

    fn tag_uri(&mut self, begun: bool) -> Result<()> {
        let start = self.mark.offset;
        loop {
            match self.byte(0) {
                b'%' => self.uri_escape()?,
                b';' | b'/' | b'?' | b':' | b'@' | b'&' | b'=' | b'+' | b'$' | b',' | b'.'
                | b'!' | b'~' | b'*' | b'\'' | b'(' | b')' | b'[' | b']' => self.advance(),
                _ if self.is_alpha() => self.advance(),
                _ => break,
            }
        }
        if !begun && self.mark.offset == start {
            return self.refuse("did not find expected tag URI");
        }
        Ok(())
    }

    /// One character in as many `%xx` as it has bytes.
    fn uri_escape(&mut self) -> Result<()> {
        let mut left = None;
        while left != Some(0) {
            let digits = (self.byte(1), self.byte(2));
            let hex = |byte: u8| char::from(byte).to_digit(16);
            let (b'%', Some(high), Some(low)) = (self.byte(0), hex(digits.0), hex(digits.1)) else {
                return self.refuse("did not find URI escaped octet");
            };
            let octet = high << 4 | low;
            left = Some(match (left, octet) {
                (None, 0..0x80) => 0,
                (None, 0xc0..0xe0) => 1,
                (None, 0xe0..0xf0) => 2,
                (None, 0xf0..0xf8) => 3,
                (None, _) => return self.refuse("found an incorrect leading UTF-8 octet"),
                (Some(left), 0x80..0xc0) => left - 1,
                (Some(_), _) => return self.refuse("found an incorrect trailing UTF-8 octet"),
            });
            for _ in 0..3 {
                self.advance();
            }
        }
        Ok(())
    }

    pub(super) fn directive(&mut self) -> Result<()> {
        let start = self.mark.offset;
        self.advance();
        let name = self.mark.offset;
        self.advance_while(Scanner::is_alpha);
        let end = self.mark.offset;
        if name == end {
            return self.refuse("could not find expected directive name");
        }
        if !self.is_blankz(0) {
            return self.refuse("found unexpected non-alphabetical character");
        }
        let mut handle = (start, start);
        let kind = match &self.text[name..end] {
            b"YAML" => {
                self.advance_while(|scanner| scanner.is_blank(0));
                let major = self.version_number()?;
                if self.byte(0) != b'.' {
                    return self.refuse("did not find expected digit or '.' character");
                }
                self.advance();
                Kind::Version(major, self.version_number()?)
            }
            b"TAG" => {
                handle = self.tag_directive()?;
                Kind::TagDirective
            }
            _ => return self.refuse("found unknown directive name"),
        };
        let end = self.mark.offset;
        self.advance_while(|scanner| scanner.is_blank(0));
        self.skip_comment();
        if !self.is_breakz(0) {
            return self.refuse("did not find expected comment or line break");
        }
        if self.is_break(0) {
            self.advance_line();
        }
        self.push_named(kind, start, handle);
        if let Some(token) = self.tokens.back_mut() {
            token.end = end;
        }
        Ok(())
    }

    fn version_number(&mut self) -> Result<u8> {
        let start = self.mark.offset;
        let mut value = 0;
        while self.byte(0).is_ascii_digit() {
            if self.mark.offset - start == 2 {
                return self.refuse("found extremely long version number");
            }
            value = value * 10 + (self.byte(0) - b'0');
            self.advance();
        }
        if self.mark.offset == start {
            return self.refuse("did not find expected version number");
        }
        Ok(value)
    }

    fn tag_directive(&mut self) -> Result<(usize, usize)> {
        self.advance_while(|scanner| scanner.is_blank(0));
        let start = self.mark.offset;
        self.tag_handle(true)?;
        let handle = (start, self.mark.offset);
        if !self.is_blank(0) {
            return self.refuse("did not find expected whitespace");
        }
        self.advance_while(|scanner| scanner.is_blank(0));
        self.tag_uri(false)?;
        if !self.is_blankz(0) {
            return self.refuse("did not find expected whitespace or line break");
        }
        Ok(handle)
    }
}
