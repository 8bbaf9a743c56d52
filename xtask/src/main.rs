//! The project's tasks; `cargo xtask help` lists them.

fn main() {
    println!("cargo xtask setup | build | demo | test | bench | refresh");
}
