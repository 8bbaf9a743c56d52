//! The core as WebAssembly, with the JavaScript around it, in `pkg/wasm`.

use std::fs;
use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use crate::setup;
use crate::shell::{command, exec, hash_of, once_for, quiet, root, step};

/// Otherwise every function with one caller moves into it, until the core is one function that takes
/// longer to compile than all the rest, whichever small part of it is needed.
/// What is hardly longer than its call moves into every caller instead, which spares a tenth of the time.
const INLINING: [&str; 2] = [
    "--one-caller-inline-max-function-size=20",
    "--always-inline-max-function-size=12",
];

/// Builds the package that is published.
pub fn package() -> Result<(), String> {
    setup::core()?;
    let compiled = step("compiling the core", || compile(&[]))?;
    let folder = root().join("pkg/wasm");
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let inputs = [
        compiled.clone(),
        root().join("pkg/package-lock.json"),
        root().join("xtask/src/build.rs"),
    ];
    once_for(&folder.join(".made-from"), &hash_of(&inputs)?, || {
        step("optimising the core", || optimise(&compiled, &folder))
    })?;
    quiet(command("node", "pkg", &["build/assemble.mjs"]))
}

/// The task: builds, and prints the sizes.
pub fn run() -> Result<(), String> {
    package()?;
    exec(command("node", "pkg", &["build/sizes.mjs"]))
}

/// Compiles the crate for the web; extra features make another build beside the normal one.
pub fn compile(features: &[&str]) -> Result<PathBuf, String> {
    // Another folder, so that the two builds do not undo each other's work.
    let target = match features {
        [] => "target",
        _ => "target/bench",
    };
    let features = features.join(",");
    let args = [
        "build",
        "--quiet",
        "--release",
        "--package=rke2-preflight",
        "--target=wasm32-unknown-unknown",
        "--target-dir",
        target,
        "--features",
        &features,
    ];
    exec(command("cargo", "", &args))?;
    Ok(root()
        .join(target)
        .join("wasm32-unknown-unknown/release/rke2_preflight.wasm"))
}

/// Makes `core.mjs` and an optimised `core.wasm` in a folder.
pub fn optimise(compiled: &Path, folder: &Path) -> Result<(), String> {
    let failed = |error: &dyn std::fmt::Display| format!("wasm-bindgen: {error}");
    let mut output = Bindgen::new()
        .input_path(compiled)
        .web(true)
        .map_err(|error| failed(&error))?
        // The entries say where the module is; a default would make bundlers look for it.
        .omit_default_module_path(true)
        .typescript(false)
        // After a trap an instance is of no use, and the entries make a new one.
        .reset_state_function(true)
        .generate_output()
        .map_err(|error| failed(&error))?;
    let glue = format!("// @ts-nocheck: made by wasm-bindgen.\n{}", output.js());
    let bound = compiled.with_extension("bound.wasm");
    for (path, content) in [
        (&folder.join("core.mjs"), glue.as_bytes()),
        (&bound, &output.wasm_mut().emit_wasm()),
    ] {
        fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()))?;
    }

    let mut optimiser = command("node", "pkg", &["node_modules/binaryen/bin/wasm-opt"]);
    // No feature flags: the module lists its own, and `--all-features` makes what Node 20 refuses.
    optimiser.arg("-Os").args(INLINING).arg(bound);
    optimiser.arg("-o").arg(folder.join("core.wasm"));
    quiet(optimiser)
}
