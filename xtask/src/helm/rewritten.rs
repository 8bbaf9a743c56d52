//! Whether numbers come out as the rules say.

use rke2_preflight::facts::Facts;
use rke2_preflight::yaml::go::print_float;
use serde_json::json;

use super::ask;
use super::chart::Chart;
use super::tally::Tally;
use super::unread::{Candidate, has_names_only, together};

const QUESTION: &str = "rewritten";

/// A number with seven digits, from which others are told apart by what follows.
const FIRST: u32 = 7_654_321;

/// Sets every text to a number of its own, and looks for it in what is rendered.
pub fn check(facts: &Facts, chart: &Chart<'_>, tally: &mut Tally) {
    let Some(tree) = facts.value_tree(chart.name, chart.version) else {
        return;
    };
    let mut some: Vec<Candidate> = Vec::new();
    for (index, (wanted, _)) in tree.paths().into_iter().enumerate() {
        let number = FIRST + 10 * index as u32;
        let one = [(wanted, json!(number))];
        let [(wanted, _)] = &one;
        if !has_names_only(wanted) {
            continue;
        }
        let said = ask::judge(chart.name, &chart.release, &together(&json!({}), &one));
        let mut said = said.iter();
        if said.any(|said| said.rule == "chart-value-rewritten" && said.path() == wanted) {
            some.extend(one);
        }
    }
    look(chart, &some, tally);
}

/// Values that a chart fails on are left out.
fn look(chart: &Chart<'_>, some: &[Candidate], tally: &mut Tally) {
    if some.is_empty() {
        return;
    }
    let Ok(text) = chart.render(&together(&json!({}), some)) else {
        if some.len() > 1 {
            let (left, right) = some.split_at(some.len() / 2);
            look(chart, left, tally);
            look(chart, right, tally);
        }
        return;
    };
    for (wanted, value) in some {
        let written = value.to_string();
        let becomes = value.as_f64().map(print_float).unwrap_or_default();
        match (text.contains(&written), text.contains(&becomes)) {
            (true, false) => tally.false_alarm(QUESTION, &format!("{}: {wanted}", chart.title())),
            (_, true) => tally.agreed(QUESTION, 1),
            (false, false) => tally.agreed("rewritten, but not to be seen", 1),
        }
    }
}
