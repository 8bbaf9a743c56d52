//! Texts on which no two readers of YAML differ: flat mappings of plain lines, as most configurations are.
//! For them the slow way is not needed.

/// Whether a text is `key: value` lines with scalars and lists of scalars, and nothing that could go wrong.
pub(super) fn is_plain(text: &str) -> bool {
    // Below a key without a value: the column of its items, once there is one.
    let mut items: Option<Option<usize>> = None;
    for line in text.split('\n') {
        if !line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return false;
        }
        let content = line.trim_ascii_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let column = line.len() - content.len();
        if let Some(item) = content.strip_prefix("- ") {
            match items {
                Some(None) => items = Some(Some(column)),
                Some(Some(first)) if first == column => {}
                _ => return false,
            }
            if !is_scalar(item.trim_ascii()) {
                return false;
            }
            continue;
        }
        let Some((key, value)) = content.split_once(':') else {
            return false;
        };
        if column != 0 || !is_name(key) || !(value.is_empty() || value.starts_with(' ')) {
            return false;
        }
        let value = value.trim_ascii();
        let nothing = value.is_empty() || value.starts_with('#');
        items = nothing.then_some(None);
        if !(nothing || is_scalar(value) || is_list(value)) {
            return false;
        }
    }
    true
}

/// A key has to end soon, so that it is known for one.
fn is_name(text: &str) -> bool {
    let first = text.as_bytes().first();
    text.len() < 100
        && first.is_some_and(u8::is_ascii_alphabetic)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_scalar(text: &str) -> bool {
    match text.as_bytes() {
        [quote @ (b'"' | b'\''), rest @ ..] => {
            let end = rest.iter().position(|byte| byte == quote);
            end.is_some_and(|end| !rest[..end].contains(&b'\\') && is_end(&rest[end + 1..]))
        }
        [first, ..] if first.is_ascii_alphanumeric() || matches!(first, b'/' | b'.' | b'_') => {
            let value = text.split(" #").next().unwrap_or(text);
            !value.contains(": ") && !value.trim_ascii_end().ends_with(':')
        }
        _ => false,
    }
}

fn is_list(text: &str) -> bool {
    let Some((inner, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) else {
        return false;
    };
    let mut items = inner.split(',').map(str::trim_ascii);
    let is_word = |item: &str| {
        let mut bytes = item.bytes();
        item.as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphanumeric)
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-'))
    };
    items.all(is_word) && is_end(rest.as_bytes())
}

/// Nothing more, or a comment.
fn is_end(rest: &[u8]) -> bool {
    matches!(rest, [] | [b' ', ..]) && matches!(rest.trim_ascii(), [] | [b'#', ..])
}
