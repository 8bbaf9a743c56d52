//! What is wrong, in words for the person who wrote the file.

mod cause;
mod line;

pub(super) use cause::{of_go, of_parser};
use line::Line;

use super::error::SyntaxErrorKind as Kind;

/// A finding about a text: its sort, a message and a range. `go_on` says whether the lines after it can be judged.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub kind: Kind,
    pub message: String,
    pub start: usize,
    pub end: usize,
    pub go_on: bool,
}

/// What is wrong, by whichever of the parsers it was found.
#[derive(Clone, Debug)]
pub(super) enum Wrong {
    Tab,
    /// Something else stands where a key must.
    NoKey,
    /// Something else stands where a list item must.
    NoItem,
    /// A `:` that makes no key.
    Colon,
    /// A line without one.
    NoColon,
    ItemOnLineOfKey,
    OpenQuote,
    AfterQuote,
    OpenBracket,
    OtherBracket(char, char),
    StrayBracket,
    /// Neither a comma nor the closing bracket.
    InBracket,
    NoValue,
    Character,
    Comment,
    CommentInValue,
    Escape,
    Name,
    UnknownAnchor,
    Version,
    Directive,
    /// One that no document follows.
    LoneDirective,
    AfterDocument,
    Tag,
    Handle,
    BlockHeader,
    BlockIndentation,
    Deep,
    Large,
    Control(char),
    Cyclic,
    Aliasing,
    Merge,
    /// The value is not what its tag says.
    Mismatch(&'static str),
    Other(String),
}

/// What yaml.v2 takes for a control character.
pub(super) fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}'
        | '\u{fffe}' | '\u{ffff}')
}

/// Puts it into words. `bracket` is where the innermost bracket that is open stands.
pub(super) fn put(text: &str, wrong: &Wrong, at: usize, bracket: Option<u32>) -> Words {
    let line = Line::new(text, at);
    let of = |kind, (start, end): (usize, usize), message: &str| Words {
        kind,
        message: message.to_owned(),
        start,
        end,
        go_on: true,
    };
    let quote_it = |first: char, what: &str| {
        format!("`{first}` {what}; put the value into quotes if `{first}` belongs to it")
    };
    match wrong {
        Wrong::Tab => tab(text, &line),
        Wrong::NoKey => no_key(&line),
        Wrong::NoItem => of(
            Kind::Indentation,
            line.content(),
            "this stands where a list item is expected; check its indentation, or begin it with `- `",
        ),
        Wrong::Colon => colon(&line),
        Wrong::NoColon => {
            let (start, end) = line.content();
            let tight = text.get(start..end).is_some_and(|line| line.contains(':'));
            let message = if tight {
                "a blank is missing after the `:` between key and value"
            } else {
                "a `:` is missing after the key in this line"
            };
            of(Kind::Colon, (start, end), message)
        }
        Wrong::ItemOnLineOfKey => of(
            Kind::Indentation,
            line.character(),
            "a list cannot begin on the line of its key; put each item on a line of its own, or write `[a, b]`",
        ),
        Wrong::OpenQuote => Words {
            go_on: false,
            ..of(Kind::Quote, line.character(), "this quote is not closed")
        },
        Wrong::AfterQuote if line.after().starts_with('#') => {
            put(text, &Wrong::Comment, at, bracket)
        }
        Wrong::AfterQuote => {
            let single = line.before().trim_end().ends_with('\'');
            let message = if single {
                "text after the closing quote; inside single quotes, a single quote is written twice"
            } else {
                "text after the closing quote; inside double quotes, a double quote is written `\\\"`"
            };
            of(Kind::Quote, line.word(), message)
        }
        Wrong::OpenBracket => {
            let is_bracket = line.after().starts_with(['[', '{']);
            let bracket = bracket.filter(|_| !is_bracket);
            let at = bracket.map_or(at, |start| start as usize);
            Words {
                go_on: false,
                ..of(
                    Kind::Bracket,
                    Line::new(text, at).character(),
                    "this bracket is not closed",
                )
            }
        }
        Wrong::OtherBracket(open, close) => Words {
            message: format!("this `{open}` is closed by a `{close}`"),
            ..of(Kind::Bracket, line.character(), "")
        },
        Wrong::StrayBracket => of(
            Kind::Bracket,
            line.character(),
            "this bracket was not opened; put the value into quotes if the bracket belongs to it",
        ),
        Wrong::InBracket => match bracket.or_else(|| last_bracket(text, line.start)) {
            // Who forgets to close a bracket goes on with the next key.
            Some(start) if (start as usize) < line.start => {
                put(text, &Wrong::OpenBracket, at, Some(start))
            }
            _ => of(
                Kind::Bracket,
                line.character(),
                "expected `,` or the closing bracket; put the value into quotes if it has brackets, commas or colons",
            ),
        },
        Wrong::NoValue if line.before().is_empty() && line.after().starts_with("...") => of(
            Kind::Other,
            line.content(),
            "`...` ends a document before it has begun; remove the line",
        ),
        Wrong::NoValue => of(Kind::Other, line.character(), "a value is missing here"),
        Wrong::Character => match line.after().chars().next() {
            Some('\t') => tab(text, &line),
            Some('`') => of(
                Kind::Character,
                line.character(),
                "a backtick cannot begin a value; put the value into quotes",
            ),
            Some(first) => Words {
                message: format!("`{first}` cannot begin a value; put the value into quotes"),
                ..of(Kind::Character, line.character(), "")
            },
            None => of(Kind::Character, line.character(), "a value is missing here"),
        },
        Wrong::Comment => of(
            Kind::Character,
            line.character(),
            "a comment needs a blank before its `#`",
        ),
        Wrong::CommentInValue => of(
            Kind::Character,
            line.character(),
            "a value that goes on in the next line cannot hold a comment",
        ),
        Wrong::Escape => escape(text, at),
        Wrong::Name => {
            let place = line.back_to(&['*', '&']);
            let first = text.get(place.0..).and_then(|text| text.chars().next());
            let what = match first {
                Some('&') => "begins the name of an anchor",
                _ => "begins an alias",
            };
            Words {
                message: quote_it(first.unwrap_or('*'), what),
                ..of(Kind::Alias, place, "")
            }
        }
        Wrong::UnknownAnchor => Words {
            message: quote_it(
                '*',
                "begins an alias, and no anchor of this name stands before it",
            ),
            ..of(Kind::Alias, line.name(), "")
        },
        Wrong::Version => of(
            Kind::Directive,
            line.content(),
            "found incompatible YAML document: only version 1.1 is read; remove the `%YAML` line",
        ),
        Wrong::Directive => of(
            Kind::Directive,
            line.content(),
            "a line that begins with `%` is a directive, and this one cannot be read here; remove it",
        ),
        Wrong::LoneDirective => of(
            Kind::Directive,
            line.content(),
            "a line that begins with `%` is a directive and needs a `---` below it; remove it, or put it into quotes",
        ),
        Wrong::AfterDocument => of(
            Kind::Indentation,
            line.content(),
            "the document ended before this; indent it like the lines above, or begin a new document with `---`",
        ),
        Wrong::Tag => Words {
            message: quote_it('!', "begins a tag, and this is none"),
            ..of(Kind::Tag, line.back_to(&['!']), "")
        },
        Wrong::Handle => Words {
            message: quote_it('!', "begins a tag, and its handle is not declared"),
            ..of(Kind::Tag, line.word(), "")
        },
        Wrong::BlockHeader => of(
            Kind::Other,
            line.word(),
            "the text of a block scalar begins on the line after `|` or `>`",
        ),
        Wrong::BlockIndentation => of(
            Kind::Indentation,
            line.content(),
            "a line of this text is not indented as far as the text must be",
        ),
        Wrong::Deep => Words {
            go_on: false,
            ..of(Kind::Limit, line.character(), "nested too deep to be read")
        },
        Wrong::Large => Words {
            go_on: false,
            ..of(
                Kind::Limit,
                line.character(),
                "too many values in one file; the rest is not read",
            )
        },
        Wrong::Control(c) => {
            let ahead = line.after().find(*c).unwrap_or(0);
            let place = Line::new(text, at + ahead).character();
            Words {
                message: format!(
                    "control characters are not allowed; remove U+{:04X}",
                    u32::from(*c)
                ),
                ..of(Kind::Character, place, "")
            }
        }
        Wrong::Cyclic => of(
            Kind::Alias,
            line.name(),
            "this alias stands inside its own anchor",
        ),
        Wrong::Aliasing => of(
            Kind::Limit,
            line.character(),
            "aliases repeat too much of this document",
        ),
        Wrong::Merge => of(
            Kind::Merge,
            line.word(),
            "`<<` merges a mapping or a list of mappings, nothing else",
        ),
        Wrong::Mismatch(wanted) => Words {
            message: format!("the value is not {wanted}, as its tag says"),
            ..of(Kind::Tag, line.word(), "")
        },
        Wrong::Other(message) => Words {
            message: message.clone(),
            ..of(Kind::Other, line.character(), "")
        },
    }
}

/// A bracket that ends the line above: the scanner may look past it before the parser opens it.
fn last_bracket(text: &str, line_start: usize) -> Option<u32> {
    let before = text.get(..line_start)?.trim_end();
    before
        .ends_with(['[', '{'])
        .then(|| before.len() as u32 - 1)
}

/// The first tab that indents, in this line or below it.
fn tab(text: &str, line: &Line<'_>) -> Words {
    let mut offset = line.start;
    let mut place = line.character();
    if !line.after().starts_with('\t') {
        for line in text[line.start..].split_inclusive(['\n', '\r']) {
            let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
            if let Some(index) = indentation.find('\t') {
                place = (offset + index, offset + index + 1);
                break;
            }
            offset += line.len();
        }
    }
    Words {
        kind: Kind::Tab,
        message: "a tab cannot indent in YAML; use blanks".to_owned(),
        start: place.0,
        end: place.1,
        go_on: true,
    }
}

fn no_key(line: &Line<'_>) -> Words {
    let (kind, (start, end), message) = if line.at > line.indentation() + 2 {
        let message = "text after the value has ended; put the whole value into quotes";
        (Kind::Quote, line.word(), message)
    } else {
        let content = line.text.trim_start();
        let message = if content.starts_with(':') {
            "a key is missing before the `:`"
        } else if content.starts_with("- ") || content == "-" {
            "a list item stands where a key is expected; indent it like the items above"
        } else {
            "this line is indented unlike the keys above it; align it with those it belongs to"
        };
        (Kind::Indentation, line.content(), message)
    };
    Words {
        kind,
        message: message.to_owned(),
        start,
        end,
        go_on: true,
    }
}

fn colon(line: &Line<'_>) -> Words {
    let second = line.before().contains(": ") || line.before().contains(":\t");
    let (kind, (start, end), message) = if second {
        let message =
            "a second `:` in one line; put the value into quotes if the `:` belongs to it";
        (Kind::Colon, line.character(), message)
    } else {
        let message = "a key is not expected here; check the indentation of this line, and whether the line before it has a `:`";
        (Kind::Indentation, line.content(), message)
    };
    Words {
        kind,
        message: message.to_owned(),
        start,
        end,
        go_on: true,
    }
}

/// The escape that is none, at or after the opening quote.
fn escape(text: &str, at: usize) -> Words {
    let rest = text.get(at..).unwrap_or_default();
    let mut place = (at, at + rest.chars().next().map_or(0, char::len_utf8));
    let mut characters = rest.char_indices();
    while let Some((index, c)) = characters.next() {
        if c != '\\' {
            continue;
        }
        let Some((next, escaped)) = characters.next() else {
            break;
        };
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        let hex = rest.get(next + 1..).unwrap_or_default().as_bytes();
        let hex = hex.get(..digits).unwrap_or_default();
        let number = std::str::from_utf8(hex)
            .ok()
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        let known = "0abtnvfre \"\\N_LP\t\n\r".contains(escaped)
            || digits > 0 && number.and_then(char::from_u32).is_some();
        if !known {
            place = (at + index, at + next + escaped.len_utf8());
            break;
        }
    }
    let written = text.get(place.0..place.1).unwrap_or_default();
    Words {
        kind: Kind::Escape,
        message: format!(
            "`{written}` is no escape; write `\\\\` for a backslash, or use single quotes"
        ),
        start: place.0,
        end: place.1,
        go_on: true,
    }
}
