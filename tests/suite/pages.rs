//! Every rule's page is its test: what stands under `## Fires` fires as the page shows,
//! and what stands under `## Silent` does not.
//!
//! A fence `yaml PATH key=value…` is a file and a part of the question (`to`, `from`, `role`).
//! A file in the folder `before` is what runs now.
//! Fences of different files that follow one another without text between them are one project.
//! Under `## Fires` each project is followed by a `text` fence with what the rule says about it.
//! `UPDATE=1 cargo test` writes these fences anew.

use std::fs;
use std::path::PathBuf;

use rke2_preflight::check::{Asked, Question, check};
use rke2_preflight::facts::Facts;
use rke2_preflight::project::Given;
use rke2_preflight::release::Release;
use rke2_preflight::render::style::Style;
use rke2_preflight::render::text;
use rke2_preflight::role::Role;
use rke2_preflight::rules::{RULES, Rule};
use rke2_preflight::source::Sources;

/// One example of a page.
#[derive(Debug, Default)]
pub struct Example {
    pub files: Vec<(String, String)>,
    pub words: Vec<(String, String)>,
    pub fires: bool,
    /// The line of the page on which it begins.
    line: usize,
    /// What the page says that the rule says, and the lines of that fence.
    expected: Option<(String, std::ops::Range<usize>)>,
    /// The line after its last yaml fence.
    end: usize,
}

/// The examples of a page, in order.
pub fn examples(page: &str) -> Vec<Example> {
    let lines: Vec<&str> = page.lines().collect();
    let mut examples: Vec<Example> = Vec::new();
    let mut fires = None;
    let mut joined = false;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if let Some(heading) = line.strip_prefix("## ") {
            fires = match heading.trim() {
                "Fires" => Some(true),
                "Silent" => Some(false),
                _ => None,
            };
        }
        let (Some(info), Some(fires)) = (line.strip_prefix("```"), fires) else {
            joined &= line.is_empty();
            at += 1;
            continue;
        };
        let end = (at + 1..lines.len())
            .find(|&end| lines[end] == "```")
            .expect("an open fence");
        let body: String = lines[at + 1..end]
            .iter()
            .map(|line| format!("{line}\n"))
            .collect();
        let mut words = info.split_whitespace();
        match words.next() {
            Some("yaml") => {
                let path = words.next().expect("a yaml fence names its file");
                let again =
                    |example: &Example| example.files.iter().any(|(other, _)| other == path);
                if !joined || examples.last().is_some_and(again) {
                    examples.push(Example {
                        fires,
                        line: at + 1,
                        ..Example::default()
                    });
                }
                let example = examples.last_mut().unwrap();
                example.files.push((path.to_owned(), body));
                let pairs = words.filter_map(|word| word.split_once('='));
                example
                    .words
                    .extend(pairs.map(|(k, v)| (k.to_owned(), v.to_owned())));
                example.end = end + 1;
                joined = true;
            }
            Some("text") => {
                let example = examples
                    .last_mut()
                    .expect("a text fence follows an example");
                example.expected = Some((body, at..end + 1));
                joined = false;
            }
            _ => panic!("line {}: a fence is `yaml PATH` or `text`", at + 1),
        }
        at = end + 1;
    }
    examples
}

/// What one rule says about an example.
fn says(rule: &Rule, example: &Example) -> String {
    let facts = Facts::default();
    let mut sources = Sources::default();
    let (mut judge, mut before) = (Vec::new(), Vec::new());
    for (path, text) in &example.files {
        let file = sources.add(path, text.as_bytes());
        let given = Given { file, named: true };
        match path.starts_with("before/") {
            true => before.push(given),
            false => judge.push(given),
        }
    }
    let word = |name: &str| {
        let found = example.words.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    };
    let release = |text: &str| Release::parse(text).unwrap_or_else(|| panic!("no release: {text}"));
    let question = Question {
        from: word("from").map(|from| Asked::Known(release(from))),
        to: Asked::Known(word("to").map_or(facts.newest(), release)),
        to_given: word("to").is_some(),
        role: word("role").map(|role| match role {
            "agent" => Role::Agent,
            _ => Role::Server,
        }),
    };
    let checked = check(&facts, &sources, &judge, &before, &question);
    let own = checked
        .diagnostics
        .iter()
        .filter(|found| found.rule == rule.id);
    let texts = own.map(|found| text::finding(&sources, &checked.secrets, found, Style(false)));
    texts.collect::<Vec<_>>().join("\n")
}

fn page_path(rule: &Rule) -> PathBuf {
    let name = rule.id.replace('-', "_");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("src/rules/{name}.md"))
}

#[test]
fn pages_are_true() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for rule in RULES {
        let path = page_path(rule);
        let page = fs::read_to_string(&path).unwrap_or_default();
        if page != rule.page && !update {
            wrong.push(format!(
                "{}: the rule embeds another page than {}",
                rule.id,
                path.display()
            ));
        }
        let examples = examples(&page);
        for (fires, word) in [(true, "Fires"), (false, "Silent")] {
            if !examples.iter().any(|example| example.fires == fires) {
                wrong.push(format!("{}: no example under `## {word}`", rule.id));
            }
        }
        if !page.starts_with(&format!("# {}\n", rule.id)) {
            wrong.push(format!(
                "{}: the page must begin with `# {}`",
                rule.id, rule.id
            ));
        }
        let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
        for example in examples.iter().rev() {
            let said = says(rule, example);
            let place = format!(
                "src/rules/{}.md:{}",
                rule.id.replace('-', "_"),
                example.line
            );
            if example.fires == said.is_empty() {
                let what = if example.fires {
                    "does not fire"
                } else {
                    "fires"
                };
                wrong.push(format!("{place}: the rule {what}\n{said}"));
                continue;
            }
            let expected = example.expected.as_ref().map(|(text, _)| text.as_str());
            if example.fires && expected != Some(&said) {
                match update {
                    true => write_expected(&mut lines, example, &said),
                    false => wrong.push(format!(
                        "{place}: the rule says\n{said}\n`UPDATE=1 cargo test pages` writes it to the page"
                    )),
                }
            }
        }
        if update {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            if text != page {
                fs::write(&path, text).unwrap();
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn write_expected(lines: &mut Vec<String>, example: &Example, said: &str) {
    let fence = ["```text"]
        .into_iter()
        .chain(said.lines())
        .chain(["```"])
        .map(str::to_owned);
    match &example.expected {
        Some((_, range)) => drop(lines.splice(range.clone(), fence)),
        None => drop(lines.splice(
            example.end..example.end,
            [String::new()].into_iter().chain(fence),
        )),
    }
}

#[test]
fn registry_is_the_directory() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let mut expected: Vec<String> = RULES
        .iter()
        .flat_map(|rule| ["md", "rs"].map(|end| format!("{}.{end}", rule.id.replace('-', "_"))))
        .collect();
    expected.sort();
    assert_eq!(
        names, expected,
        "each rule is two files in src/rules and an entry in RULES"
    );
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert!(ids.is_sorted(), "RULES is in the order of the ids");
}
