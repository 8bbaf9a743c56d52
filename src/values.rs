//! The little languages that values are written in: networks, schedules, quantities, labels, images,
//! arguments of components. Each is read as the Go code that RKE2 uses reads it.

pub mod arguments;
pub mod cron;
pub mod image;
pub mod labels;
pub mod net;
pub mod quantity;
