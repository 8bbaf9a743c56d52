//! Plans that the controller does not look at.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::yaml::Ref;

pub static RULE: Rule = Rule {
    id: "plan-namespace",
    summary: "A Plan is in a namespace that the system-upgrade-controller does not look at, or that refuses its jobs",
    page: page!("plan_namespace.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

/// Whether a profile holds namespaces to `restricted`.
fn restricts(context: &Context<'_>) -> bool {
    let file = "pod-security-admission-config-file";
    let option = context.facts.option(file);
    option.is_some_and(|option| option.server.contains(context.to))
        && context
            .servers()
            .any(|node| node.cis_profile(context.to).is_some() && node.get(file).is_none())
}

/// The jobs of Plans are privileged.
fn refused(context: &Context<'_>, own: &str) -> Option<Diagnostic> {
    let mut namespaces = context.objects_of("", "Namespace");
    let namespace = namespaces.find(|object| object.name().map(Ref::text) == Some(own))?;
    let source = context.sources.get(namespace.file);
    let labels = namespace.root.get("metadata")?.get("labels");
    let level = labels.and_then(|labels| labels.get("pod-security.kubernetes.io/enforce"));
    if source.has_control() || level.is_some_and(|level| level.text() == "privileged") {
        return None;
    }
    let message = format!(
        "the jobs of Plans are refused in {own}: the CIS profile holds it to `restricted`, and they are privileged"
    );
    Some(
        RULE.warning(Consequence::Ignored, namespace.name()?.span(), message)
            .help("give the namespace the label `pod-security.kubernetes.io/enforce: privileged`")
            .evidence("rancher/rke2-docs docs/known_issues.md"),
    )
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut deployments = context.objects_of("apps", "Deployment");
    let controller = deployments
        .find(|object| object.name().map(Ref::text) == Some("system-upgrade-controller"));
    let controller = controller.and_then(|object| object.namespace());
    let restricted = restricts(context);
    for plan in context.plans() {
        if let Some(own) = plan.namespace().filter(|_| restricted) {
            found.extend(refused(context, own));
        }
        let (Some(own), Some(node)) = (plan.namespace(), plan.object.namespace()) else {
            continue;
        };
        let wrong = match controller {
            Some(namespace) => namespace.text() != own && plan.is_rke2(),
            // Nobody installs it there.
            None => matches!(own, "default" | "kube-system" | "kube-public"),
        };
        if wrong {
            let there = controller.map_or("system-upgrade", Ref::text);
            let message = format!(
                "{} is never looked at: the system-upgrade-controller only sees the Plans of its own namespace",
                plan.title()
            );
            let finding = RULE
                .warning(Consequence::Ignored, node.span(), message)
                .help(format!("write `namespace: {there}`"))
                .suggest(node.span(), there)
                .evidence("rancher/system-upgrade-controller main.go");
            found.push(match controller {
                Some(controller) => finding.related(controller.span(), "where the controller runs"),
                None => finding,
            });
        }
    }
}
