//! The project's tasks; `cargo xtask help` lists them.

mod bench;
mod build;
mod demo;
mod helm;
mod refresh;
mod setup;
mod shell;
mod test;

use std::env;
use std::process::ExitCode;

const HELP: &str = "\
The project's tasks: cargo xtask TASK

  setup      install what is missing: the wasm target, npm packages, a browser for the page's tests
  build      the core as WebAssembly, and the package around it, in pkg/wasm
  demo       check the example clusters with the command line
  test       every test and check there is; ends with `N passed, M failed`
  bench      speed and size beside their targets
  refresh    make the derived tables of data/ anew: --rke2 DIR, --charts DIR, clones of rancher/rke2 and rke2-charts
  helm       ask Helm whether the rules on chart values are right: --charts DIR, --helm BIN; takes long
  help       this text

Each task does the ones it needs first, and skips what is up to date.
";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let (task, rest) = match args.split_first() {
        Some((task, rest)) => (task.as_str(), rest),
        None => ("help", &[][..]),
    };
    let done = match task {
        "setup" => no_arguments(rest).and_then(|()| setup::all()),
        "build" => no_arguments(rest).and_then(|()| build::run()),
        "demo" => no_arguments(rest).and_then(|()| demo::run()),
        "test" => no_arguments(rest).and_then(|()| test::run()),
        "bench" => no_arguments(rest).and_then(|()| bench::run()),
        "refresh" => refresh::run(rest),
        "helm" => helm::run(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        _ => Err(format!("there is no task `{task}`\n\n{HELP}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            // A failed test run has said everything in its last line.
            if !message.is_empty() {
                eprintln!("error: {message}");
            }
            ExitCode::FAILURE
        }
    }
}

fn no_arguments(args: &[String]) -> Result<(), String> {
    match args.first() {
        None => Ok(()),
        Some(arg) => Err(format!("this task takes no arguments, but got `{arg}`")),
    }
}
