//! Reports as people and programs read them, one file per format.

pub mod document;
pub mod style;
pub mod text;
