//! Plans: the runbooks of the examples, and what holds for every plan.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::ask::{Files, ask, yaml_files};

fn example(name: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        (name.to_owned(), fs::read_to_string(&path).unwrap())
    };
    let folder = root.join("examples").join(name);
    yaml_files(&folder).into_iter().map(named).collect()
}

fn plan(files: &Files, question: Value) -> Value {
    let mut question = question;
    question["command"] = "plan".into();
    if question["format"].is_null() {
        question["format"] = "json".into();
    }
    ask(files, &question)
}

/// Compares a runbook with the one that lies in the example; `UPDATE=1` writes it.
fn holds(name: &str, from: &str, to: &str) {
    let question = json!({ "from": from, "to": to, "format": "markdown" });
    let answer = plan(&example(name), question);
    let text = answer["output"].as_str().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}/runbook.md"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "{} is not up to date; write it anew with: UPDATE=1 cargo test --test suite plans",
        path.display()
    );
}

#[test]
fn runbooks_of_the_examples() {
    holds("ha-multus-canal", "v1.33.1+rke2r1", "v1.33.2+rke2r1");
    holds(
        "ha-cilium-ingress-nginx",
        "v1.32.4+rke2r1",
        "v1.36.3+rke2r1",
    );
}
