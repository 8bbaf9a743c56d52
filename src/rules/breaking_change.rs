//! What a release changes on purpose, where this configuration does not stand it.

use super::{Context, Mark, Rule, When, add_once};
use crate::advisory::findings;
use crate::diagnostic::Diagnostic;
use crate::facts::advisories::Table;

pub static RULE: Rule = Rule {
    id: "breaking-change",
    summary: "The release, or the step to it, changes something that this configuration or cluster needs",
    page: page!("breaking_change.md"),
    when: &[When::Has(Mark::Release)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for finding in findings(context, Table::Breakers, RULE.id) {
        add_once(found, finding);
    }
}
