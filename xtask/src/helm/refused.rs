//! Whether Helm refuses what the rules call refused, and nothing else.

use std::collections::BTreeSet;

use rke2_preflight::facts::Facts;
use rke2_preflight::facts::values::guards::{Guard, Test};
use rke2_preflight::facts::values::{ValueFact, ValueKind, ValueTree, path};
use serde_json::{Value, json};

use super::ask;
use super::chart::Chart;
use super::tally::Tally;
use super::values::set;

/// How many paths of a chart are tried one by one.
const SAMPLE: usize = 60;

/// A value of every type that JSON has.
fn samples() -> [Value; 6] {
    [
        json!("zz"),
        json!(7),
        json!(7.5),
        json!(true),
        json!(["zz"]),
        json!({ "zz": "zz" }),
    ]
}

/// Sets every path that the chart's schema knows to every type; Helm lists all that it refuses.
pub fn schema(facts: &Facts, chart: &Chart<'_>, tally: &mut Tally) {
    const QUESTION: &str = "schema";
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    let mut known = tree.paths();
    // RKE2's own globals stand over all others.
    known.retain(|(wanted, fact)| {
        fact.schema.is_some() && has_names_only(wanted) && !wanted.starts_with("global")
    });
    let known: Vec<&str> = known.iter().map(|(wanted, _)| &**wanted).collect();
    let depth = known
        .iter()
        .map(|wanted| path::segments(wanted).count())
        .max();
    for depth in 1..=depth.unwrap_or(0) {
        // What stands below another one would be covered by it.
        let level = known
            .iter()
            .filter(|wanted| path::segments(wanted).count() == depth);
        for sample in samples() {
            let mut values = json!({});
            for wanted in level.clone() {
                set(&mut values, wanted, sample.clone());
            }
            let said = ask::judge(chart.name, &chart.release, &values);
            let said = said
                .iter()
                .filter(|said| said.is_refusal() && said.rule == "chart-value-type");
            let said: BTreeSet<&str> = said.map(ask::Said::path).collect();
            let answer = chart.render(&values).err().unwrap_or_default();
            let lines = answer
                .lines()
                .filter_map(|line| line.trim().strip_prefix("- "));
            let refused: BTreeSet<&str> = lines
                .filter_map(|line| Some(line.split_once(": ")?.0))
                .collect();
            for wanted in level.clone() {
                let what = || format!("{}: {wanted}: {sample}", chart.title());
                match (
                    said.contains(wanted),
                    refused.contains(&*wanted.replace('"', "")),
                ) {
                    // What cannot be merged with a subchart's values fails before.
                    (true, false) if !answer.is_empty() && refused.is_empty() => {
                        tally.agreed(QUESTION, 1);
                    }
                    (true, false) => tally.false_alarm(QUESTION, &what()),
                    (false, true) => tally.missed(QUESTION, &what()),
                    _ => tally.agreed(QUESTION, 1),
                }
            }
        }
    }
}

/// Takes away every mapping that the rules call needed, or puts something else in its place.
pub fn needed(facts: &Facts, chart: &Chart<'_>, tally: &mut Tally) {
    const QUESTION: &str = "mappings that templates look below";
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    let needed = tree.paths().into_iter();
    for (wanted, _) in needed.filter(|(_, fact)| fact.needed) {
        for sample in [Value::Null, json!(false), json!("zz"), json!(["zz"])] {
            let mut values = json!({});
            set(&mut values, &wanted, sample.clone());
            let said = ask::judge(chart.name, &chart.release, &values);
            let is_said = said
                .iter()
                .any(|said| said.is_refusal() && said.path() == wanted);
            let what = || format!("{}: {wanted}: {sample}", chart.title());
            match (is_said, chart.render(&values).is_err()) {
                (true, false) => tally.false_alarm(QUESTION, &what()),
                (false, true) => tally.missed(QUESTION, &what()),
                _ => tally.agreed(QUESTION, 1),
            }
        }
    }
}

/// Runs into each guard on purpose.
pub fn guards(facts: &Facts, chart: &Chart<'_>, tally: &mut Tally) {
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    for guard in facts.guards(chart.name, chart.version) {
        let values = run_into(&tree, guard);
        let said = ask::judge(chart.name, &chart.release, &values);
        let said = said.iter().any(|said| said.is_refusal());
        let what = || format!("{}: {values}: {}", chart.title(), guard.about);
        match (said, chart.render(&values).is_err()) {
            (true, false) => tally.false_alarm("guards", &what()),
            (false, true) => tally.missed("guards", &what()),
            (true, true) => tally.agreed("guards", 1),
            // The condition is more than a case made from it can meet.
            (false, false) => tally.agreed("guards that were not met", 1),
        }
    }
}

/// Values that meet a guard's condition.
fn run_into(tree: &ValueTree, guard: &Guard) -> Value {
    let mut values = json!({});
    let key = guard.when.iter().find_map(|term| {
        let (parent, _) = term.path.split_once(".*")?;
        let children = tree.children(parent);
        children
            .into_iter()
            .map(|(name, _)| name)
            .find(|name| *name != "*")
    });
    for term in &guard.when {
        let wanted = term.path.replacen('*', key.unwrap_or("zz"), 1);
        let fact = tree.get(&wanted);
        let value = match term.test {
            Test::NoClusterName => json!("Prod_1"),
            Test::True => truth(fact),
            Test::Set => truth(fact),
            Test::On => json!(true),
            Test::List => json!(["zz"]),
            Test::Unset => continue,
            Test::False => match fact.map(|fact| fact.kind) {
                None => continue,
                Some(ValueKind::Bool) => json!(false),
                Some(ValueKind::Map | ValueKind::Any) => continue,
                Some(ValueKind::List) => json!([]),
                Some(ValueKind::Int | ValueKind::Float) => json!(0),
                Some(ValueKind::String) => json!(""),
            },
            Test::Is(words) => plain(words.split('|').next().unwrap_or_default()),
            Test::IsNot(_) | Test::Differs(_) => json!("zz"),
            Test::Contains(text) => json!(text),
            Test::Below(_) => json!("0.0.1"),
        };
        set(&mut values, &wanted, value);
    }
    values
}

fn truth(fact: Option<ValueFact>) -> Value {
    match fact.map(|fact| fact.kind) {
        Some(ValueKind::String) => json!("zz"),
        Some(ValueKind::Int | ValueKind::Float) => json!(7),
        Some(ValueKind::List) => json!(["zz"]),
        Some(ValueKind::Map) => json!({ "zz": "zz" }),
        _ => json!(true),
    }
}

fn plain(word: &str) -> Value {
    serde_json::from_str(word).unwrap_or_else(|_| json!(word))
}

/// What comes of values of another shape, one by one.
pub fn shapes(facts: &Facts, chart: &Chart<'_>, plain: &str, tally: &mut Tally) {
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    let mut paths = tree.paths();
    paths.retain(|(wanted, _)| has_names_only(wanted));
    for (wanted, fact) in some_of(paths) {
        let kind = fact.kind;
        let others = [
            json!("zz"),
            json!(["zz"]),
            json!({ "zz": "zz" }),
            Value::Null,
        ];
        for sample in others {
            let mut values = json!({});
            set(&mut values, &wanted, sample.clone());
            let said = ask::judge(chart.name, &chart.release, &values);
            // What is only said to be of no use may well be written out.
            let fails = said.iter().any(|said| {
                said.rule != "chart-value-unknown"
                    && said.path() == wanted
                    && said.message.contains("fail")
            });
            let what = || format!("{}: {wanted} ({kind:?}): {sample}", chart.title());
            let question = match sample {
                Value::Null => "nothing in place of a mapping",
                _ => "another shape",
            };
            match (fails, chart.render(&values)) {
                (false, Err(_)) => tally.missed_quietly(question),
                // Helm prints what it cannot write in Go's way.
                (true, Ok(text))
                    if text != plain && !text.contains("map[zz") && !text.contains("[zz") =>
                {
                    tally.false_alarm(question, &what());
                }
                _ => tally.agreed(question, 1),
            }
        }
    }
}

/// Whether `"false"` switches on what templates only ask the truth of.
pub fn switches(facts: &Facts, chart: &Chart<'_>, plain: &str, tally: &mut Tally) {
    const QUESTION: &str = "text for a switch";
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    let mut paths = tree.paths();
    paths.retain(|(wanted, fact)| fact.switch && fact.schema.is_none() && has_names_only(wanted));
    for (wanted, _) in some_of(paths) {
        let with = |value: Value| {
            let mut values = json!({});
            set(&mut values, &wanted, value);
            chart.render(&values)
        };
        let (text, on, off) = (with(json!("false")), with(json!(true)), with(json!(false)));
        let what = || format!("{}: {wanted}", chart.title());
        match text == on || on.is_err() {
            true => tally.agreed(QUESTION, 1),
            false if text == off && off.as_deref() != Ok(plain) => {
                tally.false_alarm(QUESTION, &what())
            }
            false => tally.false_alarm(QUESTION, &format!("{}, to something else", what())),
        }
    }
}

/// Asking of each alone takes long, so a large chart is only sampled.
fn some_of(paths: Vec<(String, ValueFact)>) -> impl Iterator<Item = (String, ValueFact)> {
    let step = paths.len().div_ceil(SAMPLE).max(1);
    paths.into_iter().step_by(step)
}

fn has_names_only(wanted: &str) -> bool {
    path::segments(wanted).all(|segment| segment != "*")
}
