//! Whether what the rules call unread changes nothing.

use std::collections::BTreeSet;

use rke2_preflight::facts::Facts;
use rke2_preflight::facts::values::{ValueKind, path};
use rke2_preflight::helm::reads;
use serde_json::{Value, json};

use super::ask;
use super::chart::{Chart, culprits};
use super::tally::Tally;
use super::values::set;

const QUESTION: &str = "unread";

/// A path, and a value for it.
pub type Candidate = (String, Value);

/// Tries keys that nothing knows in every mapping, and the keys of all other versions.
pub fn check(facts: &Facts, chart: &Chart<'_>, plain: &str, tally: &mut Tally) {
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut flags: Vec<String> = Vec::new();
    for (wanted, fact) in tree.paths() {
        if !has_names_only(&wanted) {
            continue;
        }
        if fact.unread && !matches!(fact.kind, ValueKind::Map) {
            for (word, value) in [
                ("bool", json!(true)),
                ("string", json!("zz")),
                ("int", json!(7)),
            ] {
                // The chart's schema is another question.
                if fact
                    .schema
                    .is_none_or(|schema| schema.split('|').any(|own| own == word))
                {
                    candidates.push((wanted.clone(), value));
                }
            }
        }
        if fact.default == Some("false") {
            flags.push(wanted.clone());
        }
        // A mapping that the chart leaves empty would come into being.
        let holds = || {
            tree.children(&wanted)
                .iter()
                .any(|(_, fact)| !fact.template)
        };
        if fact.kind == ValueKind::Map && !fact.free && holds() {
            candidates.push((path::join(&wanted, "zzUnread"), json!("zz")));
        }
    }
    candidates.push(("zzUnread".to_owned(), json!("zz")));
    let others = tree.all().flat_map(|tree| tree.paths());
    let others: BTreeSet<String> = others.map(|(wanted, _)| wanted).collect();
    for wanted in others.iter().filter(|wanted| has_names_only(wanted)) {
        let parent = path::split(wanted).0;
        let is_there = parent.is_empty() || tree.get(parent).is_some_and(|fact| !fact.template);
        if is_there && reads(&tree, wanted).is_none() {
            for value in [json!(true), json!("zz"), json!({ "zz": 7 })] {
                candidates.push((wanted.clone(), value));
            }
        }
    }
    let rounds = rounds(candidates).map(|some| called_unread(chart, some));
    for some in &rounds {
        compare(QUESTION, chart, &json!({}), plain, some, tally);
    }
    // Once more with everything on that can be.
    let mut greedy = json!({});
    switch_on(chart, &flags, &mut greedy);
    if let Ok(rendered) = chart.render(&greedy) {
        for some in &rounds {
            compare(QUESTION, chart, &greedy, &rendered, some, tally);
        }
    }
}

/// Whether a path has no place for any key in it, and RKE2 does not set it itself.
pub fn has_names_only(wanted: &str) -> bool {
    path::segments(wanted).all(|segment| segment != "*") && !wanted.starts_with("global.")
}

/// Values of one path exclude each other, so each has its round.
fn rounds(candidates: Vec<Candidate>) -> [Vec<Candidate>; 3] {
    let mut rounds = [Vec::new(), Vec::new(), Vec::new()];
    let (mut last, mut count) = (String::new(), 0);
    for candidate in candidates {
        count = if candidate.0 == last { count + 1 } else { 0 };
        last.clone_from(&candidate.0);
        rounds[count % 3].push(candidate);
    }
    rounds
}

/// Those that the rules warn of.
fn called_unread(chart: &Chart<'_>, mut some: Vec<Candidate>) -> Vec<Candidate> {
    let said = ask::judge(chart.name, &chart.release, &together(&json!({}), &some));
    let unread: BTreeSet<&str> = said
        .iter()
        .filter(|said| said.rule == "chart-value-unknown")
        .map(ask::Said::path)
        .collect();
    some.retain(|(wanted, _)| {
        let mut above = wanted.as_str();
        while !above.is_empty() && !unread.contains(above) {
            above = path::split(above).0;
        }
        !above.is_empty()
    });
    some
}

/// Values with some more.
pub fn together(base: &Value, some: &[Candidate]) -> Value {
    let mut values = base.clone();
    for (wanted, value) in some {
        set(&mut values, wanted, value.clone());
    }
    values
}

/// Renders some values beside others, and blames those that change what comes of it.
pub fn compare(
    question: &'static str,
    chart: &Chart<'_>,
    base: &Value,
    rendered: &str,
    some: &[Candidate],
    tally: &mut Tally,
) {
    let found = culprits(some, &mut |some| {
        let with = chart.render(&together(base, some));
        with.is_ok_and(|text| text == rendered)
    });
    tally.agreed(question, some.len() - found.len());
    for (wanted, value) in found {
        tally.false_alarm(question, &format!("{}: {wanted}: {value}", chart.title()));
    }
}

/// Switches on what can be switched on together.
pub fn switch_on(chart: &Chart<'_>, flags: &[String], values: &mut Value) {
    if flags.is_empty() {
        return;
    }
    let mut more = values.clone();
    for flag in flags {
        set(&mut more, flag, json!(true));
    }
    if chart.render(&more).is_ok() {
        *values = more;
    } else if flags.len() > 1 {
        let (left, right) = flags.split_at(flags.len() / 2);
        switch_on(chart, left, values);
        switch_on(chart, right, values);
    }
}
