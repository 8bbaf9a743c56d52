//! The only file that knows JavaScript.

use wasm_bindgen::prelude::*;

/// Answers a request; see [`crate::command::run`].
///
/// # Errors
/// A `TypeError` where the request is malformed.
#[wasm_bindgen]
pub fn run(request: &str, bytes: &[u8]) -> Result<String, js_sys::TypeError> {
    crate::command::run(request, bytes).map_err(|message| js_sys::TypeError::new(&message))
}

/// The parser alone, for `cargo xtask bench`.
#[cfg(feature = "bench")]
#[wasm_bindgen]
pub fn parse_events(bytes: &[u8]) -> u32 {
    crate::yaml::count_events(&String::from_utf8_lossy(bytes))
}
