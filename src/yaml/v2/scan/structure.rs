//! Which token makes a key, and where a collection begins and ends.

use super::{Kind, MAX_DEPTH, Refusal, Result, Scanner, SimpleKey, Token};

impl Scanner<'_> {
    pub(super) fn key_is_valid(&mut self, index: usize) -> Result<bool> {
        let key = self.simple_keys[index];
        if !key.possible {
            return Ok(false);
        }
        // A key stands on one line and is not longer than this.
        if key.mark.line < self.mark.line || key.mark.index + 1024 < self.mark.index {
            if key.required {
                return Err(Refusal {
                    at: key.mark.offset,
                    problem: "could not find expected ':'",
                });
            }
            self.simple_keys[index].possible = false;
            return Ok(false);
        }
        Ok(true)
    }

    pub(super) fn save_simple_key(&mut self) -> Result<()> {
        let required = !self.in_flow() && self.indent == self.mark.column;
        if self.simple_key_allowed {
            self.remove_simple_key()?;
            let key = SimpleKey {
                possible: true,
                awaited: true,
                required,
                token: self.taken + self.tokens.len(),
                mark: self.mark,
            };
            if let Some(last) = self.simple_keys.last_mut() {
                *last = key;
            }
        }
        Ok(())
    }

    pub(super) fn remove_simple_key(&mut self) -> Result<()> {
        let Some(key) = self.simple_keys.last_mut() else {
            return Ok(());
        };
        if key.possible && key.required {
            return Err(Refusal {
                at: key.mark.offset,
                problem: "could not find expected ':'",
            });
        }
        if key.possible {
            key.awaited = false;
        }
        key.possible = false;
        Ok(())
    }

    /// Opens a block collection at this column if it stands further right than the one around it.
    pub(super) fn roll_indent(
        &mut self,
        column: i64,
        before: usize,
        kind: Kind,
        start: usize,
    ) -> Result<()> {
        if self.in_flow() || self.indent >= column {
            return Ok(());
        }
        self.indents.push(self.indent);
        self.indent = column;
        if self.indents.len() > MAX_DEPTH {
            return self.refuse("exceeded max depth of 10000");
        }
        self.insert(before, kind, start);
        Ok(())
    }

    pub(super) fn insert(&mut self, before: usize, kind: Kind, start: usize) {
        let token = Token {
            kind,
            start,
            end: start,
            name: (start, start),
        };
        self.tokens.insert(before.min(self.tokens.len()), token);
    }

    pub(super) fn unroll_indent(&mut self, column: i64) {
        if self.in_flow() {
            return;
        }
        while self.indent > column {
            self.push(Kind::BlockEnd, self.mark.offset);
            self.indent = self.indents.pop().unwrap_or(-1);
        }
    }

    pub(super) fn flow_start(&mut self, kind: Kind) -> Result<()> {
        self.save_simple_key()?;
        self.simple_keys.push(SimpleKey {
            token: self.taken + self.tokens.len(),
            mark: self.mark,
            ..SimpleKey::default()
        });
        if self.simple_keys.len() > MAX_DEPTH {
            return self.refuse("exceeded max depth of 10000");
        }
        self.simple_key_allowed = true;
        self.indicator(kind, 1)
    }

    pub(super) fn flow_end(&mut self, kind: Kind) -> Result<()> {
        self.remove_simple_key()?;
        if self.in_flow()
            && let Some(closed) = self.simple_keys.pop()
            && let Some(around) = self.simple_keys.last_mut()
        {
            // After `{}` the model no longer waits for a colon, though one may still come.
            around.awaited &= around.token != closed.token;
        }
        self.simple_key_allowed = false;
        self.indicator(kind, 1)
    }

    pub(super) fn block_entry(&mut self) -> Result<()> {
        if !self.in_flow() {
            if !self.simple_key_allowed {
                return self.refuse("block sequence entries are not allowed in this context");
            }
            let (column, start) = (self.mark.column, self.mark.offset);
            self.roll_indent(column, usize::MAX, Kind::BlockSequenceStart, start)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = true;
        self.indicator(Kind::BlockEntry, 1)
    }

    pub(super) fn key(&mut self) -> Result<()> {
        if !self.in_flow() {
            if !self.simple_key_allowed {
                return self.refuse("mapping keys are not allowed in this context");
            }
            let (column, start) = (self.mark.column, self.mark.offset);
            self.roll_indent(column, usize::MAX, Kind::BlockMappingStart, start)?;
        }
        self.remove_simple_key()?;
        self.simple_key_allowed = !self.in_flow();
        self.indicator(Kind::Key, 1)
    }

    pub(super) fn value(&mut self) -> Result<()> {
        let last = self.simple_keys.len() - 1;
        if self.key_is_valid(last)? {
            let key = self.simple_keys[last];
            let before = key.token.checked_sub(self.taken).unwrap_or(usize::MAX);
            self.insert(before, Kind::Key, key.mark.offset);
            self.roll_indent(
                key.mark.column,
                before,
                Kind::BlockMappingStart,
                key.mark.offset,
            )?;
            self.simple_keys[last].possible = false;
            self.simple_keys[last].awaited = false;
            self.simple_key_allowed = false;
        } else {
            if !self.in_flow() {
                if !self.simple_key_allowed {
                    return self.refuse("mapping values are not allowed in this context");
                }
                let (column, start) = (self.mark.column, self.mark.offset);
                self.roll_indent(column, usize::MAX, Kind::BlockMappingStart, start)?;
            }
            self.simple_key_allowed = !self.in_flow();
        }
        self.indicator(Kind::Value, 1)
    }
}
