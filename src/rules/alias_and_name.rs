//! An option that is set by its name and by its one-letter name too.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "alias-and-name",
    summary: "An option is set by its name and by its one-letter name too",
    page: page!("alias_and_name.md"),
    when: &[When::Has(Mark::Letter)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, _) in node.options() {
            let by_name = node.effective.settings.iter();
            let mut by_name = by_name.filter(|other| other.key == option.key);
            let (true, Some(named)) = (setting.key != option.key, by_name.next()) else {
                continue;
            };
            let (Some(short), Some(long)) = (setting.key_span(), named.key_span()) else {
                continue;
            };
            if node.is_conditional_at(short) || node.is_conditional_at(long) {
                continue;
            }
            let (letter, name) = (setting.key, option.key);
            let message = format!(
                "RKE2 exits: `{letter}` and `{name}` are the same option, and it takes only one of the two names"
            );
            found.push(
                RULE.error(Consequence::WontStart, short, message)
                    .related(long, "set here by its name")
                    .help(format!("keep `{name}`, and remove `{letter}`"))
                    .evidence("urfave/cli flag.go normalizeFlags"),
            );
        }
    }
}
