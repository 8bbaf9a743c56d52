//! Values of real configurations that an upgrade took the effect from, or that a chart refuses after it.
//!
//! Each line of `tests/breakages.tsv` is one of them: chart, releases, values, what comes of them before and after
//! (`works`, `ignored`, `fails`), and what the finding has to name instead. Helm says the same of all of them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::ask::check;

#[test]
fn every_breakage_is_found_where_it_happens() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/breakages.tsv");
    let text = fs::read_to_string(file).unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [chart, from, to, values, before, after, instead] = cells[..] else {
            panic!("{line}");
        };
        let manifest = format!(
            "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: {chart}\n  \
             namespace: kube-system\nspec:\n  valuesContent: |-\n    {values}\n"
        );
        let files = vec![("chart.yaml".to_owned(), manifest)];
        let found = |from: &str, to: &str| {
            let report = check(&files, &json!({ "from": from, "to": to }));
            // What the step brings besides is no business of the values.
            let findings = report["findings"].as_array().unwrap().iter();
            findings.filter(of_values).cloned().collect::<Vec<_>>()
        };
        let mut say = |what: &str, found: &[Value]| {
            let found: Vec<String> = found.iter().map(|finding| finding.to_string()).collect();
            wrong.push(format!(
                "{chart} {values}, {from} to {to}: {what}:\n  {}",
                found.join("\n  ")
            ));
        };
        let standing = found(from, from);
        if outcome(&standing) != before {
            say(
                &format!("{} at first, not {before}", outcome(&standing)),
                &standing,
            );
        }
        let step = found(from, to);
        if outcome(&step) != after {
            say(
                &format!("{} in the end, not {after}", outcome(&step)),
                &step,
            );
        }
        let names = |finding: &Value| {
            let told = format!("{} {}", finding["message"], finding["help"]);
            finding["introduced"] == true && (instead == "-" || told.contains(instead))
        };
        if after != "works" && !step.first().is_some_and(names) {
            say(
                &format!("the step brings it, and it has to name {instead}"),
                &step,
            );
        }
        let since = format!("from {to} on");
        if (before, after) == ("works", "ignored")
            && !step
                .first()
                .is_some_and(|finding| finding["message"].to_string().contains(&since))
        {
            say(&format!("nothing says {since}"), &step);
        }
        count += 1;
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn of_values(finding: &&Value) -> bool {
    let rule = finding["rule"].as_str();
    rule.is_some_and(|rule| rule.starts_with("chart-value"))
}

/// The worst that comes of chart values.
fn outcome(findings: &[Value]) -> &'static str {
    let mut worst = "works";
    for finding in findings {
        match finding["severity"].as_str() {
            Some("error") => return "fails",
            Some("warning") if finding["consequence"] == "chart-fails" => return "fails",
            Some("warning") => worst = "ignored",
            _ => {}
        }
    }
    worst
}
