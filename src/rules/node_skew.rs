//! The releases of the nodes that run, against each other and against the target.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::project::plan::{Machine, names};
use crate::release::Release;

pub static RULE: Rule = Rule {
    id: "node-skew",
    summary: "Nodes run releases that are too far apart for each other or for the target",
    page: page!("node_skew.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

const POLICY: &str = "kubernetes/website content/en/releases/version-skew-policy.md";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let machines = context.machines().into_iter();
    let all: Vec<(Machine<'_>, Release)> = machines
        .filter_map(|machine| Some((machine, machine.release()?)))
        .collect();
    let of = |test: &dyn Fn(&Machine<'_>, Release) -> bool| -> Vec<Machine<'_>> {
        let fits = all
            .iter()
            .filter(|(machine, release)| test(machine, *release));
        fits.map(|(machine, _)| *machine).collect()
    };
    let mut say = |severity, machines: &[Machine<'_>], message: String, help: String| {
        if let Some(first) = machines.first() {
            let at = first.info("kubeletVersion").map(|node| node.span());
            found.push(
                RULE.finding(severity, Consequence::Unsupported, at, message)
                    .help(help)
                    .evidence(POLICY),
            );
        }
    };
    let servers = || all.iter().filter(|(machine, _)| machine.is_control_plane());
    let minors = || servers().map(|(_, release)| release.minor);
    let to = context.to;
    if let (Some(low), Some(high)) = (minors().min(), minors().max()) {
        let slow = of(&|machine, release| machine.is_control_plane() && release.minor == low);
        if high > low + 1 {
            let message = format!(
                "the servers run Kubernetes 1.{low} to 1.{high}: no more than one minor may lie between API servers"
            );
            let help = format!("bring {} to 1.{} first", names(&slow), low + 1);
            say(Severity::Error, &slow, message, help);
        }
        let ahead = of(&|machine, release| !machine.is_control_plane() && release.minor > low);
        let message = format!(
            "the kubelet of {} is newer than the API server of {}",
            names(&ahead),
            names(&slow)
        );
        say(
            Severity::Error,
            &ahead,
            message,
            "upgrade the servers before the agents".to_owned(),
        );
    }
    // Until 1.24 a kubelet could be two minors older, and since then three.
    let lag = |release: Release| match context.facts.has("kubelet-lags-two", release) {
        true => 2,
        false => 3,
    };
    let late = of(&|_, release| release.minor + lag(release) < to.minor);
    let message = format!(
        "the kubelet of {} is too old for the API server of {to}",
        names(&late)
    );
    let help = "upgrade these nodes to a minor in between before the servers".to_owned();
    say(Severity::Error, &late, message, help);
    if let Some((from, to)) = context.step()
        && from < to
    {
        let other = of(&|_, release| release != from && release != to);
        let message = format!(
            "{} run neither {from} nor {to}: what is said about the step does not hold for them",
            names(&other)
        );
        let help = "ask about the step from their release as well".to_owned();
        say(Severity::Info, &other, message, help);
    }
}
