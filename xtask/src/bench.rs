//! Speed and size beside their targets, as ratios that were measured in one run.

use std::fs;

use crate::build;
use crate::shell::{command, exec, root, step};

pub fn run() -> Result<(), String> {
    build::package()?;
    // Another build, because what the parser alone takes is nobody's business but ours.
    let compiled = step("compiling the core with its bench", || {
        build::compile(&["bench"])
    })?;
    let folder = root().join("target/bench/package");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    step("optimising it", || build::optimise(&compiled, &folder))?;
    println!();
    let folder = folder.to_string_lossy();
    exec(command("node", "pkg", &["bench/bench.mjs", &folder]))
        .map_err(|_| "not every target is met".to_owned())
}
