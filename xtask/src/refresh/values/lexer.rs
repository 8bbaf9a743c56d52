//! Cuts a Go template into text and actions, and actions into tokens.

/// A stretch of a template.
pub enum Item {
    /// What is printed as it stands; only whether it is more than blanks matters here.
    Text,
    /// What stands between `{{` and `}}`.
    Action(Vec<Token>),
}

/// A word of an action.
#[derive(Clone, Debug, PartialEq)]
pub enum Token {
    /// Blanks, which divide arguments from fields.
    Space,
    /// A quoted text, without its quotes and escapes.
    Text(String),
    /// A number or a character.
    Number(String),
    /// `:=`
    Declare,
    /// `=`
    Assign,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `|`
    Pipe,
    /// `,`
    Comma,
    /// `$` or `$name`
    Variable(String),
    /// `.name`, without the dot
    Field(String),
    /// `.`
    Dot,
    /// A function or a keyword.
    Word(String),
}

/// Cuts a template up. Comments and blank text are left out.
pub fn items(source: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find("{{") {
        let (text, action) = rest.split_at(at);
        if !text.trim().is_empty() {
            items.push(Item::Text);
        }
        let mut action = &action[2..];
        if let Some(after) = action.strip_prefix('-')
            && after.starts_with([' ', '\t', '\r', '\n'])
        {
            action = after;
        }
        if action.trim_start().starts_with("/*") {
            let end = action.find("*/").ok_or("a comment has no end")?;
            let after = action[end + 2..].trim_start();
            let after = after.strip_prefix('-').unwrap_or(after);
            rest = after
                .strip_prefix("}}")
                .ok_or("a comment does not end its action")?;
            continue;
        }
        let mut tokens = Vec::new();
        loop {
            if let Some(after) = action.strip_prefix("}}") {
                rest = after;
                break;
            }
            let trimmed = action.trim_start();
            if trimmed.len() < action.len()
                && let Some(after) = trimmed.strip_prefix("-}}")
            {
                rest = after;
                break;
            }
            let (token, len) = token(action).ok_or_else(|| {
                format!(
                    "no token at {:?}",
                    action.chars().take(30).collect::<String>()
                )
            })?;
            tokens.push(token);
            action = &action[len..];
        }
        items.push(Item::Action(tokens));
    }
    if !rest.trim().is_empty() {
        items.push(Item::Text);
    }
    Ok(items)
}

/// The first token of a text, and how many bytes it takes.
fn token(text: &str) -> Option<(Token, usize)> {
    let bytes = text.as_bytes();
    let simple = |token| Some((token, 1));
    match *bytes.first()? {
        b' ' | b'\t' | b'\r' | b'\n' => {
            let len = text.len() - text.trim_start().len();
            Some((Token::Space, len))
        }
        b'"' => {
            let len = quoted_len(text, b'"')?;
            Some((Token::Text(unescape(&text[1..len - 1])), len))
        }
        b'`' => {
            let len = text[1..].find('`')? + 2;
            Some((Token::Text(text[1..len - 1].to_owned()), len))
        }
        b'\'' => {
            let len = quoted_len(text, b'\'')?;
            Some((Token::Number(text[..len].to_owned()), len))
        }
        b':' if bytes.get(1) == Some(&b'=') => Some((Token::Declare, 2)),
        b'=' => simple(Token::Assign),
        b'(' => simple(Token::Open),
        b')' => simple(Token::Close),
        b'|' => simple(Token::Pipe),
        b',' => simple(Token::Comma),
        b'$' => {
            let len = 1 + word_len(&text[1..]);
            Some((Token::Variable(text[..len].to_owned()), len))
        }
        b'.' => {
            let len = word_len(&text[1..]);
            let digit = bytes.get(1).is_some_and(u8::is_ascii_digit);
            match (len, digit) {
                (_, true) => number(text),
                (0, _) => simple(Token::Dot),
                _ => Some((Token::Field(text[1..=len].to_owned()), len + 1)),
            }
        }
        b'+' | b'-' | b'0'..=b'9' => number(text),
        _ => {
            let len = word_len(text);
            (len > 0).then(|| (Token::Word(text[..len].to_owned()), len))
        }
    }
}

fn word_len(text: &str) -> usize {
    let belongs = |c: char| c == '_' || c.is_alphanumeric();
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Numbers are only told apart from other things, and whole ones are indices.
fn number(text: &str) -> Option<(Token, usize)> {
    let sign = usize::from(text.starts_with(['+', '-']));
    let body = &text[sign..];
    let len = body
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_')))
        .unwrap_or(body.len());
    let digits = body[..len].trim_start_matches('.');
    digits
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| (Token::Number(text[..sign + len].to_owned()), sign + len))
}

fn quoted_len(text: &str, quote: u8) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'\n' => return None,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Takes the escapes that keys and patterns use out of a text.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some(other) => plain.push(other),
            None => {}
        }
    }
    plain
}
