//! The tests that look at the whole: vectors, rule pages, cases, laws and invariants.

mod parser;
