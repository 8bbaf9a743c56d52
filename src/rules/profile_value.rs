//! A value of `profile` that the release refuses or warns about.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::traits::{Outcome, ValueFact};
use crate::names::{nearest, releases};

pub static RULE: Rule = Rule {
    id: "profile-value",
    summary: "`profile` names a benchmark that the release does not take, or not for long",
    page: page!("profile_value.md"),
    when: &[When::Key("profile")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let facts = context.facts.values("profile");
    for node in &context.nodes {
        // An empty profile means that there is none.
        let Some(value) = node.text("profile") else {
            continue;
        };
        let now = facts
            .iter()
            .find(|fact| fact.value == value.text && fact.releases.contains(context.to));
        match now.map(|fact| fact.outcome) {
            Some(Outcome::Ok) => continue,
            Some(Outcome::Deprecated) => {
                let message = format!("RKE2 warns that `profile: {}` will go", value.text);
                let finding = RULE
                    .warning(Consequence::Unsupported, value.span, message)
                    .help("write `cis`, which means the same; v1.30.0 and later refuse cis-1.23")
                    .evidence("rancher/rke2 pkg/rke2/rke2.go isCISMode");
                // What runs now may still be started with this file.
                let is_taken = |release| {
                    let accepted = context.facts.accepted_values("profile", release);
                    accepted.contains(&"cis")
                };
                found.push(match context.from.is_none_or(is_taken) {
                    true => finding.fix(value.span, "cis"),
                    false => finding.suggest(value.span, "cis"),
                });
                continue;
            }
            Some(Outcome::Fatal) | None => {}
        }
        let release = context.to;
        let message = format!("RKE2 exits: {release} takes no `profile: {}`", value.text);
        let finding = RULE
            .error(Consequence::WontStart, value.span, message)
            .evidence("rancher/rke2 pkg/cli/cmds/profile_linux.go validateProfile")
            .evidence("rancher/rke2 pkg/rke2/rke2.go isCISMode");
        let usable =
            |fact: &&ValueFact| fact.outcome == Outcome::Ok && fact.releases.contains(release);
        let usable: Vec<&str> = facts.iter().filter(usable).map(|fact| fact.value).collect();
        let known = usable.join(", ");
        let elsewhere = facts
            .iter()
            .find(|fact| fact.value == value.text && fact.outcome == Outcome::Ok);
        // The benchmarks follow each other: the newest one of the release is meant.
        let newest = || {
            usable
                .iter()
                .rfind(|known| known.starts_with("cis"))
                .copied()
        };
        let meant = match value.text.to_ascii_lowercase() {
            lower if lower.starts_with("cis") => newest(),
            lower => nearest(&lower, &usable),
        };
        let Some(meant) = meant else {
            let help = match elsewhere {
                Some(fact) => format!(
                    "`{}` is taken by {}; this release takes {known}",
                    fact.value,
                    releases(&fact.releases)
                ),
                None => format!("this release takes {known}"),
            };
            found.push(finding.help(help));
            continue;
        };
        let mut help = format!("write `{meant}`");
        if let Some(from) = context.from {
            let accepted = context.facts.accepted_values("profile", from);
            if accepted.contains(&&*value.text) && !accepted.contains(&meant) {
                help = format!(
                    "{help}, but only once {from} is stopped for the last time: it takes no `{meant}`"
                );
            }
        }
        found.push(finding.help(help).suggest(value.span, meant));
    }
}
