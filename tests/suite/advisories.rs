//! Every line of the tables of known problems has a case that meets it and one that does not.
//!
//! `tests/cases/advisories.md` and `tests/cases/combinations.md` hold them: a heading for each line,
//! and below it examples as the pages of rules have them.

use std::fs;
use std::path::PathBuf;

use rke2_preflight::facts::Facts;
use rke2_preflight::facts::advisories::{Advisory, Moment, Table};
use rke2_preflight::release::{Ranges, Release};
use serde_json::{Value, json};

use crate::ask::check;
use crate::pages::{Example, examples};

/// The examples below each heading.
fn sections(file: &str) -> Vec<(String, Vec<Example>)> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let text = fs::read_to_string(path.join(file)).unwrap();
    let text = format!("\n{text}");
    let sections = text.split("\n# ").skip(1);
    let sections = sections.map(|section| {
        let (id, rest) = section.split_once('\n').unwrap();
        (id.to_owned(), examples(rest))
    });
    sections.collect()
}

fn question(example: &Example) -> Value {
    let mut question = json!({});
    for (key, value) in &example.words {
        question[key] = json!(value);
    }
    question
}

/// Whether the report on an example tells of a problem.
fn tells(rule: &str, advisory: &Advisory, example: &Example, question: &Value) -> bool {
    let report = check(&example.files, question);
    let findings = report["findings"].as_array().unwrap();
    findings.iter().any(|finding| {
        let message = finding["message"].as_str().unwrap();
        finding["rule"] == rule && message.contains(advisory.about)
    })
}

fn hold(table: Table, rule: &str, file: &str) {
    let sections = sections(file);
    let rows = Facts::default().advisories(table);
    let ids: Vec<&str> = rows.iter().map(|row| row.id).collect();
    let headings: Vec<&str> = sections.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, headings, "{file} has a heading for each line");
    let mut wrong = Vec::new();
    for (row, (id, examples)) in rows.iter().zip(&sections) {
        for fires in [true, false] {
            if !examples.iter().any(|example| example.fires == fires) {
                wrong.push(format!("{id}: no example that {fires:?}"));
            }
        }
        for (number, example) in examples.iter().enumerate() {
            if tells(rule, row, example, &question(example)) != example.fires {
                wrong.push(format!("{id}: example {} is not as it says", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_advisory_fires_and_stays_silent() {
    hold(Table::Advisories, "known-problem", "advisories.md");
}

#[test]
fn every_breaker_fires_and_stays_silent() {
    hold(Table::Breakers, "breaking-change", "breakers.md");
}

/// The releases right before and right after each range of a set.
fn outside(all: &[Release], set: &Ranges) -> Vec<Release> {
    let is_in = |index: usize| all.get(index).is_some_and(|release| set.contains(*release));
    let edge = |&index: &usize| {
        let beside = is_in(index + 1) || (index > 0 && is_in(index - 1));
        !is_in(index) && beside
    };
    let places = (0..all.len()).filter(edge);
    places.map(|index| all[index]).collect()
}

#[test]
fn releases_beside_an_advisory_are_silent() {
    let facts = Facts::default();
    let all: Vec<Release> = facts.releases().iter().map(|info| info.release).collect();
    let sections = sections("advisories.md");
    for (row, (id, examples)) in facts.advisories(Table::Advisories).iter().zip(&sections) {
        if row.moment != Moment::On {
            continue;
        }
        let set = &row.releases;
        let example = examples.iter().find(|example| example.fires).unwrap();
        for release in outside(&all, set) {
            let question = json!({ "to": release.to_string() });
            assert!(
                !tells("known-problem", row, example, &question),
                "{id} fires on {release}"
            );
        }
    }
}

#[test]
fn what_cannot_be_told_is_said() {
    let told = |text: &str, question: Value| -> Vec<String> {
        let report = check(
            &vec![("config.yaml".to_owned(), text.to_owned())],
            &question,
        );
        let lines = report["not_assessed"].as_array().unwrap().iter();
        lines
            .map(|line| line.as_str().unwrap().to_owned())
            .collect()
    };
    let lines = told("cni: {{ cni }}\n", json!({ "to": "v1.35.5+rke2r1" }));
    assert_eq!(
        lines,
        [
            "`cni` is not known here, so it cannot be told whether these known problems are met: \
             calico-typha-stuck"
        ]
    );
    let step = json!({ "from": "v1.32.0+rke2r1", "to": "v1.32.1+rke2r1" });
    let lines = told("cni: canal\n", step);
    assert_eq!(
        lines,
        [
            "whether the cluster has objects of kind VolumeSnapshot is not known here, so it \
             cannot be told whether these known problems are met: volume-snapshots-deleted"
        ]
    );
    let lines = told("cni: canal\n", json!({ "to": "v1.35.5+rke2r1" }));
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn every_combination_fires_and_stays_silent() {
    hold(Table::Combinations, "network-settings", "combinations.md");
}
