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
    /// What stands between conditions on a version, the innermost first.
    pub by_version: Vec<Range<usize>>,
}

/// What templates end in, after the ending of the file that is made from them.
const ENDINGS: [&str; 8] = [
    ".j2", ".jinja", ".jinja2", ".tpl", ".tftpl", ".tmpl", ".gotmpl", ".erb",
];

/// The path of the file that a template makes: `config.yaml` for `config.yaml.j2`; any other path is its own.
pub fn path_made(path: &str) -> &str {
    let cut = |end: &&str| {
        let at = path.len().checked_sub(end.len())?;
        let fits = path.get(at..)?.eq_ignore_ascii_case(end);
        path.get(..at).filter(|made| fits && !made.ends_with('/'))
    };
    ENDINGS.iter().find_map(cut).unwrap_or(path)
}

/// Whether marks begin with a byte.
fn begins_mark(byte: &u8) -> bool {
    matches!(byte, b'{' | b'%' | b'<' | b'$' | b'#' | b'_' | b'*')
}

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
    let mut places = bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| begins_mark(byte));
    places
        .any(|(at, _)| may_be_mark(bytes, at))
        .then(|| masked(text))?
}

/// Whether what begins at a place may be a mark; most texts hold none, and this is told fast.
fn may_be_mark(bytes: &[u8], at: usize) -> bool {
    let next = bytes.get(at + 1).copied().unwrap_or(b' ');
    match bytes[at] {
        b'{' => matches!(next, b'{' | b'%' | b'#'),
        b'%' => matches!(next, b'{' | b'%'),
        b'<' => next == b'%' || next.is_ascii_alphabetic(),
        b'$' => matches!(next, b'{' | b'(' | b'_') || next.is_ascii_alphabetic(),
        b'#' => next == b'{',
        own => next == own,
    }
}

#[inline(never)]
fn masked(text: &str) -> Option<Masked> {
    let bytes = text.as_bytes();
    let mut masked: Option<Masked> = None;
    let mut above = Above::default();
    // What leaves nothing, in order.
    let mut gone: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(begins_mark) {
        at += next;
        let Some(mark) = mark(text, at) else {
            at += 1;
            continue;
        };
        let result = masked.get_or_insert_with(|| Masked {
            text: String::new(),
            opaque: Vec::new(),
            control: Vec::new(),
            by_version: Vec::new(),
        });
        // What stands before the mark is taken over as it is.
        result.text.push_str(&text[result.text.len()..at]);
        let (end, fill) = match mark {
            Mark::Value(end) => {
                let alone = above.indent_alone(&result.text, &text[end..]);
                match alone.map(|indent| above.holds(indent, &text[at..end], &text[end..])) {
                    // Some lines, or none, in the midst of others.
                    Some(Holds::Nothing) => {
                        result.control.push(at..end);
                        gone.push(at..end);
                        (end, ' ')
                    }
                    Some(Holds::Items) if end - at > 2 => {
                        result.opaque.push(at..end);
                        result.text.push_str("- ");
                        at += 2;
                        (end, 'x')
                    }
                    Some(Holds::Deeper(blanks)) => {
                        result.opaque.push(at..end);
                        result.text.push_str(&" ".repeat(blanks));
                        at += blanks;
                        (end, 'x')
                    }
                    _ => {
                        result.opaque.push(at..end);
                        (end, 'x')
                    }
                }
            }
            Mark::Control(end) => {
                result.control.push(at..end);
                gone.push(at..end);
                (end, ' ')
            }
            Mark::Comment(end) => {
                gone.push(at..end);
                (end, ' ')
            }
        };
        let mut fill = fill;
        for byte in text[at..end].bytes() {
            // Lines stay lines, so that places do. What goes on below is blank: it may be indented in any way.
            if matches!(byte, b'\n' | b'\r') {
                result.text.push(byte.into());
                fill = ' ';
            } else {
                result.text.push(fill);
            }
        }
        at = end;
    }
    let mut masked = masked?;
    masked.text.push_str(&text[masked.text.len()..]);
    masked.by_version = by_version(text, &masked.control);
    for at in &gone {
        if let Some((stretch, fill)) = begins_further_left(&masked.text, &gone, at.end) {
            masked.text.replace_range(stretch, &fill);
        }
    }
    for at in first_in_blocks(&masked.text, &gone) {
        masked.text.replace_range(at..at + 1, "#");
    }
    Some(masked)
}

/// What a line begins with, where marks stand before it that leave nothing: it is indented by the blanks
/// beside them. An anchor takes their place before a key; a dash moves, as nothing can stand before it.
fn begins_further_left(
    text: &str,
    gone: &[Range<usize>],
    end: usize,
) -> Option<(Range<usize>, String)> {
    if !is_first(text, end) {
        return None;
    }
    let line = text[..end].rfind('\n').map_or(0, |end| end + 1);
    let rest = text[end..].split('\n').next()?;
    let body = end + rest.len() - rest.trim_start_matches(' ').len();
    let marks = gone.iter().filter(|at| line < at.end && at.end <= body);
    let width: usize = marks.map(|at| at.end - at.start.max(line)).sum();
    let rest = text[body..].split('\n').next()?.trim_end();
    match rest.strip_prefix('-') {
        _ if width < 3 => None,
        Some(item) if item.is_empty() || item.starts_with(' ') => {
            Some((body - width..body + 1, format!("-{}", " ".repeat(width))))
        }
        _ if rest.starts_with(['&', '*', '#', '?', '{', '[']) => None,
        _ if !rest.ends_with(':') && !rest.contains(": ") => None,
        _ => Some((body - width..body, format!("&{} ", "x".repeat(width - 2)))),
    }
}

/// Where lines that leave nothing stand right below the head of a block scalar: no blank line there may be
/// longer than what follows is indented, so a comment begins in that column.
fn first_in_blocks(text: &str, gone: &[Range<usize>]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut blank: Vec<Range<usize>> = Vec::new();
    let mut is_head = false;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let start = end;
        end += line.len();
        let content = line.trim_end();
        if content.is_empty() {
            let length = line.trim_end_matches(['\n', '\r']).len();
            blank.push(start..start + length);
            continue;
        }
        let indent = content.len() - content.trim_start_matches(' ').len();
        let blank = std::mem::take(&mut blank).into_iter();
        if std::mem::replace(&mut is_head, is_block_head(content)) {
            let too_long = blank.filter(|line| line.len() > indent);
            let made = too_long.filter(|line| {
                let meets = |at: &Range<usize>| at.start < line.end && line.start < at.end;
                gone.iter().any(meets)
            });
            found.extend(made.map(|line| line.start + indent));
        }
    }
    found
}

/// Whether a block scalar begins behind a line, whose first line of content says how it is indented.
fn is_block_head(line: &str) -> bool {
    let line = line.split(" #").next().unwrap_or(line).trim_end();
    let line = line.strip_suffix(['-', '+']).unwrap_or(line);
    line.strip_suffix(['|', '>'])
        .is_some_and(|before| before.ends_with([' ', '\t']))
}

/// The stretches of a text that its template keeps for some versions of something.
fn by_version(text: &str, control: &[Range<usize>]) -> Vec<Range<usize>> {
    // Where each open block begins, and whether it asks for a version.
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut found = Vec::new();
    for mark in control {
        let inside = text[mark.clone()].to_ascii_lowercase();
        let inside = inside.trim_matches(|c: char| !c.is_ascii_alphanumeric());
        let asks = inside.contains("version") || inside.contains("semver");
        let word = &inside[..word_len(inside, |b| b.is_ascii_alphanumeric())];
        match word {
            "if" | "for" | "range" | "with" | "unless" => open.push((mark.end, asks)),
            "else" | "elif" | "elsif" => {
                if let Some((_, block)) = open.last_mut() {
                    *block |= asks;
                }
            }
            "end" | "endif" | "endfor" => {
                if let Some((start, true)) = open.pop() {
                    found.push(start..mark.start);
                }
            }
            // A block of Ruby.
            _ if inside.contains(" do") => open.push((mark.end, false)),
            _ => {}
        }
    }
    let rest = open.into_iter().filter(|(_, asks)| *asks);
    found.extend(rest.map(|(start, _)| start..text.len()));
    found
}

/// What a line of its own may be filled with, by the line above it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// A value that the line above waits for.
    Value,
    /// A value that a filter of the template indents, by so many blanks more.
    Deeper(usize),
    /// The items of a list, which need not be indented.
    Items,
    /// Nothing that the line above waits for: lines of their own.
    Nothing,
}

/// The last line that holds something, as far as the text was looked at.
#[derive(Default)]
struct Above {
    /// Where the first line begins that was not looked at.
    next: usize,
    indent: usize,
    ends_in: Option<char>,
}

impl Above {
    /// The indentation of a mark that stands alone on its line; `before` is the text up to it, `after` what follows.
    fn indent_alone(&mut self, before: &str, after: &str) -> Option<usize> {
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let is_blank = |text: &str| text.trim().is_empty();
        if !is_blank(&before[line..]) || !is_blank(after.split('\n').next()?) {
            return None;
        }
        for seen in before.get(self.next..line)?.lines() {
            let text = seen.split(" #").next().unwrap_or(seen).trim_end();
            let inner = text.trim_start();
            if !inner.is_empty() && !inner.starts_with('#') {
                self.indent = text.len() - inner.len();
                self.ends_in = inner.chars().next_back();
            }
        }
        self.next = line;
        Some(before.len() - line)
    }

    /// What a mark that stands alone may be filled with; `after` is the text behind it.
    fn holds(&self, indent: usize, mark: &str, after: &str) -> Holds {
        let next = next_content(after);
        // A key, a dash, a bracket or the head of a block scalar.
        let block = match self.ends_in {
            Some(':') if indent == self.indent => return Holds::Items,
            Some(',' | '[' | '{') => return Holds::Value,
            Some(':' | '-' | '|' | '>' | '+') => true,
            _ => false,
        };
        if block && indent <= self.indent {
            // What follows further right belongs to the same value.
            let begins = next.is_none_or(|(column, _)| column <= self.indent);
            let blanks = self.indent + 4 - indent;
            let room = mark.lines().next().map_or(0, str::len) > blanks;
            return match begins && room {
                true => Holds::Deeper(blanks),
                false => Holds::Nothing,
            };
        }
        match next.filter(|(column, _)| *column == indent) {
            Some((_, true)) if block => Holds::Items,
            None if block => Holds::Value,
            _ => Holds::Nothing,
        }
    }
}

/// How far the next line is indented that is no comment and no mark, and whether it is an item of a list.
fn next_content(after: &str) -> Option<(usize, bool)> {
    // More marks than these in a row are none that somebody wrote.
    let mut lines = after.split('\n').skip(1).take(50);
    lines.find_map(|line| {
        let content = line.trim();
        let begins = ["{{", "{%", "{#", "%{", "<%", "#"];
        let is_mark = begins.iter().any(|mark| content.starts_with(mark));
        let ends = content.ends_with(['}', '>']) || content.starts_with('#');
        let indent = line.len() - line.trim_start().len();
        let is_item = content == "-" || content.starts_with("- ");
        let nothing = content.is_empty() || is_mark && ends;
        (!nothing).then_some((indent, is_item))
    })
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
            let end = until(2, "}}").filter(|end| end - at < 2000)?;
            let inside = rest.get(2..end - at)?;
            Some(match () {
                () if is_action(inside) => Mark::Control(end),
                () if is_comment(inside) => Mark::Comment(end),
                () => Mark::Value(end),
            })
        }
        [b'{', b'%', ..] => until(2, "%}").map(Mark::Control),
        [b'{', b'#', ..] => until(2, "#}").map(Mark::Comment),
        [b'%', b'{', ..] => until(2, "}").map(Mark::Control),
        [b'<', b'%', b'=', ..] => until(3, "%>").map(Mark::Value),
        [b'<', b'%', ..] => until(2, "%>").map(Mark::Control),
        [b'$', b'{', ..] => braced(rest, b'{', b'}').map(|len| Mark::Value(at + len)),
        // Ruby, as in a Vagrantfile; at the beginning of a line it is a comment.
        [b'#', b'{', ..] if !is_first(text, at) => {
            braced(rest, b'{', b'}').map(|len| Mark::Value(at + len))
        }
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
        // What somebody took out of a value.
        [b'*', b'*', b'*', ..] if text[..at].ends_with([' ', '\t']) => {
            let len = word_len(rest, |b| b == b'*');
            let ends = rest[len..].chars().next().is_none_or(char::is_whitespace);
            ends.then_some(Mark::Value(at + len))
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

/// Whether nothing but blanks stands before a place in its line.
fn is_first(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let before = before.trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with(['\n', '\r'])
}

/// Whether the inside of a Go template's braces begins a condition or loop, or ends one.
fn is_action(inside: &str) -> bool {
    let inside = inside.trim_start_matches('-').trim_start();
    let word = &inside[..word_len(inside, |b| b.is_ascii_alphanumeric() || b == b'_')];
    matches!(word, "if" | "else" | "end" | "range" | "with")
}

/// Whether Ansible makes a comment of it, or Go does.
fn is_comment(inside: &str) -> bool {
    let inside = inside.trim_matches(['-', ' ']);
    inside.starts_with("/*")
        || (inside.split('|').skip(1)).any(|filter| filter.trim().starts_with("comment"))
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

    fn text_masked(text: &str) -> String {
        let masked = mask(text).unwrap();
        assert_eq!(masked.text.len(), text.len());
        masked.text
    }

    #[test]
    fn values() {
        assert_eq!(text_masked("a: {{ b }}\n"), "a: xxxxxxx\n");
        assert_eq!(text_masked("a: \"${x:-\"y\"}\"\n"), "a: \"xxxxxxxxx\"\n");
        assert_eq!(text_masked("a: $TOKEN-1\n"), "a: xxxxxx-1\n");
        assert_eq!(text_masked("a: b-#{c}\n"), "a: b-xxxx\n");
        assert_eq!(text_masked("a: #{c}\n"), "a: xxxx\n");
        assert_eq!(text_masked("#{{ a }} b\n"), "#xxxxxxx b\n");
        assert_eq!(text_masked("a: <your token>\n"), "a: xxxxxxxxxxxx\n");
        assert_eq!(text_masked("a: __TOKEN__\n"), "a: xxxxxxxxx\n");
        assert_eq!(text_masked("a: *****  # b\n"), "a: xxxxx  # b\n");
        assert_eq!(text_masked("%%TOKEN%%: a\n"), "xxxxxxxxx: a\n");
        assert_eq!(text_masked("a: <%= @x %>\n"), "a: xxxxxxxxx\n");
        assert_eq!(text_masked("é: ${é}\n"), "é: xxxxx\n");
        let lines = "a: >-\n  {{ b\n| c }}\nd: \"{{ e\n  }}f\"\n";
        assert_eq!(
            text_masked(lines),
            "a: >-\n  xxxx\n      \nd: \"xxxx\n    f\"\n"
        );
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
    fn lines_behind_control() {
        assert_eq!(
            text_masked("{% if a %}b: 1{% endif %}\n"),
            "&xxxxxxxx b: 1           \n"
        );
        assert_eq!(
            text_masked("{# a #}{%- if a %}  b:\n"),
            "  &xxxxxxxxxxxxxxxx b:\n"
        );
        assert_eq!(
            text_masked("a:\n  {% if a %}- b: {{ c }}\n"),
            "a:\n  -           b: xxxxxxx\n"
        );
        assert_eq!(
            text_masked("{% if a %}{{ b }}-c\n"),
            "          xxxxxxx-c\n"
        );
        assert_eq!(text_masked("a: {% if a %}b: c\n"), "a:           b: c\n");
        assert_eq!(
            text_masked("a\n{% if a\n-%}b: c\n"),
            "a\n       \n&x b: c\n"
        );
    }

    #[test]
    fn blocks_that_begin_with_control() {
        let text =
            "a: |-  # b\n{% if c %}\n\n    d: e\n{% endif %}\n    f: g\nh: >\n  {% if i %}\n  j\n";
        let blank =
            "a: |-  # b\n    #     \n\n    d: e\n           \n    f: g\nh: >\n  #         \n  j\n";
        assert_eq!(text_masked(text), blank);
        assert_eq!(
            text_masked("a: b\n{% if c %}\nd: e\n"),
            "a: b\n          \nd: e\n"
        );
        let deep = "a: |\n{% if b %}\n              c\n";
        assert_eq!(text_masked(deep), "a: |\n          \n              c\n");
    }

    #[test]
    fn lines_that_filters_indent() {
        let deeper = "  a:\n{{ b | indent(4) }}\n  c: |\n{{ d | indent 4 }}\n";
        let values = "  a:\n      xxxxxxxxxxxxx\n  c: |\n      xxxxxxxxxxxx\n";
        assert_eq!(text_masked(deeper), values);
        // Between lines that are there already it is more of them.
        let more = "a:\n  {{- b }}\n  # c\n  {{ d }}\n  e: f\ng:\n  {{ h }}\n  - i\n";
        let lines: Vec<String> = text_masked(more).lines().map(str::to_owned).collect();
        let blank = |length| " ".repeat(length);
        assert_eq!(
            lines[..4],
            ["a:".to_owned(), blank(10), "  # c".to_owned(), blank(9)]
        );
        assert_eq!(lines[4..], ["  e: f", "g:", "  - xxxxx", "  - i"]);
        // Too short to be put where it belongs.
        assert_eq!(
            text_masked("      a:\n${b}\n      c: d\n"),
            "      a:\n    \n      c: d\n"
        );
    }

    #[test]
    fn blocks_for_a_version() {
        let blocks = |text: &str| -> Vec<String> {
            let blocks = mask(text).unwrap().by_version.into_iter();
            blocks
                .map(|block| text[block].trim().replace('\n', " "))
                .collect()
        };
        let jinja = "{% if a %}\nb: 1\n{%- if rke2_version is version('v1.25', '<') %}\nc: 1\n{% else %}\nd: 1\n{% endif %}\n{% endif %}\n";
        assert_eq!(blocks(jinja), ["c: 1 {% else %} d: 1"]);
        let go = "{{- if semverCompare \">=1.25\" .v }}\na: 1\n{{- end }}\n{{ if .b }}\nc: 1\n{{ end }}\n";
        assert_eq!(blocks(go), ["a: 1"]);
        let terraform = "%{ if cis ~}\na: 1\n%{ endif ~}\n%{ if version > 25 }\nb: 1\n";
        assert_eq!(blocks(terraform), ["b: 1"]);
        assert!(blocks("<% @a.each do |version| %>\nb: 1\n<% end %>\n").is_empty());
    }

    #[test]
    fn lines_of_their_own() {
        let text = "{{ ansible_managed | comment }}\na: 1\n{{ more }}\n# c\nb:\n{{ items }}\nc: |\n  {{ d }}\ne:\n  {{ f }}\n";
        let result = mask(text).unwrap();
        assert_eq!((result.control.len(), &result.control[0]), (1, &(37..47)));
        let lines: Vec<&str> = result.text.lines().map(str::trim_end).collect();
        assert_eq!(
            lines,
            [
                "",
                "a: 1",
                "",
                "# c",
                "b:",
                "- xxxxxxxxx",
                "c: |",
                "  xxxxxxx",
                "e:",
                "  xxxxxxx"
            ]
        );
    }

    #[test]
    fn paths() {
        for (path, made) in [
            ("a/config.yaml.j2", "a/config.yaml"),
            ("config.yaml.TFTPL", "config.yaml"),
            ("rke2-config.jinja2", "rke2-config"),
            ("config.j2.yaml", "config.j2.yaml"),
            ("a/.tpl", "a/.tpl"),
            ("é2", "é2"),
        ] {
            assert_eq!(path_made(path), made);
        }
    }

    #[test]
    fn no_marks() {
        for text in [
            "a: {b: c}\n",
            "a: 5 < 6\n",
            "a: __main__\n",
            "cost: 5$\n",
            "a: '{{'\n",
            "a: *b\n",
            "a: \"***\"\n",
            "a: ***b\n",
        ] {
            assert_eq!(mask(text), None, "{text}");
        }
    }
}
