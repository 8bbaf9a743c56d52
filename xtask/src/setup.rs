//! Installs what the other tasks need and a bare machine does not have.

use std::env;
use std::path::{Path, PathBuf};

use crate::shell::{command, exec, hash_of, once_for, quiet, read, root, step};

const TARGET: &str = "wasm32-unknown-unknown";

/// Everything, for somebody who wants to go offline afterwards.
pub fn all() -> Result<(), String> {
    core()?;
    linters()?;
    page()
}

/// What the build and the package's tests need.
pub fn core() -> Result<(), String> {
    node()?;
    wasm_target()?;
    npm_packages("pkg")
}

/// What checks the Rust code, which a minimal toolchain leaves out.
pub fn linters() -> Result<(), String> {
    for (tool, component) in [("clippy", "clippy"), ("fmt", "rustfmt")] {
        if read(command("cargo", "", &[tool, "--version"])).is_err() {
            step(&format!("installing {component}"), || {
                exec(command("rustup", "", &["component", "add", component]))
            })?;
        }
    }
    Ok(())
}

/// What the page's tests need.
pub fn page() -> Result<(), String> {
    if !has_page() {
        return Ok(());
    }
    npm_packages("www")?;
    chromium().map(|_| ())
}

/// Whether there is a page to build and test.
pub fn has_page() -> bool {
    root().join("www/package.json").exists()
}

fn node() -> Result<(), String> {
    let version = read(command("node", "", &["--version"]))
        .map_err(|error| format!("{error}; the package needs Node 20 or newer"))?;
    let major = version.trim_start_matches('v').split('.').next();
    match major.and_then(|major| major.parse::<u32>().ok()) {
        Some(20..) => Ok(()),
        _ => Err(format!("Node 20 or newer is needed, but this is {version}")),
    }
}

fn wasm_target() -> Result<(), String> {
    // Asking the compiler works for toolchains that rustup does not manage, too.
    let sysroot = read(command("rustc", "", &["--print", "sysroot"]))?;
    let installed = Path::new(&sysroot).join("lib/rustlib").join(TARGET);
    if installed.exists() {
        return Ok(());
    }
    step("installing the wasm target", || {
        exec(command("rustup", "", &["target", "add", TARGET]))
    })
}

fn npm_packages(folder: &str) -> Result<(), String> {
    let folder_path = root().join(folder);
    let lock = hash_of(&[folder_path.join("package-lock.json")])?;
    let stamp = folder_path.join("node_modules/.installed");
    once_for(&stamp, &lock, || {
        step(&format!("installing npm packages of {folder}"), || {
            let args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
            exec(command("npm", folder, &args))
        })
    })
}

/// The browser that the page's tests drive; installs one where that is possible.
pub fn chromium() -> Result<PathBuf, String> {
    if let Some(path) = env::var_os("CHROMIUM") {
        let path = PathBuf::from(path);
        return match path.exists() {
            true => Ok(path),
            false => Err(format!(
                "CHROMIUM names {}, which is not there",
                path.display()
            )),
        };
    }
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    let advice = "install Chromium or Chrome, or name its program in the variable CHROMIUM";
    if !on_path("apt-get").is_some_and(|path| path.exists()) {
        return Err(format!("the page's tests need a browser: {advice}"));
    }
    step("installing Chromium", || {
        // Without the lists of packages, apt finds nothing on a fresh machine.
        let install = apt(&["update"])
            .and_then(|()| apt(&["install", "-y", "--no-install-recommends", "chromium"]));
        install.map_err(|error| format!("{error}\nthe page's tests need a browser: {advice}"))
    })?;
    find_chromium()
        .ok_or_else(|| format!("apt-get installed no browser that can be found: {advice}"))
}

fn apt(args: &[&str]) -> Result<(), String> {
    let root_user = read(command("id", "", &["-u"])).is_ok_and(|id| id == "0");
    let mut apt = match root_user {
        true => command("apt-get", "", &["-qq"]),
        // `-n` fails instead of asking for a password that nobody may be there to type.
        false => command("sudo", "", &["-n", "apt-get", "-qq"]),
    };
    apt.args(args).env("DEBIAN_FRONTEND", "noninteractive");
    quiet(apt)
}

fn find_chromium() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    let fixed = [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
    ];
    let fixed = fixed.iter().map(PathBuf::from).find(|path| path.exists());
    names.iter().find_map(|name| on_path(name)).or(fixed)
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}
