//! How far a scalar reaches.

use super::{Kind, Result, Scanner};

impl Scanner<'_> {
    pub(super) fn plain(&mut self) -> Result<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark.offset;
        let mut end = start;
        let indent = self.indent + 1;
        let flow = self.in_flow();
        let mut leading_blanks = false;
        loop {
            if self.mark.column == 0 && self.document_indicator() || self.byte(0) == b'#' {
                break;
            }
            while !self.is_blankz(0) {
                let byte = self.byte(0);
                if byte == b':' && self.is_blankz(1)
                    || flow && matches!(byte, b',' | b'?' | b'[' | b']' | b'{' | b'}')
                {
                    break;
                }
                leading_blanks = false;
                self.advance();
                end = self.mark.offset;
            }
            if !(self.is_blank(0) || self.is_break(0)) {
                break;
            }
            while self.is_blank(0) || self.is_break(0) {
                if self.is_break(0) {
                    self.advance_line();
                    leading_blanks = true;
                    continue;
                }
                if leading_blanks && self.mark.column < indent && self.byte(0) == b'\t' {
                    return self.refuse("found a tab character that violates indentation");
                }
                self.advance();
            }
            if !flow && self.mark.column < indent {
                break;
            }
        }
        self.push(Kind::Scalar, start);
        if let Some(token) = self.tokens.back_mut() {
            token.end = end;
        }
        if leading_blanks {
            self.simple_key_allowed = true;
        }
        Ok(())
    }

    pub(super) fn quoted(&mut self, quote: u8) -> Result<()> {
        self.save_simple_key()?;
        self.simple_key_allowed = false;
        let start = self.mark.offset;
        self.advance();
        loop {
            if self.mark.column == 0 && self.document_indicator() {
                return self.refuse("found unexpected document indicator");
            }
            if self.at_end() {
                return self.refuse("found unexpected end of stream");
            }
            while !self.is_blankz(0) {
                match (self.byte(0), quote) {
                    (b'\'', b'\'') if self.byte(1) == b'\'' => {
                        self.advance();
                        self.advance();
                    }
                    (byte, _) if byte == quote => break,
                    (b'\\', b'"') if self.is_break(1) => {
                        self.advance();
                        self.advance_line();
                        break;
                    }
                    (b'\\', b'"') => self.escape()?,
                    _ => self.advance(),
                }
            }
            if self.byte(0) == quote {
                break;
            }
            while self.is_blank(0) || self.is_break(0) {
                if self.is_break(0) {
                    self.advance_line();
                } else {
                    self.advance();
                }
            }
        }
        self.advance();
        self.push(Kind::Scalar, start);
        Ok(())
    }

    fn escape(&mut self) -> Result<()> {
        let digits = match self.byte(1) {
            b'0' | b'a' | b'b' | b't' | b'\t' | b'n' | b'v' | b'f' | b'r' | b'e' | b' ' | b'"'
            | b'\'' | b'\\' | b'N' | b'_' | b'L' | b'P' => 0,
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => return self.refuse("found unknown escape character"),
        };
        self.advance();
        self.advance();
        let mut value = 0u64;
        for ahead in 0..digits {
            let Some(digit) = char::from(self.byte(ahead)).to_digit(16) else {
                return self.refuse("did not find expected hexdecimal number");
            };
            value = value << 4 | u64::from(digit);
        }
        if (0xd800..=0xdfff).contains(&value) || value > 0x10_ffff {
            return self.refuse("found invalid Unicode character escape code");
        }
        for _ in 0..digits {
            self.advance();
        }
        Ok(())
    }

    pub(super) fn block_scalar(&mut self) -> Result<()> {
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        let start = self.mark.offset;
        self.advance();
        let mut increment = 0;
        // One digit and one sign, in either order.
        for _ in 0..2 {
            match self.byte(0) {
                b'0' if increment == 0 => {
                    return self.refuse("found an indentation indicator equal to 0");
                }
                digit @ b'1'..=b'9' if increment == 0 => {
                    increment = i64::from(digit - b'0');
                    self.advance();
                }
                b'+' | b'-' if !matches!(self.text[self.mark.offset - 1], b'+' | b'-') => {
                    self.advance();
                }
                _ => {}
            }
        }
        self.advance_while(|scanner| scanner.is_blank(0));
        self.skip_comment();
        if !self.is_breakz(0) {
            return self.refuse("did not find expected comment or line break");
        }
        if self.is_break(0) {
            self.advance_line();
        }
        let mut indent = if increment > 0 {
            self.indent.max(0) + increment
        } else {
            0
        };
        let mut end = self.block_breaks(&mut indent)?;
        while self.mark.column == indent && !self.at_end() {
            self.advance_while(|scanner| !scanner.is_breakz(0));
            if self.is_break(0) {
                self.advance_line();
            }
            end = self.block_breaks(&mut indent)?;
        }
        self.push(Kind::Scalar, start);
        if let Some(token) = self.tokens.back_mut() {
            token.end = end;
        }
        Ok(())
    }

    /// Passes over indentation and empty lines, and finds out the indentation where it is not known.
    fn block_breaks(&mut self, indent: &mut i64) -> Result<usize> {
        let mut end = self.mark.offset;
        let mut widest = 0;
        loop {
            while (*indent == 0 || self.mark.column < *indent) && self.byte(0) == b' ' {
                self.advance();
            }
            widest = widest.max(self.mark.column);
            if (*indent == 0 || self.mark.column < *indent) && self.byte(0) == b'\t' {
                return self.refuse("found a tab character where an indentation space is expected");
            }
            if !self.is_break(0) {
                break;
            }
            self.advance_line();
            end = self.mark.offset;
        }
        if *indent == 0 {
            *indent = widest.max(self.indent + 1).max(1);
        }
        Ok(end)
    }
}
