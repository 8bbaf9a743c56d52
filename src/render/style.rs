//! Colours of the terminal, or none.

use std::borrow::Cow;

/// Whether text carries ANSI escapes.
#[derive(Clone, Copy, Debug)]
pub struct Style(pub bool);

impl Style {
    fn paint(self, code: &str, text: &str) -> String {
        match self.0 && !text.is_empty() {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }

    /// What breaks.
    pub fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// What deserves care.
    pub fn yellow(self, text: &str) -> String {
        self.paint("1;33", text)
    }

    /// What is fine.
    pub fn green(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    /// What is worth knowing, and the frame around a source.
    pub fn blue(self, text: &str) -> String {
        self.paint("1;34", text)
    }

    /// What matters.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// What matters less.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }
}

/// Text of a file or a path without characters that would command the terminal.
pub fn plain(text: &str) -> Cow<'_, str> {
    match text.contains(char::is_control) {
        true => text.replace(char::is_control, "\u{fffd}").into(),
        false => text.into(),
    }
}

/// Aligns columns by what is seen; the last column is not padded.
pub fn table(rows: &[Vec<String>], indent: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| visible(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = " ".repeat(indent);
        for (column, cell) in row.iter().enumerate() {
            line.push_str(cell);
            if column + 1 < row.len() {
                line.push_str(&" ".repeat(widths[column] + 2 - visible(cell)));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// How many characters are seen: escapes are not.
fn visible(text: &str) -> usize {
    let mut count = 0;
    let mut escape = false;
    for c in text.chars() {
        match c {
            '\x1b' => escape = true,
            'm' if escape => escape = false,
            _ if escape => {}
            _ => count += 1,
        }
    }
    count
}
