//! Checks the example clusters with the command line, as somebody who has just installed it would.

use std::io::Write;

use crate::build;
use crate::shell::{command, line, not_run};

const UPGRADE: [&str; 4] = ["--from", "v1.33.1+rke2r1", "--to", "v1.33.2+rke2r1"];

pub fn run() -> Result<(), String> {
    build::package()?;
    println!("\nA cluster that can be upgraded:\n");
    check("examples/ha-multus-canal", 0)?;
    println!("\nThe same cluster, with one line wrong:\n");
    check("examples/ha-multus-canal-mistake", 1)
}

/// Runs the check as one would type it, and holds it to the exit code that it should end with.
fn check(cluster: &str, expected: i32) -> Result<(), String> {
    let mut check = command("node", "", &["pkg/cli.js", "check", cluster]);
    check.args(UPGRADE);
    let line = line(&check);
    println!("$ {line}");
    let _ = std::io::stdout().flush();
    let status = check.status().map_err(|error| not_run(&check, &error))?;
    match status.code() {
        Some(code) if code == expected => Ok(()),
        _ => Err(format!("`{line}` should end with {expected}: {status}")),
    }
}
