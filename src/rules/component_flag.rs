//! A flag that the component does not have.

use super::{Context, Rule, When};
use crate::config::arguments::{Argument, TARGETS, Target};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::nearest;

pub static RULE: Rule = Rule {
    id: "component-flag",
    summary: "An argument names a flag that the component does not have in this release",
    page: page!("component_flag.md"),
    when: &[When::Suffix("-arg")],
    check,
};

/// The log flags of the kubelet that RKE2 takes out and follows itself.
const TAKEN: &[&str] = &[
    "add-dir-header",
    "alsologtostderr",
    "log-backtrace-at",
    "log-dir",
    "log-file",
    "log-file-max-size",
    "logtostderr",
    "one-output",
    "skip-headers",
    "skip-log-headers",
    "stderrthreshold",
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Flags are known by release, so nothing is said about one that is newer.
    if context.facts.release(context.to).is_none() {
        return;
    }
    for target in &TARGETS {
        for node in &context.nodes {
            // RKE2 reads the arguments of kube-proxy also where that does not run.
            let arguments = match target.component {
                "kube-proxy" => context.arguments(node, target.option),
                _ => context.arguments_of(node, target),
            };
            for argument in arguments {
                found.extend(judge(context, target, &argument));
            }
        }
    }
}

fn judge(context: &Context<'_>, target: &Target, argument: &Argument<'_>) -> Option<Diagnostic> {
    let flag = argument.flag();
    let component = target.component;
    let written = flag
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.');
    let starts = flag.starts_with(|c: char| c.is_ascii_lowercase());
    if !written || !starts {
        return None;
    }
    if component == "kubelet" && TAKEN.contains(&&*flag) {
        return None;
    }
    let place = context.place(argument.item, argument.key);
    let (message, help) = match context.facts.component_flag(component, &flag) {
        Some(since) if since.releases.contains(context.to) => return None,
        Some(since) => {
            let gone = since.is_gone(context.to);
            let message = match gone {
                true => format!("{component} exits: it no longer has the flag `--{flag}`"),
                false => format!("{component} exits: it does not have the flag `--{flag}` yet"),
            };
            (message, format!("remove it: {}", since.bound(gone)))
        }
        None => {
            // Without a name that is alike it may be a flag that the tables lack.
            let known = context.facts.component_flags(component, context.to);
            let near = nearest(&flag, &known)?;
            let message = format!("{component} exits: it has no flag `--{flag}`");
            (message, format!("did you mean `{near}`?"))
        }
    };
    let finding = RULE
        .error(consequence(context, component), place, message)
        .help(help)
        .evidence("kubernetes/kubernetes cmd");
    Some(match component {
        "kube-proxy" if context.has("kube-proxy-arg-parsed") => {
            finding.evidence("k3s-io/k3s pkg/agent/run.go getConntrackConfig")
        }
        _ => finding,
    })
}

/// RKE2 reads the arguments of kube-proxy itself, also where kube-proxy is disabled.
fn consequence(context: &Context<'_>, component: &str) -> Consequence {
    match component {
        "kube-proxy" if context.has("kube-proxy-arg-parsed") => Consequence::WontStart,
        _ => Consequence::ComponentDown,
    }
}
