//! Will RKE2 accept this configuration, and will this cluster survive the step from release A to release B?
//!
//! The core is total and pure: text in, report out.
//! It reads no file, clock, network or environment, and panics on no input; what cannot be read is a finding.
//! ARCHITECTURE.md shows the way the data takes through these modules.

pub mod command;
pub mod config;
pub mod diagnostic;
pub mod facts;
pub mod project;
pub mod release;
pub mod report;
pub mod source;
pub mod yaml;

#[cfg(test)]
mod types;
#[cfg(target_arch = "wasm32")]
mod wasm;
