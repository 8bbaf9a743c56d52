//! Texts on which no two readers of YAML differ: block mappings and lists of plain lines, as most
//! configurations are. For them the slow way is not needed.

/// A mapping or a list that goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Block {
    /// Where its keys or dashes stand.
    column: usize,
    is_list: bool,
}

/// What was read further than this is read slowly.
const DEEPEST: usize = 64;

/// Whether a text is `key: value` lines with scalars, lists and mappings, and nothing that could go wrong.
pub(super) fn is_plain(text: &str) -> bool {
    let mut blocks: Vec<Block> = vec![Block {
        column: 0,
        is_list: false,
    }];
    // Whether the line above is a key without a value, so that one may begin here.
    let mut open = false;
    for line in text.split('\n') {
        if !line.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return false;
        }
        let mut content = line.trim_ascii_start();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        let mut column = line.len() - content.len();
        let item = content.strip_prefix("- ");
        let block = Block {
            column,
            is_list: item.is_some(),
        };
        if !goes_on(&mut blocks, block, open) {
            return false;
        }
        open = false;
        if let Some(item) = item {
            content = item.trim_ascii();
            if is_scalar(content) {
                continue;
            }
            // A mapping that begins behind the dash.
            column += 2 + item.len() - item.trim_ascii_start().len();
            blocks.push(Block {
                column,
                is_list: false,
            });
        }
        let Some((key, value)) = content.split_once(':') else {
            return false;
        };
        if !is_name(key) || !(value.is_empty() || value.starts_with(' ')) {
            return false;
        }
        let value = value.trim_ascii();
        open = value.is_empty() || value.starts_with('#');
        if !(open || is_scalar(value) || is_list(value)) {
            return false;
        }
    }
    true
}

/// Whether a line belongs to one of the blocks that go on, or begins one; those that it ends are closed.
fn goes_on(blocks: &mut Vec<Block>, line: Block, open: bool) -> bool {
    let deepest = blocks.last().map_or(0, |block| block.column);
    if open && (line.column > deepest || line.is_list && line.column == deepest) {
        blocks.push(line);
        return blocks.len() < DEEPEST;
    }
    // A list may stand right below its key, so that a key of the same column ends it.
    let ended = |block: &Block| {
        block.column > line.column || block.column == line.column && block.is_list && !line.is_list
    };
    while blocks.last().is_some_and(ended) {
        blocks.pop();
    }
    blocks.last() == Some(&line)
}

/// A key has to end soon, so that it is known for one.
fn is_name(text: &str) -> bool {
    let first = text.as_bytes().first();
    text.len() < 100
        && first.is_some_and(u8::is_ascii_alphabetic)
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'))
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
    if let Some(rest) = text.strip_prefix("{}").or(text.strip_prefix("[]")) {
        return is_end(rest.as_bytes());
    }
    let Some((inner, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) else {
        return false;
    };
    let mut items = inner.split(',').map(str::trim_ascii);
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b'-');
    let is_word = |item: &str| match item.as_bytes() {
        [b'"', quoted @ .., b'"'] => quoted.iter().copied().all(is_part),
        [first, ..] => first.is_ascii_alphanumeric() && item.bytes().all(is_part),
        [] => false,
    };
    items.all(is_word) && is_end(rest.as_bytes())
}

/// Nothing more, or a comment.
fn is_end(rest: &[u8]) -> bool {
    matches!(rest, [] | [b' ', ..]) && matches!(rest.trim_ascii(), [] | [b'#', ..])
}
