//! Just enough of Go to find lists, literals and constants in a source file.

use std::collections::BTreeMap;

/// A token; comments and blanks are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A name, a keyword or a number.
    Word(String),
    /// The content of a string, escapes as written.
    Text(String),
    /// Any other character.
    Mark(char),
}

use Token::{Mark, Text, Word};

/// A source file.
pub struct Source {
    /// What it says.
    pub tokens: Vec<Token>,
    imports: BTreeMap<String, String>,
}

impl Source {
    /// Takes a file apart.
    pub fn parse(text: &str) -> Source {
        let tokens = tokens(text);
        let imports = imports(&tokens);
        Source { tokens, imports }
    }

    /// The path that a package is imported from under this name.
    pub fn import(&self, name: &str) -> Option<&str> {
        self.imports.get(name).map(String::as_str)
    }

    /// The text in `NAME = "text"`.
    pub fn constant(&self, name: &str) -> Option<&str> {
        self.tokens.windows(3).find_map(|window| match window {
            [Word(word), Mark('='), Text(text)] if word == name => Some(text.as_str()),
            _ => None,
        })
    }

    /// What stands between the braces that follow these tokens first.
    pub fn body(&self, before: &[Token]) -> Option<&[Token]> {
        let found = self
            .tokens
            .windows(before.len())
            .position(|window| window == before)?;
        let rest = &self.tokens[found + before.len()..];
        let open = rest.iter().position(|token| *token == Mark('{'))?;
        inside(&rest[open..])
    }
}

/// A pattern to look for, written as Go.
pub fn pattern(text: &str) -> Vec<Token> {
    tokens(text)
}

/// What stands in the group that the first token opens.
pub fn inside(tokens: &[Token]) -> Option<&[Token]> {
    let mut depth = 0usize;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Mark('{' | '(' | '[') => depth += 1,
            Mark('}' | ')' | ']') => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return tokens.get(1..index);
        }
    }
    None
}

/// The parts of a list, which commas divide outside of groups.
pub fn items(tokens: &[Token]) -> Vec<&[Token]> {
    let mut items = Vec::new();
    let (mut depth, mut start) = (0usize, 0);
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Mark('{' | '(' | '[') => depth += 1,
            Mark('}' | ')' | ']') => depth = depth.saturating_sub(1),
            Mark(',') if depth == 0 => {
                items.push(&tokens[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    items.push(&tokens[start..]);
    items.retain(|item| !item.is_empty());
    items
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = if let Some(comment) = rest.strip_prefix("//") {
            after(comment, "\n")
        } else if let Some(comment) = rest.strip_prefix("/*") {
            after(comment, "*/")
        } else if matches!(first, '"' | '`' | '\'') {
            let (content, tail) = quoted(&rest[1..], first);
            tokens.push(Text(content.to_owned()));
            tail
        } else if is_word(first) {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(Word(rest[..end].to_owned()));
            &rest[end..]
        } else {
            if !first.is_whitespace() {
                tokens.push(Mark(first));
            }
            &rest[first.len_utf8()..]
        };
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end).map_or("", |(_, rest)| rest)
}

/// The content up to the closing quote, and the rest; only raw strings have no escapes.
fn quoted(text: &str, quote: char) -> (&str, &str) {
    let mut escaped = false;
    for (index, c) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote != '`' {
            escaped = true;
        } else if c == quote {
            return (&text[..index], &text[index + 1..]);
        }
    }
    (text, "")
}

/// The names that `import ( … )` brings: the one given, or the last part of the path.
fn imports(tokens: &[Token]) -> BTreeMap<String, String> {
    let start = [Word("import".into()), Mark('(')];
    let Some(found) = tokens.windows(2).position(|window| window == start) else {
        return BTreeMap::new();
    };
    let group = inside(&tokens[found + 1..]).unwrap_or_default();
    let mut imports = BTreeMap::new();
    let mut given = None;
    for token in group {
        match token {
            Word(name) => given = Some(name.clone()),
            Text(path) => {
                let last = path.rsplit('/').next().unwrap_or(path);
                imports.insert(given.take().unwrap_or(last.to_owned()), path.clone());
            }
            Mark(_) => {}
        }
    }
    imports
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
package cmds
import (
    "fmt"
    other "example.org/a/b" // a name of its own
    "example.org/a/images"
)
const Path = "/var/lib" /* a brace { in a comment */
var list = []cli.Flag{
    &cli.StringFlag{Name: "a,\"b", Usage: `raw \`, Hidden: true},
    other.Flag,
}
"#;

    #[test]
    fn finding_things() {
        let source = Source::parse(TEXT);
        assert_eq!(source.import("other"), Some("example.org/a/b"));
        assert_eq!(source.import("images"), Some("example.org/a/images"));
        assert_eq!(source.constant("Path"), Some("/var/lib"));
        let body = source.body(&pattern("list = []cli.Flag")).unwrap();
        let items = items(body);
        assert_eq!(items.len(), 2);
        assert_eq!(items[1], pattern("other.Flag"));
    }

    #[test]
    fn broken_source_has_no_body() {
        let source = Source::parse("list = []cli.Flag{ a, \"");
        assert_eq!(source.body(&pattern("list = []cli.Flag")), None);
        assert!(Source::parse("import (").imports.is_empty());
    }
}
