//! Plans for servers and agents: who waits for whom.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::nearest;
use crate::project::plan::{Plan, Side};
use crate::yaml::Ref;

pub static RULE: Rule = Rule {
    id: "plan-order",
    summary: "Plans do not upgrade servers one by one and agents after them",
    page: page!("plan_order.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const DOCS: &str = "rancher/rke2-docs docs/upgrades/automated.md";
const SCRIPT: &str = "rancher/rke2-upgrade scripts/upgrade.sh";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let all = context.plans();
    let own: Vec<(Plan<'_>, Side)> = all
        .into_iter()
        .filter(Plan::is_rke2)
        .map(|plan| (plan, plan.side()))
        .collect();
    let server = |plan: &Plan<'_>| {
        own.iter()
            .find(|(other, side)| *side == Side::Servers && other.is_beside(plan))
    };
    for (plan, side) in &own {
        let several = plan
            .number(&["concurrency"])
            .is_some_and(|number| number > 1);
        if *side == Side::Servers && several && !context.has_external_datastore() {
            let at = plan.get(&["concurrency"]).map(|node| node.span());
            let message = format!(
                "{} restarts several servers at once: with three of them etcd loses its quorum, \
                 and the API server is gone until they are back",
                plan.title()
            );
            found.push(
                RULE.finding(
                    crate::diagnostic::Severity::Warning,
                    Consequence::ComponentDown,
                    at,
                    message,
                )
                .help("write `concurrency: 1` for servers")
                .evidence(DOCS),
            );
        }
        match plan.spec().and_then(|spec| spec.entry("prepare")) {
            Some((key, prepare)) if !prepare.is_null() => {
                waits(plan, key, prepare, &own, found);
                without_master(context, plan, key, found);
            }
            _ if *side == Side::Agents && plan.is_whole() => {
                if let Some((other, _)) = server(plan) {
                    let message = format!(
                        "{} does not wait for {}: a kubelet can get ahead of the API server, which is not supported",
                        plan.title(),
                        other.title()
                    );
                    let name = other.name().unwrap_or("server-plan");
                    found.push(
                        RULE.warning(Consequence::Unsupported, plan.object.kind.span(), message)
                            .help(format!(
                                "add `prepare: {{image: rancher/rke2-upgrade, args: [prepare, {name}]}}`"
                            ))
                            .evidence(DOCS),
                    );
                }
            }
            _ => {}
        }
    }
}

/// Older images look for servers by a label that new servers do not have.
fn without_master(
    context: &Context<'_>,
    plan: &Plan<'_>,
    key: Ref<'_>,
    found: &mut Vec<Diagnostic>,
) {
    let machines = context.machines();
    let mut servers = machines.iter().filter(|one| one.is_control_plane());
    let mut has_label = |label| servers.any(|one| one.label(label).is_some());
    let old = plan.release().is_some_and(|release| {
        let behaviour = context
            .facts
            .behaviour("upgrade-image-wants-master", release);
        behaviour.is_some_and(|behaviour| behaviour.holds)
    });
    if old && !machines.is_empty() && !has_label("node-role.kubernetes.io/master") {
        let message = format!(
            "{} waits for ever: the image of this release looks for servers with the label \
             `node-role.kubernetes.io/master`, and none of them has it (inferred)",
            plan.title()
        );
        found.push(
            RULE.warning(Consequence::Ignored, key.span(), message)
                .help("label one server so for the upgrade, or take a later release")
                .evidence("rancher/rke2-upgrade pull request 44"),
        );
    }
}

/// What the container before the upgrade waits for.
fn waits<'a>(
    plan: &Plan<'a>,
    key: Ref<'a>,
    prepare: Ref<'a>,
    all: &[(Plan<'a>, Side)],
    found: &mut Vec<Diagnostic>,
) {
    let ours = plan
        .image("prepare")
        .is_some_and(|image| image.name == "rke2-upgrade");
    let command = prepare.get("command").is_some_and(|node| !node.is_null());
    if !ours || command || plan.source.has_control() {
        return;
    }
    let args = prepare.get("args");
    let args: Vec<Ref<'a>> = args.iter().flat_map(|args| args.items()).collect();
    if args.iter().any(|arg| plan.is_opaque(*arg)) {
        return;
    }
    let words: Vec<&str> = args.iter().map(|arg| arg.text()).collect();
    let error = |at: Ref<'a>, message: String| {
        RULE.error(Consequence::Ignored, at.span(), message)
            .evidence(SCRIPT)
    };
    let (["prepare", name], [_, at]) = (&words[..], &args[..]) else {
        let message = "this `prepare` does not wait for the servers: its image needs the word `prepare` \
                       and the name of the servers' Plan";
        found.push(error(key, message.to_owned()).help("write `args: [prepare, server-plan]`"));
        return;
    };
    if plan.name() == Some(name) {
        let message = format!("{} waits for itself, for ever", plan.title());
        found.push(error(*at, message).help("name the Plan of the servers"));
        return;
    }
    let called = |(other, _): &&(Plan<'a>, Side)| other.name() == Some(*name);
    let Some((other, _)) = all.iter().find(|one| called(one) && one.0.is_beside(plan)) else {
        if let Some((other, _)) = all.iter().find(called) {
            let message = format!(
                "{} waits for ever: it looks for {name} in its own namespace, and that Plan is in another one",
                plan.title()
            );
            let finding = error(*at, message);
            found.push(match other.object.namespace() {
                Some(namespace) => finding.related(namespace.span(), "the other namespace"),
                None => finding,
            });
            return;
        }
        // The Plan may stand in a file that was not given, unless that of the servers is here.
        let servers = all.iter().filter(|(other, side)| {
            *side == Side::Servers && other.is_beside(plan) && other.name() != plan.name()
        });
        let names: Vec<&str> = servers.filter_map(|(other, _)| other.name()).collect();
        if !names.is_empty() {
            let message = format!("{} waits for ever: there is no Plan {name}", plan.title());
            let meant = nearest(name, &names).unwrap_or(names[0]);
            found.push(
                error(*at, message)
                    .help(format!("name the Plan of the servers, `{meant}`"))
                    .suggest(at.span(), meant),
            );
        }
        return;
    };
    let version = |plan: &Plan<'a>| plan.word(&["version"]);
    if let (Some((own, span)), Some((theirs, there))) = (version(plan), version(other))
        && own.replace('+', "-") != theirs.replace('+', "-")
    {
        let message = format!(
            "{} waits for ever: it wants every server to run {own}, and {} takes them to {theirs}",
            plan.title(),
            other.title()
        );
        found.push(
            RULE.error(Consequence::Ignored, span, message)
                .related(there, "the version of the servers")
                .help("give both Plans the same version")
                .evidence(SCRIPT),
        );
    }
}
