//! Reports as people and programs read them, one file per format.

pub mod style;
pub mod text;
