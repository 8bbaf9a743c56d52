//! The forms that values take, read as the programs that get them read them.

pub mod network;
pub mod re2;
pub mod url;
