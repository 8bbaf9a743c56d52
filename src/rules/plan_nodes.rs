//! Plans against the nodes that are there.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::project::plan::{Machine, Plan, Side, names};
use crate::project::selector::Selector;

pub static RULE: Rule = Rule {
    id: "plan-nodes",
    summary: "Plans take a node twice, leave one out, or cannot run on one",
    page: page!("plan_nodes.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const JOB: &str = "rancher/system-upgrade-controller pkg/upgrade/job/job.go";
const SELECT: &str = "rancher/system-upgrade-controller pkg/upgrade/plan/plan.go";

/// A Plan with the nodes that it selects.
struct Taken<'a> {
    plan: Plan<'a>,
    selector: Selector<'a>,
    machines: Vec<Machine<'a>>,
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let machines = context.machines();
    let plans = context.plans().into_iter();
    let taken: Vec<Taken<'_>> = plans
        .filter(Plan::is_rke2)
        .filter_map(|plan| {
            let selector = plan.selector()?;
            let own = machines
                .iter()
                .filter(|machine| selects(&selector, machine));
            Some(Taken {
                plan,
                machines: own.copied().collect(),
                selector,
            })
        })
        .collect();
    for (index, one) in taken.iter().enumerate() {
        for other in &taken[index + 1..] {
            twice(one, other, found);
        }
        cannot_run(one, found);
        if machines.is_empty() {
            configured_taints(context, one, found);
        }
    }
    // What a template selects may be all of them.
    if taken.is_empty() || taken.iter().any(|one| one.selector.opaque) {
        return;
    }
    let is_taken = |machine: &Machine<'_>| {
        let mut all = taken.iter().flat_map(|one| &one.machines);
        all.any(|other| other.place() == machine.place())
    };
    let left: Vec<Machine<'_>> = machines
        .iter()
        .filter(|machine| {
            machine.release().is_some() && !machine.is_windows() && !is_taken(machine)
        })
        .copied()
        .collect();
    if let Some(first) = left.first() {
        let message = format!("no Plan upgrades {}", names(&left));
        let nameless = left
            .iter()
            .any(|one| one.label("kubernetes.io/hostname").is_none());
        let finding = RULE
            .warning(Consequence::Unsupported, first.place(), message)
            .evidence(SELECT);
        found.push(match nameless {
            true => finding
                .help("the controller only takes nodes with the label `kubernetes.io/hostname`"),
            false => finding.help("compare the selectors with the labels of these nodes"),
        });
    }
}

fn selects<'a>(selector: &Selector<'a>, machine: &Machine<'a>) -> bool {
    !selector.opaque
        && machine.label("kubernetes.io/hostname").is_some()
        && selector.selects(|key| machine.label(key))
}

/// Two Plans that take the same node; without Node objects only where one selects all that the other does.
fn twice(one: &Taken<'_>, other: &Taken<'_>, found: &mut Vec<Diagnostic>) {
    if !one.plan.is_beside(&other.plan) {
        return;
    }
    let both: Vec<Machine<'_>> = one
        .machines
        .iter()
        .filter(|machine| {
            other
                .machines
                .iter()
                .any(|own| own.place() == machine.place())
        })
        .copied()
        .collect();
    let sure = !one.selector.opaque && !other.selector.opaque;
    let nothing_seen = one.machines.is_empty() && other.machines.is_empty();
    let wide = sure
        && nothing_seen
        && one.plan.side() != other.plan.side()
        && (wider(&one.selector, &other.selector) || wider(&other.selector, &one.selector));
    if both.is_empty() && !wide {
        return;
    }
    let version = |plan: &Plan<'_>| {
        plan.word(&["version"])
            .map(|(text, _)| text.replace('+', "-"))
    };
    let severity = match (version(&one.plan), version(&other.plan)) {
        (Some(one), Some(other)) if one != other => Severity::Error,
        _ => Severity::Warning,
    };
    let what = match both.is_empty() {
        true => "every node of one of them".to_owned(),
        false => names(&both),
    };
    let message = format!(
        "{} and {} both upgrade {what}, each with a job of its own",
        one.plan.title(),
        other.plan.title()
    );
    let at = other.plan.get(&["nodeSelector"]).map(|node| node.span());
    let there = one.plan.get(&["nodeSelector"]).map(|node| node.span());
    let finding = RULE
        .finding(severity, Consequence::Unsupported, at, message)
        .help(
            "let the selector of one demand `node-role.kubernetes.io/control-plane`, \
             and that of the other one that it does not exist",
        )
        .evidence(SELECT);
    found.push(match there {
        Some(span) => finding.related(span, "the other selector"),
        None => finding,
    });
}

/// Whether a selector takes all that another one takes, but for the operating system.
fn wider(one: &Selector<'_>, other: &Selector<'_>) -> bool {
    let mut one = one.clone();
    one.requirements
        .retain(|requirement| requirement.key != "kubernetes.io/os");
    one.is_weaker(other)
}

fn cannot_run(taken: &Taken<'_>, found: &mut Vec<Diagnostic>) {
    let Taken { plan, machines, .. } = taken;
    let at = plan.get(&["nodeSelector"]).map(|node| node.span());
    let of = |test: &dyn Fn(&Machine<'_>) -> bool| -> Vec<Machine<'_>> {
        machines
            .iter()
            .filter(|machine| test(machine))
            .copied()
            .collect()
    };
    let say = |severity, consequence, message: String, help: &str, source| {
        RULE.finding(severity, consequence, at, message)
            .help(help)
            .evidence(source)
    };
    let windows = of(&|machine| machine.is_windows());
    if !windows.is_empty() {
        found.push(say(
            Severity::Error,
            Consequence::Ignored,
            format!(
                "{} selects Windows nodes ({}), for which there is no image of rke2-upgrade",
                plan.title(),
                names(&windows)
            ),
            "add `{key: kubernetes.io/os, operator: In, values: [linux]}`",
            "rancher/rke2-upgrade Dockerfile",
        ));
    }
    let renamed = of(&|machine| machine.label("kubernetes.io/hostname") != Some(machine.name()));
    if !renamed.is_empty() {
        found.push(say(
            Severity::Warning,
            Consequence::Ignored,
            format!(
                "the controller loses its jobs on {}: the label `kubernetes.io/hostname` is not the node's name",
                names(&renamed)
            ),
            "set the label to the node's name",
            "rancher/system-upgrade-controller pkg/upgrade/handle_batch.go",
        ));
    }
    let etcd = of(&|machine| machine.is_etcd() && !machine.is_control_plane());
    if plan.side() == Side::Agents && !etcd.is_empty() {
        found.push(say(
            Severity::Warning,
            Consequence::Unsupported,
            format!(
                "{} takes {} for agents: nodes that only run etcd have no label `control-plane`",
                plan.title(),
                names(&etcd)
            ),
            "demand that `node-role.kubernetes.io/etcd` does not exist, and give these nodes a Plan of their own",
            "rancher/rke2-docs docs/install/server_roles.md",
        ));
    }
    let tainted = of(&|machine| {
        let mut taints = machine.taints().into_iter();
        taints.any(|taint| !tolerates(plan, taint))
    });
    if let Some(first) = tainted.first() {
        let taints = first.taints();
        let [key, ..] = taints
            .iter()
            .find(|taint| !tolerates(plan, **taint))
            .copied()
            .unwrap_or_default();
        found.push(say(
            Severity::Error,
            Consequence::Ignored,
            format!(
                "the jobs of {} stay pending on {}: nothing tolerates the taint `{key}`",
                plan.title(),
                names(&tainted)
            ),
            &format!("add `{{key: {key}, operator: Exists}}` to `tolerations`"),
            JOB,
        ));
    }
}

/// Taints that the configuration gives to servers.
fn configured_taints(context: &Context<'_>, taken: &Taken<'_>, found: &mut Vec<Diagnostic>) {
    let plan = &taken.plan;
    if plan.side() != Side::Servers || !plan.is_whole() {
        return;
    }
    for node in context.servers() {
        for value in node.values("node-taint") {
            let Some((pair, effect)) = value.text.rsplit_once(':') else {
                continue;
            };
            let (key, text) = pair.split_once('=').unwrap_or((pair, ""));
            if tolerates(plan, [key, text, effect]) {
                continue;
            }
            let message = format!(
                "the jobs of {} stay pending on servers: nothing tolerates their taint `{key}`",
                plan.title()
            );
            let at = plan.object.kind.span();
            let finding = RULE
                .warning(Consequence::Ignored, at, message)
                .related(value.span, "the taint")
                .help(format!(
                    "add `{{key: {key}, operator: Exists}}` to `tolerations`"
                ))
                .evidence(JOB);
            super::add_once(found, finding);
        }
    }
}

/// Whether the jobs of a Plan run in spite of a taint.
fn tolerates(plan: &Plan<'_>, [key, value, effect]: [&str; 3]) -> bool {
    // Pods of jobs tolerate what cordoning leaves, and the kubelet's own taints come and go.
    if effect == "PreferNoSchedule" || key.starts_with("node.kubernetes.io/") {
        return true;
    }
    let list = plan.get(&["tolerations"]);
    let opaque = list.is_some_and(|list| plan.is_opaque(list));
    let mut tolerations = list.iter().flat_map(|list| list.items());
    opaque
        || tolerations.any(|one| {
            let text = |name| one.get(name).map_or("", crate::yaml::Ref::text);
            let exists = text("operator") == "Exists";
            let keys = text("key") == key || (text("key").is_empty() && exists);
            let effects = text("effect").is_empty() || text("effect") == effect;
            keys && effects && (exists || text("value") == value)
        })
}
