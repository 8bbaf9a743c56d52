//! Asking the core as its callers do: a request and bytes in, JSON out.

use std::fs;
use std::path::{Path, PathBuf};

use rke2_preflight::command::run;
use serde_json::{Value, json};

/// Files by path; a path that starts with `before/` is what runs now.
pub type Files = Vec<(String, String)>;

/// Asks with files; `question` holds the other fields of the request, and whether the files were `named`.
pub fn ask(files: &Files, question: &Value) -> Value {
    let mut request = question.clone();
    let named = request
        .as_object_mut()
        .and_then(|fields| fields.remove("named"));
    let named = named.unwrap_or(true.into());
    let entries = files
        .iter()
        .map(|(path, text)| match path.strip_prefix("before/") {
            Some(path) => {
                json!({ "path": path, "size": text.len(), "named": named, "use": "before" })
            }
            None => json!({ "path": path, "size": text.len(), "named": named }),
        });
    request["files"] = entries.collect();
    let bytes: Vec<u8> = files.iter().flat_map(|(_, text)| text.bytes()).collect();
    let answer = run(&request.to_string(), &bytes).unwrap();
    serde_json::from_str(&answer).unwrap()
}

/// The report on some files.
pub fn check(files: &Files, question: &Value) -> Value {
    let mut question = question.clone();
    question["command"] = "check".into();
    question["format"] = "json".into();
    ask(files, &question)["output"].clone()
}

/// The files of a folder that the command line would read, in the order of their paths.
pub fn readable_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if is_readable(path.to_str().unwrap()) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn is_readable(path: &str) -> bool {
    let made = rke2_preflight::template::path_made(path);
    [".yaml", ".yml", ".json"]
        .iter()
        .any(|end| made.ends_with(end))
}
