//! A step that leaves out a minor of Kubernetes.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::names::{list, one_after_another};

pub static RULE: Rule = Rule {
    id: "skipped-minor",
    summary: "The upgrade skips a minor of Kubernetes",
    page: page!("skipped_minor.md"),
    when: &[When::Has(Mark::From)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, to)) = context.step() else {
        return;
    };
    if to.minor <= from.minor + 1 {
        return;
    }
    let skipped: Vec<String> = (from.minor + 1..to.minor)
        .map(|minor| format!("1.{minor}"))
        .collect();
    let skipped = match &skipped[..] {
        [first, .., last] if skipped.len() > 3 => format!("{first} to {last}"),
        few => list(few),
    };
    let finding = RULE
        .finding(
            Severity::Error,
            Consequence::Unsupported,
            None,
            format!(
                "{from} to {to} skips Kubernetes {skipped}; nothing in RKE2 stops you, \
                 but Kubernetes is upgraded from one minor to the next only, also on a single server"
            ),
        )
        .evidence("rancher/rke2-docs docs/upgrades/manual.md")
        .evidence("kubernetes/website content/en/releases/version-skew-policy.md");
    let cilium = context.runs("cilium");
    let stops = context.facts.stops(from, to, cilium).unwrap_or_default();
    found.push(match stops.is_empty() {
        true => finding,
        false => {
            let stops: Vec<String> = stops.iter().map(ToString::to_string).collect();
            finding.help(format!(
                "upgrade every node to {}, and then to {to}",
                one_after_another(&stops)
            ))
        }
    });
}
