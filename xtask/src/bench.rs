//! To come.

pub fn run() -> Result<(), String> {
    Err("not there yet".to_owned())
}
