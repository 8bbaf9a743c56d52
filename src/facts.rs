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
mod tsv;
pub mod values;
pub mod way;

use charts::ExtraCharts;

/// The knowledge base, with what the user added to it.
#[derive(Debug, Default)]
pub struct Facts {
    extra: Vec<ExtraCharts>,
}

/// A cell whose `-` means that there is nothing.
fn optional(cell: &'static str) -> Option<&'static str> {
    (cell != "-" && !cell.is_empty()).then_some(cell)
}
