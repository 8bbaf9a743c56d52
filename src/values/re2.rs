//! Regular expressions of Go, which are RE2's: what the compiler of patterns refuses for certain,
//! and what a replacement takes from a match.
//!
//! This is no compiler. It knows the constructs of other dialects that RE2 leaves out, and counts brackets;
//! where it does not know, it says nothing.

/// The most times that a repetition may ask for.
const MOST: u32 = 1000;

/// Why Go does not compile a pattern; `None` also where that cannot be told.
pub fn refused(pattern: &str) -> Option<String> {
    let mut reader = Reader {
        rest: pattern,
        open: 0,
        atom: false,
        repeated: false,
    };
    while let Some(c) = reader.next() {
        if let Err(why) = reader.read(c) {
            return Some(why);
        }
    }
    (reader.open > 0).then(|| "a `(` is never closed".to_owned())
}

struct Reader<'p> {
    rest: &'p str,
    /// How many groups are open.
    open: u32,
    /// Whether there is something to repeat.
    atom: bool,
    /// Whether the last thing was a repetition.
    repeated: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    fn read(&mut self, c: char) -> Result<(), String> {
        let repeated = std::mem::take(&mut self.repeated);
        match c {
            '\\' => self.escape()?,
            '[' => self.class()?,
            '(' => return self.group(),
            ')' => {
                self.open = self.open.checked_sub(1).ok_or("a `)` closes nothing")?;
            }
            '|' => {
                self.atom = false;
                return Ok(());
            }
            '*' | '+' | '?' => return self.repeat(c.to_string(), repeated),
            '{' => {
                if let Some(count) = self.count()? {
                    return self.repeat(count, repeated);
                }
            }
            _ => {}
        }
        self.atom = true;
        Ok(())
    }

    fn repeat(&mut self, what: String, repeated: bool) -> Result<(), String> {
        if repeated {
            return Err(format!("`{what}` repeats a repetition"));
        }
        if !self.atom {
            return Err(format!("`{what}` has nothing before it to repeat"));
        }
        self.rest = self.rest.strip_prefix('?').unwrap_or(self.rest);
        self.repeated = true;
        Ok(())
    }

    /// `{2}`, `{2,}` or `{2,4}`; a brace in any other form stands for itself.
    fn count(&mut self) -> Result<Option<String>, String> {
        let Some((inside, after)) = self.rest.split_once('}') else {
            return Ok(None);
        };
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if least.is_empty() || !digits(least) || !digits(most) {
            return Ok(None);
        }
        let number = |text: &str| text.parse().unwrap_or(u32::MAX);
        let what = format!("{{{inside}}}");
        let (least, most) = (number(least), (!most.is_empty()).then(|| number(most)));
        if least > MOST || most.is_some_and(|most| most > MOST || most < least) {
            return Err(format!("`{what}` is no count that it takes"));
        }
        self.rest = after;
        Ok(Some(what))
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(c) = self.next() else {
            return Err("a `\\` stands at its end".to_owned());
        };
        match c {
            'Q' => {
                let end = self.rest.find("\\E").unwrap_or(self.rest.len());
                self.rest = &self.rest[end..];
                self.rest = self.rest.strip_prefix("\\E").unwrap_or(self.rest);
            }
            // Two octal digits are a character.
            '1'..='7' if self.rest.starts_with(|c: char| c.is_digit(8)) => {}
            '1'..='9' => return Err(format!("RE2 has no backreferences such as `\\{c}`")),
            'k' | 'g' => return Err(format!("RE2 has no backreferences such as `\\{c}`")),
            // What follows is part of it, and is a name or a number.
            'p' | 'P' | 'x' => {}
            _ if c.is_ascii_alphabetic() && !"dDwWsSbBAzCEafnrtv".contains(c) => {
                return Err(format!("RE2 knows no `\\{c}`"));
            }
            _ => {}
        }
        Ok(())
    }

    fn class(&mut self) -> Result<(), String> {
        let mut rest = self.rest.strip_prefix('^').unwrap_or(self.rest);
        // A bracket that comes first stands for itself.
        rest = rest.strip_prefix(']').unwrap_or(rest);
        while let Some(c) = rest.chars().next() {
            match c {
                ']' => {
                    self.rest = &rest[1..];
                    return Ok(());
                }
                '\\' => {
                    let escaped = rest[1..].chars().next();
                    rest = &rest[1 + escaped.map_or(0, char::len_utf8)..];
                }
                '[' if rest.starts_with("[:") => {
                    let end = rest.find(":]").map_or(1, |end| end + 2);
                    rest = &rest[end..];
                }
                _ => rest = &rest[c.len_utf8()..],
            }
        }
        Err("a `[` is never closed".to_owned())
    }

    fn group(&mut self) -> Result<(), String> {
        self.atom = false;
        if let Some(rest) = self.rest.strip_prefix('?') {
            for (mark, name) in [
                ("=", "lookahead"),
                ("!", "lookahead"),
                ("<=", "lookbehind"),
                ("<!", "lookbehind"),
                (">", "atomic groups"),
                ("#", "comments"),
                ("|", "branch resets"),
                ("P=", "backreferences"),
                ("P>", "recursion"),
                ("R", "recursion"),
                ("&", "recursion"),
                ("(", "conditions"),
            ] {
                if rest.starts_with(mark) {
                    return Err(format!("RE2 has no {name} such as `(?{mark}`"));
                }
            }
            self.rest = rest;
            // Flags alone, as in `(?i)`, open no group.
            let flags = rest.trim_start_matches(|c: char| "imsU-".contains(c));
            if let Some(after) = flags.strip_prefix(')') {
                self.rest = after;
                return Ok(());
            }
            self.rest = flags.strip_prefix(':').unwrap_or(rest);
            if let Some((_, after)) = self.rest.split_once('>')
                && (rest.starts_with("P<") || rest.starts_with('<'))
            {
                self.rest = after;
            }
        }
        self.open += 1;
        Ok(())
    }
}

/// How many groups of a pattern can be referred to by number.
pub fn groups(pattern: &str) -> usize {
    let bytes = pattern.as_bytes();
    let (mut count, mut at) = (0, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => {
                let mut reader = Reader {
                    rest: &pattern[at + 1..],
                    open: 0,
                    atom: false,
                    repeated: false,
                };
                if reader.class().is_err() {
                    return count;
                }
                at = pattern.len() - reader.rest.len();
                continue;
            }
            b'(' => {
                let rest = &pattern[at + 1..];
                let named = rest.starts_with("?P<") || rest.starts_with("?<");
                count += usize::from(named || !rest.starts_with('?'));
            }
            _ => {}
        }
        at += 1;
    }
    count
}

/// What a `$` of a replacement refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference<'t> {
    /// `$2`
    Number(usize),
    /// `$name`; Go takes as many letters, digits and underscores as there are.
    Name(&'t str),
}

/// The references of a replacement, in the order of the text.
pub fn references(text: &str) -> Vec<Reference<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            rest = after;
            continue;
        }
        let braced = rest.strip_prefix('{');
        let name = braced.unwrap_or(rest);
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_');
        let name = &name[..end.unwrap_or(name.len())];
        if name.is_empty() {
            continue;
        }
        found.push(match name.parse() {
            Ok(number) => Reference::Number(number),
            Err(_) => Reference::Name(name),
        });
        rest = &rest[name.len() + usize::from(braced.is_some())..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken() {
        for pattern in [
            "^rancher/(.*)",
            "(.*)",
            "^library/(?P<name>[^/]+)/(?i)x$",
            "a{2}b{2,}c{1,3}?d{x}",
            "[]a]+[^]]*[[:alpha:]\\]]",
            "\\d+\\.\\w*\\Q(*\\E\\_",
            "(?:a|b)*?",
            "^*a",
            "é\\.é",
            "\\12",
            "",
        ] {
            assert_eq!(refused(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn refused_for_certain() {
        for pattern in [
            "^(?!rancher/)(.*)",
            "(?<=a)b",
            "(a)\\1",
            "(?>a)",
            "a++",
            "a**",
            "*",
            "(*)",
            "a|*",
            "(a",
            "a)",
            "[a",
            "a\\",
            "\\Z",
            "a{1001}",
            "a{3,2}",
        ] {
            assert!(refused(pattern).is_some(), "{pattern}");
        }
    }

    #[test]
    fn replacements() {
        use Reference::{Name, Number};
        assert_eq!(references("mirror/$1"), [Number(1)]);
        assert_eq!(references("$1_x/$$2/${1}a/$"), [Name("1_x"), Number(1)]);
        assert_eq!(references("$1/é$2"), [Number(1), Number(2)]);
        assert_eq!(groups("^(?:a)(b[(]\\()(?P<n>c)"), 2);
    }
}
