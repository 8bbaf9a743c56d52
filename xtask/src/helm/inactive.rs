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
use super::values::remove;

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
    // Once more with everything on that can be, but for the switch itself.
    let mut greedy = json!({});
    switch_on(chart, &flags, &mut greedy);
    let mut all: Vec<Candidate> = Vec::new();
    for (switch, mut some) in groups {
        let own = switch_path(switch);
        some.retain(|(wanted, value)| wanted != own && is_said(chart, wanted, value));
        // What is a switch itself is asked alone.
        let (alone, together): (Vec<_>, Vec<_>) = some
            .into_iter()
            .partition(|(wanted, _)| paths.contains(&**wanted));
        all.extend(together.iter().cloned());
        for one in &alone {
            compare(
                QUESTION,
                chart,
                &json!({}),
                plain,
                std::slice::from_ref(one),
                tally,
            );
        }
        let alone = alone.into_iter().map(|candidate| vec![candidate]);
        for some in alone.chain([together]).filter(|some| !some.is_empty()) {
            let mut others = greedy.clone();
            remove(&mut others, own);
            for (wanted, _) in &some {
                remove(&mut others, wanted);
            }
            if let Ok(rendered) = chart.render(&others) {
                compare(QUESTION, chart, &others, &rendered, &some, tally);
            }
        }
    }
    compare(QUESTION, chart, &json!({}), plain, &all, tally);
}

fn is_said(chart: &Chart<'_>, wanted: &str, value: &Value) -> bool {
    let one = [(wanted.to_owned(), value.clone())];
    let said = ask::judge(chart.name, &chart.release, &together(&json!({}), &one));
    let mut said = said.iter();
    said.any(|said| said.rule == "chart-value-inactive" && said.path() == wanted)
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
