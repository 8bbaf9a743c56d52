//! Every test and check there is, and one line at the end that sums them up.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::shell::{command, line, not_run, root};
use crate::{build, setup};

/// Runs everything, whatever fails on the way.
pub fn run() -> Result<(), String> {
    setup::core()?;
    setup::linters()?;
    setup::page()?;

    let mut tally = Tally::default();
    tally.suite(command(
        "cargo",
        "",
        &["test", "--workspace", "--no-fail-fast"],
    ));
    if tally.record("building the package", build::package()) {
        tally.suite(package_tests()?);
        if setup::has_page() {
            let mut page = command("npm", "www", &["test"]);
            page.env("CHROMIUM", setup::chromium()?);
            tally.suite(page);
        }
        for folder in ["pkg", "www"] {
            if root().join(folder).join("tsconfig.json").exists() {
                let compiler = root().join("pkg/node_modules/typescript/bin/tsc");
                let compiler = compiler.to_string_lossy();
                tally.check(command("node", folder, &[&compiler, "--noEmit", "-p", "."]));
            }
        }
    }
    tally.check(command("cargo", "", &["fmt", "--all", "--check"]));
    for package in ["--package=rke2-preflight", "--package=xtask"] {
        tally.check(clippy(&[package, "--all-targets"]));
    }
    // The one module that only exists for the web.
    tally.check(clippy(&[
        "--package=rke2-preflight",
        "--features=bench",
        "--target=wasm32-unknown-unknown",
    ]));
    tally.finish()
}

fn package_tests() -> Result<Command, String> {
    // Each file by its name: releases of Node differ in what a folder stands for.
    let folder = root().join("pkg/test");
    let failed = |error| format!("{}: {error}", folder.display());
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        let name = name.to_string_lossy();
        if name.contains(".test.") {
            names.push(format!("test/{name}"));
        }
    }
    names.sort();
    let mut tests = command("node", "pkg", &["--test", "--test-reporter=spec"]);
    tests.args(names);
    Ok(tests)
}

fn clippy(what: &[&str]) -> Command {
    let mut clippy = command("cargo", "", &["clippy", "--quiet"]);
    clippy.args(what).args(["--", "--deny=warnings"]);
    clippy
}

/// What passed and what did not, over all runners.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    skipped: u64,
    /// What to look at after thousands of lines.
    failures: Vec<String>,
}

impl Tally {
    /// Runs a program that counts its own tests, and shows what it says.
    fn suite(&mut self, mut command: Command) {
        let name = line(&command);
        println!("==> {name}");
        let start = Instant::now();
        let before = self.failed;
        let succeeded = match command.stdout(Stdio::piped()).spawn() {
            Ok(mut child) => {
                let output = child.stdout.take().expect("it is piped");
                for text in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                    let text = String::from_utf8_lossy(&text);
                    println!("{text}");
                    self.count(&text);
                }
                child.wait().is_ok_and(|status| status.success())
            }
            Err(error) => {
                println!("{}", not_run(&command, &error));
                false
            }
        };
        // A suite that does not even start counts nothing.
        if !succeeded && self.failed == before {
            self.failed += 1;
        }
        if self.failed > before {
            self.failures.push(name.clone());
        }
        println!("    {name}: {:.1} s", start.elapsed().as_secs_f64());
    }

    /// Runs a program whose success counts as one test.
    fn check(&mut self, mut command: Command) {
        let name = line(&command);
        println!("==> {name}");
        let start = Instant::now();
        let result = match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(status.to_string()),
            Err(error) => Err(not_run(&command, &error)),
        };
        if self.record(&name, result) {
            println!("    {name}: {:.1} s", start.elapsed().as_secs_f64());
        }
    }

    fn record(&mut self, name: &str, result: Result<(), String>) -> bool {
        match result {
            Ok(()) => self.passed += 1,
            Err(message) => {
                println!("{name}: {message}");
                self.failed += 1;
                self.failures.push(name.to_owned());
                return false;
            }
        }
        true
    }

    /// Adds what a line says, if it is the closing line of `cargo test` or one of Node's.
    fn count(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            let words: Vec<&str> = result.split([' ', ';']).collect();
            for pair in words.windows(2) {
                let Ok(number) = pair[0].parse::<u64>() else {
                    continue;
                };
                match pair[1] {
                    "passed" => self.passed += number,
                    "failed" => self.failed += number,
                    "ignored" => self.skipped += number,
                    _ => {}
                }
            }
        }
        let node = line.strip_prefix("# ").or(line.strip_prefix("ℹ "));
        if let Some((word, number)) = node.and_then(|rest| rest.split_once(' '))
            && let Ok(number) = number.trim().parse::<u64>()
        {
            match word {
                "pass" => self.passed += number,
                "fail" | "cancelled" => self.failed += number,
                "skipped" | "todo" => self.skipped += number,
                _ => {}
            }
        }
    }

    fn finish(self) -> Result<(), String> {
        println!();
        for failure in &self.failures {
            println!("failed: {failure}");
        }
        let skipped = match self.skipped {
            0 => String::new(),
            skipped => format!(", {skipped} skipped"),
        };
        println!("{} passed, {} failed{skipped}", self.passed, self.failed);
        let _ = std::io::stdout().flush();
        match self.failed {
            0 => Ok(()),
            // The last line has said it.
            _ => Err(String::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_counted() {
        let mut tally = Tally::default();
        for line in [
            "test result: FAILED. 3 passed; 1 failed; 2 ignored; 0 measured; 9 filtered out; finished in 0.00s",
            "test reads 5 passed ... ok",
            "ℹ tests 9",
            "ℹ pass 7",
            "ℹ fail 1",
            "ℹ cancelled 1",
            "# pass 2",
            "# skipped 4",
            "# duration_ms 12.5",
        ] {
            tally.count(line);
        }
        let wanted = Tally {
            passed: 12,
            failed: 3,
            skipped: 6,
            failures: Vec::new(),
        };
        assert_eq!(tally, wanted);
    }
}
