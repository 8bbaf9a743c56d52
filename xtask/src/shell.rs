//! Running other programs, and saying what takes time.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// The repository's root, wherever the task was called from.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("xtask stands in the repository")
        .to_owned()
}

/// A command that runs in a folder of the repository.
pub fn command(program: &str, folder: &str, args: &[&str]) -> Command {
    // Windows has npm as a batch file, which needs its full name.
    let program = match program {
        "npm" if cfg!(windows) => "npm.cmd",
        program => program,
    };
    let mut command = Command::new(program);
    command.current_dir(root().join(folder)).args(args);
    command
}

/// Runs a command whose output is for the person at the terminal.
pub fn exec(mut command: Command) -> Result<(), String> {
    let status = command
        .status()
        .map_err(|error| not_run(&command, &error))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`{}` failed: {status}", line(&command))),
    }
}

/// Runs a command and returns what it wrote to standard output.
pub fn read(mut command: Command) -> Result<String, String> {
    let output = command
        .output()
        .map_err(|error| not_run(&command, &error))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(format!(
            "`{}` failed: {}\n{}",
            line(&command),
            output.status,
            excerpt(&String::from_utf8_lossy(&output.stderr))
        )),
    }
}

/// The beginning of a text; some tools complain for thousands of lines.
fn excerpt(text: &str) -> String {
    let lines: Vec<&str> = text.lines().take(40).collect();
    lines.join("\n")
}

/// Runs a command without a sound, and shows what it said only if it failed.
pub fn quiet(command: Command) -> Result<(), String> {
    read(command).map(|_| ())
}

/// The command as one would type it.
pub fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

/// Why a program did not even start.
pub fn not_run(command: &Command, error: &io::Error) -> String {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        io::ErrorKind::NotFound => format!("`{program}` is not installed"),
        _ => format!("`{program}`: {error}"),
    }
}

/// Names a step that may take long, does it, and says how long it took.
pub fn step<T>(name: &str, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    println!("==> {name}");
    // Output that a pipe holds back would show no progress.
    let _ = io::stdout().flush();
    let start = Instant::now();
    let result = work()?;
    println!("    {name}: {:.1} s", start.elapsed().as_secs_f64());
    Ok(result)
}

/// A number that changes with the content of any of the files.
pub fn hash_of(files: &[PathBuf]) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for file in files {
        let content = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        content.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// Does the work unless it was done for the same inputs before; `stamp` remembers for which.
pub fn once_for(
    stamp: &Path,
    inputs: &str,
    work: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    if fs::read_to_string(stamp).is_ok_and(|done| done == inputs) {
        return Ok(());
    }
    work()?;
    fs::write(stamp, inputs).map_err(|error| format!("{}: {error}", stamp.display()))
}
