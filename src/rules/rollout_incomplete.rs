//! What a dump of the cluster shows of a rollout that has not come to its end.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::order;
use crate::project::Object;
use crate::project::plan::Machine;
use crate::release::Release;
use crate::yaml::Ref;

pub static RULE: Rule = Rule {
    id: "rollout-incomplete",
    summary: "Parts of the cluster run another release than their nodes or servers",
    page: page!("rollout_incomplete.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

/// The pods that RKE2 runs from the image of Kubernetes.
const PODS: [&str; 4] = [
    "kube-apiserver-",
    "kube-controller-manager-",
    "kube-proxy-",
    "kube-scheduler-",
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut machines = context.machines();
    if machines.is_empty() {
        return;
    }
    order::sort_by_key(&mut machines, Machine::name);
    let servers = machines.iter().filter(|machine| machine.is_control_plane());
    let mut releases = servers.filter_map(Machine::release);
    // While servers differ, each of them puts its own charts in place.
    let first = releases.next();
    let one = first.filter(|first| releases.all(|other| other == *first));
    for object in context.objects() {
        match (object.group(), object.kind.text()) {
            ("", "Pod") => pod(object, &machines, found),
            ("helm.cattle.io", "HelmChart") => {
                if let Some(release) = one {
                    chart(context, object, release, found);
                }
            }
            ("apps", "DaemonSet" | "Deployment") => workload(object, found),
            _ => {}
        }
    }
}

fn say(object: &Object<'_>, message: String, help: &str, found: &mut Vec<Diagnostic>) {
    let at = object.name().map(|name| name.span());
    found.push(
        RULE.finding(Severity::Warning, Consequence::Changed, at, message)
            .help(help)
            .evidence("rancher/rke2-docs docs/upgrades/manual.md"),
    );
}

fn pod(object: &Object<'_>, machines: &[Machine<'_>], found: &mut Vec<Diagnostic>) {
    let name = object.name().map_or("", Ref::text);
    let is_own = PODS.iter().any(|start| name.starts_with(start));
    if !is_own || object.namespace().map(Ref::text) != Some("kube-system") {
        return;
    }
    let node = object.spec(&["nodeName"]).map_or("", Ref::text);
    let index = machines.binary_search_by(|machine| machine.name().cmp(node));
    let release = index.ok().and_then(|index| machines.get(index)?.release());
    let containers = object.spec(&["containers"]);
    let image = containers.and_then(|list| list.items().next()?.get("image"));
    let (Some(release), Some(image)) = (release, image) else {
        return;
    };
    // Images of one's own may have any tag.
    let Some((_, tag)) = image.text().split_once("hardened-kubernetes:") else {
        return;
    };
    if !tag.starts_with(&*release.to_string().replace('+', "-")) {
        let message = format!("{name} still runs {tag}, and its node runs {release}");
        say(
            object,
            message,
            "restart RKE2 on the node; if that does not help, delete the pod's file in `agent/pod-manifests` first",
            found,
        );
    }
}

fn chart(
    context: &Context<'_>,
    object: &Object<'_>,
    release: Release,
    found: &mut Vec<Diagnostic>,
) {
    let name = object.name().map_or("", Ref::text);
    let annotations = object
        .root
        .get("metadata")
        .and_then(|metadata| metadata.get("annotations"));
    let url = annotations.and_then(|all| all.get("helm.cattle.io/chart-url"));
    let Some(file) = url.and_then(|url| url.text().rsplit('/').next()) else {
        return;
    };
    let version = file
        .strip_prefix(name)
        .and_then(|rest| rest.strip_prefix('-'));
    let version = version.and_then(|rest| rest.strip_suffix(".tgz"));
    let expected = context.facts.chart(release, name).flatten();
    if let (Some(version), Some(expected)) = (version, expected)
        && version != expected
    {
        let message =
            format!("{name} is {version}, and {release}, which the servers run, has {expected}");
        say(
            object,
            message,
            "look at its install job, and at whether a server of another release was started last",
            found,
        );
    }
}

fn workload(object: &Object<'_>, found: &mut Vec<Diagnostic>) {
    let Some(status) = object.root.get("status") else {
        return;
    };
    let namespace = object.namespace().map_or("", Ref::text);
    if !matches!(
        namespace,
        "kube-system" | "calico-system" | "tigera-operator"
    ) {
        return;
    }
    let number = |key| -> u32 { status.get(key).map_or("", Ref::text).parse().unwrap_or(0) };
    let wanted = number("desiredNumberScheduled").max(number("replicas"));
    let updated = number("updatedNumberScheduled").max(number("updatedReplicas"));
    let away = number("numberUnavailable").max(number("unavailableReplicas"));
    if updated < wanted || away > 0 {
        let name = object.name().map_or("", Ref::text);
        let message = format!(
            "the rollout of {name} has not come to its end: {updated} of {wanted} pods are updated, {away} are not available"
        );
        say(
            object,
            message,
            "wait for it, or look at its pods, before the next node is upgraded",
            found,
        );
    }
}
