//! Will RKE2 accept this configuration, and will this cluster survive the step from release A to release B?
//!
//! The core is total and pure: text in, report out.
//! It reads no file, clock, network or environment, and panics on no input; what cannot be read is a finding.
//! ARCHITECTURE.md shows the way the data takes through these modules.

pub mod advisory;
pub mod check;
pub mod command;
pub mod config;
pub mod context;
pub mod diagnostic;
pub mod facts;
pub mod helm;
pub mod names;
pub mod order;
pub mod plan;
pub mod project;
pub mod release;
pub mod render;
pub mod report;
pub mod request;
pub mod role;
pub mod rules;
pub mod schema;
pub mod secrets;
pub mod source;
pub mod template;
pub mod upgrade;
pub mod values;
pub mod yaml;

#[cfg(test)]
mod types;
#[cfg(target_arch = "wasm32")]
mod wasm;
