//! The forms that single values take, read as the programs that get them read them.

pub mod network;
pub mod re2;
pub mod registry;
pub mod server_url;
pub mod token;
pub mod url;
//! The little languages that values are written in: networks, schedules, quantities, labels, images,
//! arguments of components. Each is read as the Go code that RKE2 uses reads it.

pub mod arguments;
pub mod cron;
pub mod image;
pub mod labels;
pub mod net;
pub mod quantity;
