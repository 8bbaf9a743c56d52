//! What is known about RKE2: the tables of `data/`, and lookups by exact release.
//!
//! A fact is a line in a table; what follows from it is a rule's business.
//! Keys, values and charts come and go by backport, so nothing is looked up by minor.
//! A lookup that the data does not reach is `None`, and never a pass.

pub mod charts;
pub mod cluster;
pub mod components;
pub mod items;
pub mod options;
pub mod releases;
pub mod traits;
pub mod values;
pub mod way;

use charts::ExtraCharts;

/// The knowledge base, with what the user added to it.
#[derive(Debug, Default)]
pub struct Facts {
    extra: Vec<ExtraCharts>,
}

/// The rows of a table, without its header. Rows that are too short end in empty cells.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let mut cells = line.split('\t');
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        })
}

/// The other cells of the rows that begin with a cell, which stand together.
fn rows_of<const N: usize>(
    table: &'static str,
    first: &str,
) -> impl Iterator<Item = [&'static str; N]> + use<N> {
    let mark = format!("\n{first}\t");
    let start = table.find(&mark).map_or(table.len(), |at| at + 1);
    let lines = table[start..].lines();
    lines
        .map_while(move |line| line.strip_prefix(&mark[1..]))
        .map(|line| {
            let mut cells = line.split('\t');
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        })
}

/// What follows the first cells of the first line that begins with them, found without reading the others.
fn after(table: &'static str, cells: &[&str]) -> Option<&'static str> {
    let mark = format!("\n{}\t", cells.join("\t"));
    let start = table.find(&mark)? + mark.len();
    table[start..].lines().next()
}

/// A cell whose `-` means that there is nothing.
fn optional(cell: &'static str) -> Option<&'static str> {
    (cell != "-" && !cell.is_empty()).then_some(cell)
}
