//! The tests that look at the whole: vectors, rule pages, laws and invariants.

mod advisories;
#[allow(dead_code)]
mod ask;
mod breakages;
mod invariants;
mod laws;
mod pages;
mod parser;
mod plans;
mod tables;
mod values;
