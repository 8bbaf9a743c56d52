//! What holds for every rule and every example, whoever wrote them.

use std::fs;
use std::path::Path;

use rke2_preflight::rules::RULES;
use serde_json::{Value, json};

use crate::ask::{Files, ask, check, readable_files};
use crate::cases;
use crate::pages::examples;

/// Every project that the rule pages and the folders `tests/cases` and `examples` hold.
struct Case {
    name: String,
    files: Files,
    question: Value,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for rule in RULES {
        for (index, example) in examples(rule.page).into_iter().enumerate() {
            let mut question = json!({});
            for (key, value) in &example.words {
                question[key] = json!(value);
            }
            cases.push(Case {
                name: format!("{} example {}", rule.id, index + 1),
                files: example.files,
                question,
            });
        }
    }
    cases.extend(cases::all().into_iter().map(|case| Case {
        name: case.name,
        files: case.files,
        question: case.question,
    }));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in fs::read_dir(examples).unwrap() {
        let folder = entry.unwrap().path();
        let files = readable_files(&folder).into_iter().map(|file| {
            let name = file.strip_prefix(&folder).unwrap();
            (
                name.to_str().unwrap().to_owned(),
                fs::read_to_string(&file).unwrap(),
            )
        });
        cases.push(Case {
            name: folder.display().to_string(),
            files: files.collect(),
            question: json!({ "to": "v1.33.2+rke2r1" }),
        });
    }
    cases
}

fn findings(files: &Files, question: &Value) -> Vec<Value> {
    check(files, question)["findings"]
        .as_array()
        .cloned()
        .unwrap_or_default()
}

/// What is found, without where.
fn said(findings: &[Value]) -> Vec<String> {
    let words = |finding: &Value| {
        format!(
            "{} {} {}",
            finding["rule"], finding["severity"], finding["message"]
        )
    };
    let mut said: Vec<String> = findings.iter().map(words).collect();
    said.sort();
    said
}

fn hold(law: &str, wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{law}; {} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn line_ends_do_not_matter() {
    let mut wrong = Vec::new();
    for case in cases() {
        let changed = case.files.iter();
        let changed = changed.map(|(path, text)| (path.clone(), text.replace('\n', "\r\n")));
        let (unix, windows) = (
            findings(&case.files, &case.question),
            findings(&changed.collect(), &case.question),
        );
        let places = |findings: &[Value]| -> Vec<String> {
            findings
                .iter()
                .map(|finding| format!("{} {}", finding["rule"], finding["primary"]["start"]))
                .collect()
        };
        if said(&unix) != said(&windows) || places(&unix) != places(&windows) {
            wrong.push(format!(
                "{}: {:?} became {:?}",
                case.name,
                said(&unix),
                said(&windows)
            ));
        }
    }
    hold("CRLF reads like LF", &wrong);
}

/// Writes lists of plain words in one line, which means the same.
fn flow_style(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < lines.len() {
        let items: Vec<&str> = lines[at + 1..]
            .iter()
            .map_while(|line| plain_item(line))
            .collect();
        // A list of which some items are not plain stays as it is.
        let after = lines.get(at + 1 + items.len());
        let whole = !after.is_some_and(|line| line.starts_with([' ', '\t', '-']));
        match lines[at]
            .strip_suffix(':')
            .filter(|key| !key.starts_with([' ', '#', '-']) && !items.is_empty() && whole)
        {
            Some(key) => {
                out.push_str(&format!("{key}: [{}]\n", items.join(", ")));
                at += items.len();
            }
            None => out.push_str(&format!("{}\n", lines[at])),
        }
        at += 1;
    }
    out
}

/// An item of a list that means the same between brackets.
fn plain_item(line: &str) -> Option<&str> {
    let item = line.trim_start_matches(' ').strip_prefix("- ")?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "._/=-+".contains(c);
    (item.chars().all(plain) && !item.starts_with(['-', '='])).then_some(item)
}

#[test]
fn flow_style_does_not_matter() {
    let mut wrong = Vec::new();
    for case in cases() {
        let changed: Files = case
            .files
            .iter()
            .map(|(path, text)| (path.clone(), flow_style(text)))
            .collect();
        let (block, flow) = (
            said(&findings(&case.files, &case.question)),
            said(&findings(&changed, &case.question)),
        );
        if block != flow {
            wrong.push(format!("{}: {block:?} became {flow:?}", case.name));
        }
    }
    hold("flow style reads like block style", &wrong);
}

#[test]
fn safe_fixes_mend_and_add_nothing() {
    let mut wrong = Vec::new();
    for case in cases() {
        let before = findings(&case.files, &case.question);
        for finding in before
            .iter()
            .filter(|finding| finding["fix"]["safe"] == true)
        {
            let mut files = case.files.clone();
            apply(&mut files, finding["fix"]["edits"].as_array().unwrap());
            let after = findings(&files, &case.question);
            let (before, mut after) = (rules(&before), rules(&after));
            let counts = before.len() > after.len();
            for rule in &before {
                if let Some(at) = after.iter().position(|other| other == rule) {
                    after.remove(at);
                }
            }
            if !counts || !after.is_empty() {
                wrong.push(format!(
                    "{}: {} fixed brings {after:?}",
                    case.name, finding["rule"]
                ));
            }
        }
    }
    hold("a safe fix removes its finding and adds none", &wrong);
}

/// Which rules found something; what they say may name another value than before.
/// JSON is YAML, and some write it; an edit that takes the quotes off a key makes it neither.
#[test]
fn edits_leave_json_what_it_is() {
    let mut wrong = Vec::new();
    let mut edited = 0;
    for (to, text) in [
        ("v1.33.2+rke2r1", r#"{"cnii":"canal","tls-san":["a.b"]}"#),
        ("v1.33.2+rke2r1", r#"{"cni":"canall","profile":"cis-1.23"}"#),
        ("v1.29.0+rke2r1", r#"{"profile":"cis-1.23","cni":"canal"}"#),
        (
            "v1.33.2+rke2r1",
            r#"{"--cni":"canal","ingress-controller":"trafik"}"#,
        ),
    ] {
        let files = vec![("config.yaml".to_owned(), text.to_owned())];
        for finding in findings(&files, &json!({ "to": to })) {
            let Some(edits) = finding["fix"]["edits"].as_array() else {
                continue;
            };
            let mut files = files.clone();
            apply(&mut files, edits);
            edited += 1;
            if serde_json::from_str::<Value>(&files[0].1).is_err() {
                wrong.push(format!("{}: {}", finding["rule"], files[0].1));
            }
        }
    }
    assert!(edited > 3, "only {edited} edits");
    hold("edits leave JSON what it is", &wrong);
}

#[test]
fn the_order_of_files_does_not_matter() {
    let mut wrong = Vec::new();
    for case in cases() {
        let backwards = case.files.iter().rev().cloned().collect();
        let there = findings(&case.files, &case.question);
        if there != findings(&backwards, &case.question) {
            wrong.push(case.name);
        }
    }
    hold("the order of files changes nothing", &wrong);
}

fn rules(findings: &[Value]) -> Vec<String> {
    findings
        .iter()
        .map(|finding| finding["rule"].to_string())
        .collect()
}

fn apply(files: &mut Files, edits: &[Value]) {
    let mut edits = edits.to_vec();
    // From the last one on, so that places stay what they are.
    edits.sort_by_key(|edit| {
        let start = &edit["start"];
        std::cmp::Reverse((start["line"].as_u64(), start["column"].as_u64()))
    });
    for edit in edits {
        let path = edit["path"].as_str().unwrap();
        let (_, text) = files.iter_mut().find(|(other, _)| other == path).unwrap();
        let (start, end) = (offset(text, &edit["start"]), offset(text, &edit["end"]));
        text.replace_range(start..end, edit["text"].as_str().unwrap());
    }
}

fn offset(text: &str, place: &Value) -> usize {
    let (line, column) = (
        place["line"].as_u64().unwrap(),
        place["column"].as_u64().unwrap(),
    );
    let start: usize = text
        .split_inclusive('\n')
        .take(line as usize - 1)
        .map(str::len)
        .sum();
    let mut units = 1;
    for (offset, c) in text[start..].char_indices() {
        if units >= column {
            return start + offset;
        }
        units += c.len_utf16() as u64;
    }
    text.len()
}

#[test]
fn no_step_is_no_trouble() {
    let mut wrong = Vec::new();
    for case in cases() {
        // Another configuration before is a change, even without a step.
        if case
            .files
            .iter()
            .any(|(path, _)| path.starts_with("before/"))
        {
            continue;
        }
        let to = case.question["to"].as_str().unwrap_or("v1.36.3+rke2r1");
        let mut question = case.question.clone();
        question["to"] = to.into();
        question["from"] = to.into();
        let report = check(&case.files, &question);
        let introduced = report["findings"].as_array().unwrap().iter();
        let introduced = introduced.filter(|finding| finding["introduced"] == true);
        wrong.extend(introduced.map(|finding| format!("{}: {}", case.name, finding["message"])));
        if report["upgrade"]["charts"] != json!([]) || report["upgrade"]["components"] != json!([])
        {
            wrong.push(format!("{}: {} moves something to itself", case.name, to));
        }
    }
    hold("from A to A nothing is introduced", &wrong);
}

#[test]
fn nothing_panics() {
    for case in cases() {
        for (index, (_, text)) in case.files.iter().enumerate() {
            // Beginnings of the text, as if somebody were typing it.
            let step = (text.len() / 4).max(9);
            let cuts = text.char_indices().map(|(offset, _)| offset).step_by(step);
            for cut in cuts {
                let mut files = case.files.clone();
                files[index].1.truncate(cut);
                ask(
                    &files,
                    &json!({ "command": "check", "format": "text", "color": true, "to": case.question["to"].as_str().unwrap_or("1.33") }),
                );
            }
        }
    }
}

#[test]
fn secrets_stay_inside() {
    let secret = "hunter2-swordfish";
    let texts = [
        format!("token: {secret}\ncni: [canal, multus]\n"),
        format!("token: &t {secret}\nagent-token: *t\nunknown-password: {secret}\n"),
        format!("cni: calcio\netcd-s3-secret-key: {secret}\netcd-s3-access-key: '{secret}'\n"),
        format!("token: [{secret}, b]\nselinux: {secret}\n"),
        format!("token: {secret}\n  bad: indent\n"),
        format!("--token: {secret}\n"),
        format!("token={secret}: x\n"),
        format!("datastore-endpoint: postgres://u:{secret}@db/x\n"),
        format!(
            "kube-apiserver-arg:\n- token={secret}\n- token-auth-file {secret}\nToken: {secret}\n"
        ),
        format!("token: \"{secret}\ncni: canal\n"),
        format!("{{token: {secret}, cni: [canal\n"),
        format!("token: |\n  {secret}\n\tx: @\n"),
        format!("password:\n- {secret} @ [\n- @{secret}\n"),
    ];
    for text in &texts {
        for command in ["check", "effective"] {
            for format in ["text", "json"] {
                for to in ["v1.36.3+rke2r1", "v1.20.4+rke2r1"] {
                    let files = vec![("config.yaml".to_owned(), text.clone())];
                    let answer = ask(
                        &files,
                        &json!({ "command": command, "format": format, "to": to }),
                    );
                    assert!(
                        !answer.to_string().contains("swordfish"),
                        "{text}\n{answer:#}"
                    );
                }
            }
        }
    }
}

/// What Helm makes of a number tells it as well as the number does.
#[test]
fn secret_numbers_stay_inside() {
    let values = [
        "controller:\n      config:\n        auth-password: 8675309\n        proxy-read-timeout: 8675309\n",
        "controller:\n      config: {password: 8675309}\n      extraEnvs:\n      - {name: PASSWORD, value: 8675309}\n",
    ];
    for values in values {
        let text = format!(
            "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: rke2-ingress-nginx\n  namespace: kube-system\nspec:\n  valuesContent: |-\n    {values}"
        );
        let files = vec![("rke2-ingress-nginx-config.yaml".to_owned(), text)];
        let question = json!({ "command": "check", "format": "text", "to": "v1.33.2+rke2r1" });
        let answer = ask(&files, &question).to_string();
        assert!(answer.contains("chart-value-rewritten"), "{answer}");
        for written in ["8675309", "8.675309"] {
            assert!(!answer.contains(written), "{answer}");
        }
    }
}
