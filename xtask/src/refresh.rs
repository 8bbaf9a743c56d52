//! Makes `data/` anew from clones of RKE2's repositories.

/// Runs the task.
pub fn run(_args: &[String]) -> Result<(), String> {
    Err("not there yet".to_owned())
}
