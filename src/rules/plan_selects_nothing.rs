//! A Plan that says of itself that it is complete, and has done nothing.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::project::plan::Plan;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "plan-selects-nothing",
    summary: "A Plan selects no node, and completes without having done anything",
    page: page!("plan_selects_nothing.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const SELECT: &str = "rancher/system-upgrade-controller pkg/upgrade/plan/plan.go";
const DONE: &str = "the controller calls it complete and upgrades nothing";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for plan in context.plans() {
        let at = plan.object.root.entry("spec").map(|(key, _)| key.span());
        concurrency(&plan, at, found);
        if plan.is_whole() && plan.get(&["nodeSelector"]).is_none() {
            let message = format!("{} has no `nodeSelector`: {DONE}", plan.title());
            found.push(
                error(at, message).help("select the nodes; `nodeSelector: {}` selects every node"),
            );
        }
        let window = plan.get(&["window"]);
        let days = plan.get(&["window", "days"]);
        if let Some(window) = window.filter(|_| !plan.source.has_control())
            && days.is_none_or(|days| days.items().next().is_none())
        {
            let message = format!(
                "{} never runs: its `window` has no days, so it never opens",
                plan.title()
            );
            found.push(
                error(Some(window.span()), message)
                    .help("list the days: `days: [saturday, sunday]`"),
            );
        }
        selector(context, &plan, found);
    }
}

fn error(at: Option<Span>, message: String) -> Diagnostic {
    RULE.finding(Severity::Error, Consequence::Ignored, at, message)
        .evidence(SELECT)
}

fn concurrency(plan: &Plan<'_>, at: Option<Span>, found: &mut Vec<Diagnostic>) {
    let help = "write `concurrency: 1`";
    match plan.get(&["concurrency"]) {
        None if plan.is_whole() => {
            let message = format!(
                "{} has no `concurrency`, which counts as 0: {DONE}",
                plan.title()
            );
            found.push(error(at, message).help(help));
        }
        Some(node)
            if plan
                .number(&["concurrency"])
                .is_some_and(|number| number < 1) =>
        {
            let message = format!(
                "with this `concurrency` {} takes no node: {DONE}",
                plan.title()
            );
            found.push(error(Some(node.span()), message).help(help));
        }
        _ => {}
    }
}

fn selector(context: &Context<'_>, plan: &Plan<'_>, found: &mut Vec<Diagnostic>) {
    let Some(selector) = plan.selector().filter(|selector| !selector.opaque) else {
        return;
    };
    if let Some((one, other)) = selector.contradiction() {
        let message = format!("no node meets both demands on `{}`: {DONE}", one.key);
        found.push(error(Some(other.span), message).related(one.span, "the other demand"));
        return;
    }
    let machines = context.machines();
    if machines.is_empty() {
        return;
    }
    // The controller asks for this label, too.
    let hit = machines.iter().any(|machine| {
        machine.label("kubernetes.io/hostname").is_some()
            && selector.selects(|key| machine.label(key))
    });
    let at = plan.get(&["nodeSelector"]).map(|node| node.span());
    if !hit {
        let message = format!("{} selects none of the nodes given: {DONE}", plan.title());
        found.push(
            RULE.finding(Severity::Warning, Consequence::Ignored, at, message)
                .help("compare the selector with `kubectl get nodes --show-labels`")
                .evidence(SELECT),
        );
    }
}
