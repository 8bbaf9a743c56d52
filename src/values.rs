//! The syntax of single values, read as the programs that get them read it.

pub mod network;
pub mod re2;
pub mod registry;
pub mod server_url;
pub mod token;
pub mod url;
