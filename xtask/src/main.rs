//! The project's tasks; `cargo xtask help` lists them.

mod refresh;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let result = match args.split_first() {
        Some((task, rest)) if task == "refresh" => refresh::run(rest),
        _ => {
            println!("cargo xtask setup | build | demo | test | bench | refresh");
            Ok(())
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
