//! The syntax of single values, read as RKE2 reads it.

pub mod registry;
pub mod server_url;
pub mod token;
