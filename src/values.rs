//! The little languages that single values are written in: networks, schedules, quantities, labels,
//! images, arguments of components, URLs. Each is read as the Go code that gets it reads it.

pub mod arguments;
pub mod cron;
pub mod image;
pub mod labels;
pub mod net;
pub mod network;
pub mod quantity;
pub mod re2;
pub mod registry;
pub mod server_url;
pub mod token;
pub mod url;
