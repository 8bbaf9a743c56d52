//! Template marks in a text: what Jinja, Terraform, Go templates, shells and people leave to be filled in.
//!
//! Most configuration in git is a template. Marks become opaque text of the same length, so that the
//! rest can be read and every place stays where it was; nothing is said about what is opaque.

use std::ops::Range;

/// A text whose marks are masked.
#[derive(Debug, PartialEq, Eq)]
pub struct Masked {
    /// The text, as long as before.
    pub text: String,
    /// Where values stand that are not known, in order.
    pub opaque: Vec<Range<usize>>,
    /// Where conditions and loops stand, in order; they decide which lines there are.
    pub control: Vec<Range<usize>>,
}

/// What marks begin with.
const MARKS: &[u8] = b"{%<$#_";

/// What a mark leaves.
enum Mark {
    /// A value: opaque letters.
    Value(usize),
    /// A condition, a loop or a comment: nothing.
    Control(usize),
    /// A comment of the template: nothing, and it decides nothing.
    Comment(usize),
}

/// Masks the marks of a text; `None` where there are none.
pub fn mask(text: &str) -> Option<Masked> {
    let bytes = text.as_bytes();
    let mut masked: Option<Masked> = None;
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| MARKS.contains(byte)) {
        at += next;
        let Some(mark) = mark(text, at) else {
            at += 1;
            continue;
        };
        let result = masked.get_or_insert_with(|| Masked {
            text: String::new(),
            opaque: Vec::new(),
            control: Vec::new(),
        });
        // What stands before the mark is taken over as it is.
        result.text.push_str(&text[result.text.len()..at]);
        let (end, fill) = match mark {
            Mark::Value(end) => {
                result.opaque.push(at..end);
                (end, 'x')
            }
            Mark::Control(end) => {
                result.control.push(at..end);
                (end, ' ')
            }
            Mark::Comment(end) => (end, ' '),
        };
        for byte in text[at..end].bytes() {
            // Lines stay lines, so that places do.
            result.text.push(if matches!(byte, b'\n' | b'\r') {
                byte.into()
            } else {
                fill
            });
        }
        at = end;
    }
    let mut masked = masked?;
    masked.text.push_str(&text[masked.text.len()..]);
    Some(masked)
}

fn mark(text: &str, at: usize) -> Option<Mark> {
    let rest = text.get(at..)?;
    let until = |open: usize, close: &str| {
        let end = rest.get(open..)?.find(close)?;
        Some(at + open + end + close.len())
    };
    match rest.as_bytes() {
        // A value may span lines, but a `{{` that nothing closes soon is no mark.
        [b'{', b'{', ..] => {
            until(2, "}}").filter(|end| end - at < 2000).map(|end| {
                match is_action(&rest[2..end - at]) {
                    true => Mark::Control(end),
                    false => Mark::Value(end),
                }
            })
        }
        [b'{', b'%', ..] => until(2, "%}").map(Mark::Control),
        [b'{', b'#', ..] => until(2, "#}").map(Mark::Comment),
        [b'%', b'{', ..] => until(2, "}").map(Mark::Control),
        [b'<', b'%', b'=', ..] => until(3, "%>").map(Mark::Value),
        [b'<', b'%', ..] => until(2, "%>").map(Mark::Control),
        [b'$', b'{', ..] => braced(rest, b'{', b'}').map(|len| Mark::Value(at + len)),
        // Ruby, as in a Vagrantfile.
        [b'#', b'{', ..] => braced(rest, b'{', b'}').map(|len| Mark::Value(at + len)),
        [b'$', b'(', ..] => braced(rest, b'(', b')').map(|len| Mark::Value(at + len)),
        [b'$', first, ..] if first.is_ascii_alphabetic() || *first == b'_' => {
            let name = word_len(&rest[1..], |b| b.is_ascii_alphanumeric() || b == b'_');
            Some(Mark::Value(at + 1 + name))
        }
        [b'<', first, ..] if first.is_ascii_alphabetic() => {
            let name = word_len(&rest[1..], |b| {
                !matches!(b, b'<' | b'>' | b'\n' | b'"' | b'\'')
            });
            (rest.as_bytes().get(1 + name) == Some(&b'>')).then_some(Mark::Value(at + 2 + name))
        }
        [b'_', b'_', first, ..] if first.is_ascii_uppercase() => {
            let name = word_len(&rest[2..], |b| {
                b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'
            });
            (name > 3 && rest[..2 + name].ends_with("__")).then_some(Mark::Value(at + 2 + name))
        }
        [b'%', b'%', first, ..] if first.is_ascii_uppercase() => {
            let name = word_len(&rest[2..], |b| {
                b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_'
            });
            (rest[2 + name..].starts_with("%%")).then_some(Mark::Value(at + 4 + name))
        }
        _ => None,
    }
}

/// Whether the inside of a Go template's braces begins a condition or loop, or ends one.
fn is_action(inside: &str) -> bool {
    let inside = inside.trim_start_matches('-').trim_start();
    let word = &inside[..word_len(inside, |b| b.is_ascii_alphanumeric() || b == b'_')];
    matches!(word, "if" | "else" | "end" | "range" | "with")
}

/// The length of `${…}` or `$(…)`, with what is nested in it, on one line.
fn braced(rest: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0;
    for (index, byte) in rest.bytes().enumerate().skip(1) {
        if byte == open {
            depth += 1;
        } else if byte == close {
            depth -= 1;
        } else if byte == b'\n' {
            return None;
        }
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

fn word_len(text: &str, belongs: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| belongs(*byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let masked = mask(text).unwrap();
        assert_eq!(masked.text.len(), text.len());
        masked.text
    }

    #[test]
    fn values() {
        assert_eq!(masked("a: {{ b }}\n"), "a: xxxxxxx\n");
        assert_eq!(masked("a: \"${x:-\"y\"}\"\n"), "a: \"xxxxxxxxx\"\n");
        assert_eq!(masked("a: $TOKEN-1\n"), "a: xxxxxx-1\n");
        assert_eq!(masked("a: b-#{c}\n"), "a: b-xxxx\n");
        assert_eq!(masked("a: <your token>\n"), "a: xxxxxxxxxxxx\n");
        assert_eq!(masked("a: __TOKEN__\n"), "a: xxxxxxxxx\n");
        assert_eq!(masked("%%TOKEN%%: a\n"), "xxxxxxxxx: a\n");
        assert_eq!(masked("a: <%= @x %>\n"), "a: xxxxxxxxx\n");
        assert_eq!(masked("é: ${é}\n"), "é: xxxxx\n");
    }

    #[test]
    fn control() {
        let text = "{% if a %}\nb: 1\n{% endif %}\n%{ if c }\n{# no #}\n";
        let result = mask(text).unwrap();
        assert_eq!((result.control.len(), result.opaque.len()), (3, 0));
        assert_eq!(result.text.trim(), "b: 1");
        let result = mask("{{- if .a }}\nb: {{ .ended }}\n{{ end }}\n").unwrap();
        assert_eq!((result.control.len(), result.opaque.len()), (2, 1));
    }

    #[test]
    fn no_marks() {
        for text in [
            "a: {b: c}\n",
            "a: 5 < 6\n",
            "a: __main__\n",
            "cost: 5$\n",
            "a: '{{'\n",
        ] {
            assert_eq!(mask(text), None, "{text}");
        }
    }
}
