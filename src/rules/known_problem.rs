//! What is known to be wrong with a release, or to happen on the way to it.

use super::{Context, Mark, Rule, When, add_once};
use crate::advisory::findings;
use crate::diagnostic::Diagnostic;
use crate::facts::advisories::Table;

pub static RULE: Rule = Rule {
    id: "known-problem",
    summary: "The release, or the step to it, has a known problem that this configuration meets",
    page: page!("known_problem.md"),
    when: &[When::Has(Mark::Release)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for finding in findings(context, Table::Advisories, RULE.id) {
        add_once(found, finding);
    }
}
