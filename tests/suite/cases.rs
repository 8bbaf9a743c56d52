//! The folders of `tests/cases`, each a configuration with an `expected.txt` that says what is found in it.
//!
//! What stands above its line `--` is prose, but for the lines that begin with one of the words below.
//! Under it stands what is found at the release `to`, which `UPDATE=1 cargo test` writes anew.
//!
//! - `to`, `from`, `role`: the question. Without `to` it is the newest release of `clean`, or of all.
//! - `clean`: the releases, as the tables write them, at which there is neither an error nor a warning.
//!
//! `clean` holds configurations that RKE2 takes as they are meant, `broken` such with one mistake each,
//! and `projects` whole repositories in small, read as a folder that somebody names.

use std::fs;
use std::path::{Path, PathBuf};

use rke2_preflight::release::{Ranges, Release};
use serde_json::{Value, json};

use crate::ask::{Files, check, readable_files};

/// A project with a question.
pub struct Case {
    /// Where it comes from.
    pub name: String,
    /// Its files.
    pub files: Files,
    /// The fields of the request, and `named`, which [`crate::ask::ask`] takes out.
    pub question: Value,
    /// At which releases nothing stands against it.
    pub clean: Option<Ranges>,
    /// The file that says what is found.
    expected: PathBuf,
}

/// All folders of `tests/cases`.
pub fn all() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases = Vec::new();
    for group in ["broken", "clean", "projects"] {
        let folders = fs::read_dir(root.join(group)).unwrap();
        let mut folders: Vec<PathBuf> = folders.map(|entry| entry.unwrap().path()).collect();
        folders.sort();
        cases.extend(folders.iter().map(|folder| read(group, folder)));
    }
    cases
}

fn read(group: &str, folder: &Path) -> Case {
    let name = format!("{group}/{}", folder.file_name().unwrap().to_str().unwrap());
    let files = readable_files(folder).into_iter().map(|file| {
        let path = file.strip_prefix(folder).unwrap().to_str().unwrap();
        (path.to_owned(), fs::read_to_string(&file).unwrap())
    });
    let files: Files = files.collect();
    assert!(!files.is_empty(), "{name} holds nothing to read");
    let expected = folder.join("expected.txt");
    let text = fs::read_to_string(&expected).unwrap_or_else(|_| panic!("{name}: no expected.txt"));
    let mut question = json!({});
    let mut clean = None;
    for line in text.lines().take_while(|line| *line != "--") {
        match line.split_once(": ") {
            Some((word @ ("to" | "from" | "role"), value)) => question[word] = value.into(),
            Some(("clean", value)) => clean = Some(Ranges::parse(value).unwrap()),
            _ => {}
        }
    }
    assert_eq!(clean.is_some(), group == "clean", "{name}: `clean`");
    if question["to"].is_null() {
        let last = |release: &&Release| clean.as_ref().is_none_or(|set| set.contains(**release));
        question["to"] = releases()
            .iter()
            .rev()
            .find(last)
            .unwrap()
            .to_string()
            .into();
    }
    if group == "projects" {
        question["named"] = false.into();
    }
    Case {
        name,
        files,
        question,
        clean,
        expected,
    }
}

fn releases() -> &'static [Release] {
    static RELEASES: std::sync::OnceLock<Vec<Release>> = std::sync::OnceLock::new();
    RELEASES.get_or_init(|| {
        let facts = rke2_preflight::facts::Facts::default();
        facts.releases().iter().map(|info| info.release).collect()
    })
}

/// What a report says, a line each: what the files are, where there are several, and what was found.
fn said(report: &Value) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let inputs = report["inputs"].as_array().unwrap();
    let mut lines = Vec::new();
    if inputs.len() > 1 {
        lines.extend(inputs.iter().map(|input| {
            let node = [&input["role"], &input["node"]].map(word).join(" of ");
            let note = match &input["note"] {
                Value::String(note) => format!(": {note}"),
                _ => String::new(),
            };
            let whose = match input["kind"] == "config" {
                true => format!(" ({node})"),
                false => String::new(),
            };
            format!(
                "{} is {}{whose}{note}",
                word(&input["path"]),
                word(&input["kind"])
            )
        }));
        lines.push(String::new());
    }
    lines.extend(report["findings"].as_array().unwrap().iter().map(|found| {
        let place = |at: &Value| format!("{}:{}", word(&at["path"]), at["start"]["line"]);
        let at = match found["primary"].is_null() {
            true => "-".to_owned(),
            false => place(&found["primary"]),
        };
        let related = found["related"].as_array().into_iter().flatten();
        let related: String = related.map(|at| format!(" {}", place(at))).collect();
        let new = if found["introduced"] == true {
            "new "
        } else {
            ""
        };
        let (severity, rule) = (word(&found["severity"]), word(&found["rule"]));
        format!("{new}{severity} {rule} {at}{related}")
    }));
    lines
}

#[test]
fn cases_say_what_is_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for case in all() {
        let text = fs::read_to_string(&case.expected).unwrap();
        let head: Vec<&str> = text.lines().take_while(|line| *line != "--").collect();
        assert!(
            head.first().is_some_and(|line| line.ends_with('.')),
            "{}: begin with a sentence about it",
            case.name
        );
        let said = said(&check(&case.files, &case.question));
        let lines = head.iter().copied().chain(["--"]);
        let lines = lines.chain(said.iter().map(String::as_str));
        let wanted: String = lines.map(|line| format!("{line}\n")).collect();
        if text != wanted && update {
            fs::write(&case.expected, wanted).unwrap();
        } else if text != wanted {
            wrong.push(format!("{}:\n{}", case.name, said.join("\n")));
        }
        let fails = said
            .iter()
            .any(|line| line.contains("error ") || line.contains("warning "));
        if case.name.starts_with("broken/") && !fails {
            wrong.push(format!("{}: nothing is found", case.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "`UPDATE=1 cargo test cases` writes this: {}",
        wrong.join("\n\n")
    );
}

#[test]
fn clean_cases_are_clean_at_all_their_releases() {
    let cases = all();
    let judge = |case: &Case| {
        let set = case.clean.as_ref()?;
        let mut wrong = Vec::new();
        for release in releases().iter().filter(|release| set.contains(**release)) {
            let mut question = case.question.clone();
            // Whoever stays on a release need not be told how it was announced.
            question["to"] = release.to_string().into();
            question["from"] = release.to_string().into();
            let report = check(&case.files, &question);
            let found = report["findings"].as_array().unwrap().iter();
            // What the release itself does wrong is no fault of the configuration.
            let found = found
                .filter(|found| found["severity"] != "info" && found["rule"] != "known-problem");
            wrong.extend(found.map(|found| {
                let place = &found["primary"];
                format!(
                    "{} at {release}: {} {} line {}: {}",
                    case.name,
                    found["rule"],
                    place["path"],
                    place["start"]["line"],
                    found["message"]
                )
            }));
        }
        Some(wrong)
    };
    // There are many: each processor takes its share.
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..threads)
            .map(|share| {
                let own = cases.iter().skip(share).step_by(threads);
                scope.spawn(move || own.filter_map(judge).flatten().collect::<Vec<String>>())
            })
            .collect();
        shares
            .into_iter()
            .flat_map(|share| share.join().unwrap())
            .collect()
    });
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn no_release_panics_over_a_case() {
    for case in all().iter().filter(|case| case.clean.is_none()) {
        for release in releases().iter().step_by(31) {
            let mut question = case.question.clone();
            question["to"] = release.to_string().into();
            assert!(
                check(&case.files, &question)["findings"].is_array(),
                "{}",
                case.name
            );
        }
    }
}
