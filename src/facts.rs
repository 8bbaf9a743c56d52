//! What is known about RKE2: the tables of `data/`, and lookups by exact release.
//!
//! A fact is a line in a table; what follows from it is a rule's business.
//! Keys, values and charts come and go by backport, so nothing is looked up by minor.
//! A lookup that the data does not reach is `None`, and never a pass.

pub mod advisories;
pub mod charts;
pub mod cluster;
pub mod components;
pub mod delivery;
pub mod items;
pub mod kinds;
pub mod objects;
pub mod options;
pub mod releases;
pub mod traits;
pub mod values;
pub mod way;

use std::cmp::Ordering;

use charts::ExtraCharts;

/// The knowledge base, with what the user added to it.
#[derive(Debug, Default)]
pub struct Facts {
    extra: Vec<ExtraCharts>,
}

/// The rows of a table, without its header. Rows that are too short end in empty cells.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table
        .split('\n')
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(cut)
}

/// The lines that begin with these cells. The table is sorted by them, so that halving finds the lines without
/// reading the others.
fn lines_of(table: &'static str, cells: &[&str]) -> &'static str {
    let body = table.split_once('\n').map_or("", |(_, body)| body);
    let line = |start: usize| {
        let end = body[start..]
            .find('\n')
            .map_or(body.len(), |at| start + at + 1);
        (&body[start..end], end)
    };
    let (mut low, mut high) = (0, body.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = &body.as_bytes()[low..middle];
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(low, |at| low + at + 1);
        let (text, end) = line(start);
        match order(text, cells) {
            Ordering::Less => low = end,
            _ => high = start,
        }
    }
    let mut end = low;
    while end < body.len() {
        let (text, next) = line(end);
        if order(text, cells) != Ordering::Equal {
            break;
        }
        end = next;
    }
    &body[low..end]
}

/// How a line's first cells stand to these.
fn order(line: &str, cells: &[&str]) -> Ordering {
    let own = line
        .trim_end_matches('\n')
        .split('\t')
        .map(Some)
        .chain(std::iter::repeat(None));
    let pairs = own
        .zip(cells)
        .map(|(own, cell)| own.unwrap_or_default().cmp(cell));
    pairs.fold(Ordering::Equal, Ordering::then)
}

/// The rows that begin with these cells.
fn rows_of<const N: usize>(
    table: &'static str,
    cells: &[&str],
) -> impl Iterator<Item = [&'static str; N]> + use<N> {
    lines_of(table, cells).lines().map(cut)
}

/// What follows these cells in the first row that begins with them.
fn after(table: &'static str, cells: &[&str]) -> Option<&'static str> {
    let mut rest = lines_of(table, cells).lines().next()?;
    for _ in cells {
        rest = rest.split_once('\t')?.1;
    }
    Some(rest)
}

fn cut<const N: usize>(line: &'static str) -> [&'static str; N] {
    let mut cells = line.split('\t');
    std::array::from_fn(|_| cells.next().unwrap_or_default())
}

/// A cell whose `-` means that there is nothing.
fn optional(cell: &'static str) -> Option<&'static str> {
    (cell != "-" && !cell.is_empty()).then_some(cell)
}
