//! What a dump of the cluster shows that an upgrade would stumble over.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::project::Object;
use crate::yaml::Ref;

pub static RULE: Rule = Rule {
    id: "cluster-state",
    summary: "The cluster is not in a state to be upgraded, as far as its objects tell",
    page: page!("cluster_state.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut snapshots: Vec<Object<'_>> = Vec::new();
    for object in context.objects() {
        // What stands in git has no status, and nothing is said about it.
        let Some(status) = object.root.get("status") else {
            continue;
        };
        let name = object.name().map_or("", Ref::text);
        match (object.group(), object.kind.text()) {
            ("", "Node") => node(object, status, found),
            ("apiregistration.k8s.io", "APIService") if is(status, "Available", "False") => say(
                object,
                Severity::Warning,
                format!(
                    "the API that {name} serves is not there: namespaces cannot be deleted, and Helm may fail"
                ),
                "bring back what serves it, or delete the APIService",
                found,
            ),
            ("policy", "PodDisruptionBudget") => {
                let number = |key| status.get(key).map_or("", Ref::text);
                if number("disruptionsAllowed") == "0"
                    && !matches!(number("expectedPods"), "" | "0")
                {
                    say(
                        object,
                        Severity::Warning,
                        format!(
                            "{name} lets none of its pods go: draining a node that runs one waits until it times out"
                        ),
                        "bring up more of its pods, or loosen it for the upgrade",
                        found,
                    );
                }
            }
            ("batch", "Job")
                if name.starts_with("helm-install-") && is(status, "Failed", "True") =>
            {
                say(
                    object,
                    Severity::Error,
                    format!("the chart of {name} was not installed: its job has failed"),
                    "read its log and mend the values; then delete the job, which is made anew",
                    found,
                )
            }
            ("helm.cattle.io", "HelmChart") if is(status, "Failed", "True") => say(
                object,
                Severity::Error,
                format!("the chart {name} has failed, and waits for somebody to mend it"),
                "mend its values before the upgrade",
                found,
            ),
            ("k3s.cattle.io", "ETCDSnapshotFile") => snapshots.push(*object),
            _ => {}
        }
    }
    backups(&snapshots, found);
}

/// Whether one could go back with the snapshots that there are.
fn backups(snapshots: &[Object<'_>], found: &mut Vec<Diagnostic>) {
    let Some(first) = snapshots.first() else {
        return;
    };
    let ready = |object: &&Object<'_>| {
        let status = object.root.get("status");
        let ready = status.and_then(|status| status.get("readyToUse"));
        ready.is_some_and(|ready| ready.text() == "true")
    };
    let usable: Vec<&Object<'_>> = snapshots.iter().filter(ready).collect();
    let local = |object: &&&Object<'_>| {
        let location = object.spec(&["location"]);
        location.is_some_and(|location| location.text().starts_with("file://"))
    };
    if usable.is_empty() {
        say(
            first,
            Severity::Error,
            "none of the snapshots of etcd can be used, and without one there is no way back"
                .to_owned(),
            "take one with `rke2 etcd-snapshot save`, and look at its error if it fails",
            found,
        );
    } else if usable.iter().all(|object| local(&object)) {
        say(
            first,
            Severity::Info,
            "all snapshots of etcd lie on the servers themselves, and are lost with them"
                .to_owned(),
            "copy one to another place before the upgrade, with the token of the cluster",
            found,
        );
    }
}

/// Whether a condition has a status.
fn is(status: Ref<'_>, kind: &str, wanted: &str) -> bool {
    let conditions = status.get("conditions");
    let mut conditions = conditions.iter().flat_map(|list| list.items());
    conditions.any(|one| {
        let text = |key| one.get(key).map(Ref::text);
        text("type") == Some(kind) && text("status") == Some(wanted)
    })
}

fn node(object: &Object<'_>, status: Ref<'_>, found: &mut Vec<Diagnostic>) {
    let name = object.name().map_or("", Ref::text);
    if is(status, "Ready", "False") || is(status, "Ready", "Unknown") {
        say(
            object,
            Severity::Warning,
            format!("{name} is not ready"),
            "bring it back, or remove it from the cluster first",
            found,
        );
    }
    let pressure = [
        "DiskPressure",
        "MemoryPressure",
        "PIDPressure",
        "NetworkUnavailable",
    ];
    if let Some(kind) = pressure.into_iter().find(|kind| is(status, kind, "True")) {
        say(
            object,
            Severity::Warning,
            format!(
                "{name} reports {kind}: pods that are drained from other nodes may not fit there"
            ),
            "make room on it first",
            found,
        );
    }
    let cordoned = object.spec(&["unschedulable"]);
    if cordoned.is_some_and(|node| node.text() == "true") {
        say(
            object,
            Severity::Info,
            format!(
                "{name} is cordoned: a Plan with `cordon` or `drain` takes that away when it is done"
            ),
            "label it `plan.upgrade.cattle.io/PLAN: disabled` to leave it out, or uncordon it",
            found,
        );
    }
}

fn say(
    object: &Object<'_>,
    severity: Severity,
    message: String,
    help: &str,
    found: &mut Vec<Diagnostic>,
) {
    let at = object.name().map(|name| name.span());
    found.push(
        RULE.finding(severity, Consequence::Unsupported, at, message)
            .help(help)
            .evidence("rancher/rke2-docs docs/upgrades/manual.md"),
    );
}
