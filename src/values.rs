//! The forms that single values take, read as the programs that get them read them.

pub mod cron;
pub mod image;
pub mod labels;
pub mod network;
pub mod quantity;
pub mod re2;
pub mod registry;
pub mod server_url;
pub mod token;
pub mod url;
