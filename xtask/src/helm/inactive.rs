//! Whether what the rules call inactive changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use rke2_preflight::facts::Facts;
use rke2_preflight::facts::values::{ValueFact, ValueKind};
use rke2_preflight::helm::{switch_path, switches};
use serde_json::{Value, json};

use super::ask;
use super::chart::Chart;
use super::tally::Tally;
use super::unread::{Candidate, compare, has_names_only, switch_on, together};

const QUESTION: &str = "inactive";

/// Sets all that waits for a switch, with everything else off, and with everything else on.
pub fn check(facts: &Facts, chart: &Chart<'_>, plain: &str, tally: &mut Tally) {
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    let mut groups: BTreeMap<&'static str, Vec<Candidate>> = BTreeMap::new();
    let mut paths: BTreeSet<&'static str> = BTreeSet::new();
    let mut flags: Vec<String> = Vec::new();
    for (wanted, fact) in tree.paths() {
        if !has_names_only(&wanted) {
            continue;
        }
        for switch in switches(&tree, &wanted) {
            paths.insert(switch_path(switch));
            if let Some(value) = sample(&fact) {
                let group = groups.entry(switch).or_default();
                group.push((wanted.clone(), value));
            }
        }
        if fact.default == Some("false") {
            flags.push(wanted);
        }
    }
    for (switch, mut some) in groups {
        let own = switch_path(switch);
        some.retain(|(wanted, _)| wanted != own);
        // What is a switch itself is asked alone.
        let (alone, together): (Vec<_>, Vec<_>) = some
            .into_iter()
            .partition(|(wanted, _)| paths.contains(&**wanted));
        let alone = alone.into_iter().map(|candidate| vec![candidate]);
        for some in alone.chain([together]) {
            ask_of(chart, plain, own, &flags, some, tally);
        }
    }
}

fn ask_of(
    chart: &Chart<'_>,
    plain: &str,
    switch: &str,
    flags: &[String],
    mut some: Vec<Candidate>,
    tally: &mut Tally,
) {
    some.retain(|(wanted, value)| {
        let one = [(wanted.clone(), value.clone())];
        let said = ask::judge(chart.name, &chart.release, &together(&json!({}), &one));
        let mut said = said.iter();
        said.any(|said| said.rule == "chart-value-inactive" && said.path() == wanted)
    });
    if some.is_empty() {
        return;
    }
    compare(QUESTION, chart, &json!({}), plain, &some, tally);
    let others = flags.iter().filter(|flag| {
        let above = flag.starts_with(switch) || switch.starts_with(&***flag);
        !above && some.iter().all(|(wanted, _)| wanted != *flag)
    });
    let others: Vec<String> = others.cloned().collect();
    let mut greedy = json!({});
    switch_on(chart, &others, &mut greedy);
    if let Ok(rendered) = chart.render(&greedy) {
        compare(QUESTION, chart, &greedy, &rendered, &some, tally);
    }
}

/// A value that is not the chart's own, and that its schema takes.
fn sample(fact: &ValueFact) -> Option<Value> {
    let (word, value) = match fact.kind {
        ValueKind::Bool => ("bool", json!(true)),
        ValueKind::Int => ("int", json!(7)),
        ValueKind::Float => ("float", json!(7.5)),
        ValueKind::List => ("list", json!(["zz"])),
        ValueKind::Map => ("map", json!({ "zz": "zz" })),
        ValueKind::String | ValueKind::Any => ("string", json!("zz")),
    };
    let mut schema = fact.schema.into_iter().flat_map(|schema| schema.split('|'));
    (fact.schema.is_none() || schema.any(|own| own == word)).then_some(value)
}
