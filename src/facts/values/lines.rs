//! The lines of a table of values, found where they stand.

use std::cmp::Ordering;

use super::{ValueFact, ValueKind};
use crate::facts::optional;

/// The lines about one path.
pub fn about(table: &'static str, path: &str) -> impl Iterator<Item = Line> {
    let from = table.get(search(table, path)..).unwrap_or_default();
    from.lines()
        .map_while(Line::parse)
        .take_while(move |line| line.path == path)
}

/// The lines about all that stands below a path.
pub fn below(table: &'static str, parent: &str) -> impl Iterator<Item = Line> {
    let mark = match parent {
        "" => String::new(),
        parent => format!("{parent}."),
    };
    let start = match parent {
        "" => table.find('\n').map_or(0, |end| end + 1),
        _ => search(table, &mark),
    };
    let from = table.get(start..).unwrap_or_default();
    from.lines()
        .map_while(Line::parse)
        .take_while(move |line| line.path.starts_with(&mark))
}

/// The offset of the first line whose path is not less than this one.
fn search(table: &str, path: &str) -> usize {
    let header = table.find('\n').map_or(table.len(), |end| end + 1);
    let (mut low, mut high) = (header, table.len());
    // Both bounds are starts of lines, or the end.
    while low < high {
        let middle = low + (high - low) / 2;
        let start = table[..middle].rfind('\n').map_or(0, |end| end + 1);
        let end = table[middle..]
            .find('\n')
            .map_or(table.len(), |end| middle + end + 1);
        let line_path = table[start..end].split('\t').next().unwrap_or_default();
        match line_path.cmp(path) {
            Ordering::Less => low = end,
            _ => high = start,
        }
    }
    low
}

/// One line of a table.
#[derive(Clone, Copy)]
pub struct Line {
    pub path: &'static str,
    kind: &'static str,
    flags: &'static str,
    schema: &'static str,
    default: &'static str,
    pub versions: &'static str,
}

impl Line {
    pub fn parse(text: &'static str) -> Option<Line> {
        let mut cells = text.split('\t');
        Some(Line {
            path: cells.next()?,
            kind: cells.next()?,
            flags: cells.next()?,
            schema: cells.next()?,
            default: cells.next()?,
            versions: cells.next()?,
        })
    }

    pub fn fact(&self) -> ValueFact {
        let has = |flag: &str| self.flags.split(',').any(|other| other == flag);
        ValueFact {
            kind: ValueKind::parse(self.kind),
            free: has("free"),
            mixed: has("mixed"),
            switch: has("switch"),
            template: has("template"),
            guarded: has("guarded"),
            unread: has("unread"),
            schema: optional(self.schema),
            default: optional(self.default).filter(|default| *default != "…"),
        }
    }
}
