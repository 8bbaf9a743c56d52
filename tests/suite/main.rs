//! The tests that look at the whole: vectors, rule pages, laws and invariants.

#[allow(dead_code)]
mod ask;
mod invariants;
mod laws;
mod pages;
mod parser;
mod plans;
mod tables;
