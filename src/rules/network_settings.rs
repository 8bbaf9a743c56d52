//! Settings of the network that do not go together.

use super::{Context, Mark, Rule, When, add_once};
use crate::advisory::findings;
use crate::diagnostic::Diagnostic;
use crate::facts::advisories::Table;

pub static RULE: Rule = Rule {
    id: "network-settings",
    summary: "The network plugin, its values and other settings of the network do not go together",
    page: page!("network_settings.md"),
    when: &[When::Has(Mark::Release)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for finding in findings(context, Table::Combinations, RULE.id) {
        add_once(found, finding);
    }
}
