//! What was asked, and where the answers differ.

use std::collections::BTreeMap;
use std::fmt;

/// Counts by question.
#[derive(Debug, Default)]
pub struct Tally {
    counts: BTreeMap<&'static str, Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    asked: usize,
    /// The rules say something that Helm does not bear out.
    false_alarms: usize,
    /// Helm refuses something of which the rules say nothing.
    missed: usize,
}

impl Tally {
    /// Some questions to which both gave the same answer.
    pub fn agreed(&mut self, question: &'static str, count: usize) {
        self.counts.entry(question).or_default().asked += count;
    }

    /// The rules warn without need.
    pub fn false_alarm(&mut self, question: &'static str, what: &str) {
        let counts = self.counts.entry(question).or_default();
        counts.asked += 1;
        counts.false_alarms += 1;
        println!("false alarm, {question}: {what}");
    }

    /// The rules say nothing where Helm does.
    pub fn missed(&mut self, question: &'static str, what: &str) {
        let counts = self.counts.entry(question).or_default();
        counts.asked += 1;
        counts.missed += 1;
        println!("missed, {question}: {what}");
    }

    /// The same of what is only counted.
    pub fn missed_quietly(&mut self, question: &'static str) {
        let counts = self.counts.entry(question).or_default();
        counts.asked += 1;
        counts.missed += 1;
    }

    /// Whether the rules were wrong anywhere.
    pub fn has_false_alarms(&self) -> bool {
        self.counts.values().any(|counts| counts.false_alarms > 0)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (question, counts)) in self.counts.iter().enumerate() {
            let comma = if index > 0 { "; " } else { "" };
            let Counts {
                asked,
                false_alarms,
                missed,
            } = counts;
            write!(
                f,
                "{comma}{question}: {asked} asked, {false_alarms} false alarms, {missed} missed"
            )?;
        }
        Ok(())
    }
}
