//! What ARCHITECTURE.md promises about the sources.

use std::fs;
use std::path::{Path, PathBuf};

use rke2_preflight::rules::RULES;

/// The modules in the order of the way that data takes; none imports a later one.
const ORDER: &[&str] = &[
    "order",
    "release",
    "role",
    "template",
    "source",
    "yaml",
    "facts",
    "names",
    "values",
    "config",
    "project",
    "helm",
    "diagnostic",
    "secrets",
    "report",
    "context",
    "advisory",
    "rules",
    "schema",
    "upgrade",
    "request",
    "check",
    "plan",
    "render",
    "command",
    "wasm",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
            false => {}
        }
    }
}

#[test]
fn data_goes_one_way() {
    let root = root().join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = Vec::new();
    for file in files {
        let path = file.strip_prefix(&root).unwrap();
        let module = path
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_str()
            .unwrap();
        let module = module.trim_end_matches(".rs");
        if matches!(module, "lib" | "types") {
            continue;
        }
        let place = |name: &str| ORDER.iter().position(|module| *module == name);
        let Some(own) = place(module) else {
            wrong.push(format!("{module} has no place in the order"));
            continue;
        };
        let text = fs::read_to_string(&file).unwrap();
        for rest in text.split("crate::").skip(1) {
            let name: String = rest
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if place(&name).is_some_and(|other| other > own) {
                wrong.push(format!(
                    "src/{} imports {name}, which comes later",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_is_pure() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    for file in files.iter().filter(|file| !file.ends_with("types.rs")) {
        let text = fs::read_to_string(file).unwrap();
        for word in [
            "std::fs",
            "std::env",
            "std::net::Tcp",
            "std::time",
            "std::process",
            "std::thread",
            "println!",
            "todo!",
            "unimplemented!",
        ] {
            assert!(!text.contains(word), "{} uses {word}", file.display());
        }
    }
}

/// The line under which README.md shows what is printed.
const EXAMPLE: &str = "$ rke2-preflight check examples/ha-multus-canal-mistake --from v1.33.1+rke2r1 --to v1.33.2+rke2r1\n";

/// The table of rules that README.md carries.
fn rule_table() -> String {
    let mut table = "| rule | what it finds |\n|---|---|\n".to_owned();
    for rule in RULES {
        let page = rule.id.replace('-', "_");
        table.push_str(&format!(
            "| [{}](src/rules/{page}.md) | {} |\n",
            rule.id, rule.summary
        ));
    }
    table
}

#[test]
fn readme_is_true() {
    generated(
        "README.md",
        "<!-- rules -->\n",
        "<!-- /rules -->",
        &rule_table(),
    );
    generated("README.md", EXAMPLE, "```\n", &example());
}

/// What the first example of README.md prints.
fn example() -> String {
    let mut files = Vec::new();
    let folder = "examples/ha-multus-canal-mistake";
    for path in crate::ask::readable_files(&root().join(folder)) {
        let name = path
            .strip_prefix(root())
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        files.push((name, fs::read_to_string(&path).unwrap()));
    }
    let question = serde_json::json!({
        "command": "check", "from": "v1.33.1+rke2r1", "to": "v1.33.2+rke2r1",
    });
    let answer = crate::ask::ask(&files, &question);
    answer["output"].as_str().unwrap().to_owned()
}

/// Compares what stands between two marks, or writes it with `UPDATE=1`.
fn generated(file: &str, open: &str, close: &str, wanted: &str) {
    let path = root().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let start = text
        .find(open)
        .unwrap_or_else(|| panic!("{file} has no {open}"))
        + open.len();
    let end = text[start..]
        .find(close)
        .unwrap_or_else(|| panic!("{file} has no {close}"))
        + start;
    if text[start..end] == *wanted {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, format!("{}{wanted}{}", &text[..start], &text[end..])).unwrap();
        return;
    }
    panic!("{file} is not up to date after {open}; `UPDATE=1 cargo test` writes it");
}
