//! The words of the runbook, which `data/runbook.md` puts in their places.

use super::cluster::Cluster;
use super::phrases::{moves, told};
use super::template::{Scope, render};
use super::{Hop, Plan, Refused, controller};
use crate::diagnostic::Severity;
use crate::facts::Facts;
use crate::facts::charts::lenient;
use crate::names;
use crate::release::Release;
use crate::request::Install;

const TEMPLATE: &str = include_str!("../../data/runbook.md");

/// An image with all that the probes call.
const PROBE_IMAGE: &str = "nicolaka/netshoot";

/// Writes the runbook in Markdown.
pub fn write(
    facts: &Facts,
    plan: &Plan,
    cluster: &Cluster,
    way: &[Release],
    before: usize,
    (from, to): (Release, Release),
) -> String {
    let mut scope = cluster_words(cluster);
    scope.word("from", plan.from.clone());
    scope.word("to", plan.to.clone());
    scope.word("minor", to.minor.to_string());
    scope.flag("rollback", plan.rollback);
    scope.flag("one", plan.hops.len() == 1);
    scope.word("about", about(plan, cluster));
    scope.word("instead", plan.instead.clone().unwrap_or_default());
    if before > 0 {
        scope.word("before", count(before, "finding"));
    }
    for name in [
        "etcd-snapshot-save",
        "etcd-snapshot-once",
        "secrets-encrypt-command",
        "certificate-check",
    ] {
        scope.flag(name, facts.has(name, from));
    }
    let days = match facts.has("certificate-renewal-120", from) {
        true => "120",
        false => "90",
    };
    scope.word("certificate-days", days);
    scope.word("needed", needed(facts, cluster, from, to));
    scope.word("from-slug", plan.from.replace('+', "-"));
    scope.word("to-slug", plan.to.replace('+', "-"));
    scope.word("rpm-back", rpm(if plan.rollback { to } else { from }));
    match plan.hops.is_empty() {
        true if plan.rollback => scope.list("obstacle", crossings(facts, cluster, from, to)),
        true => scope.list("obstacle", refusals(&plan.refused)),
        false => {
            // What leaves out one stop; longer steps are refused for the same reasons and more.
            let names: Vec<String> = way.iter().map(Release::to_string).collect();
            let one = |step: &&Refused| {
                let mut stops = names.windows(3);
                stops.any(|stops| stops[0] == step.from && stops[2] == step.to)
            };
            let short: Vec<Refused> = plan.refused.iter().filter(one).cloned().collect();
            scope.list("refused", refusals(&short));
        }
    }
    let hops = plan.hops.iter().zip(way.windows(2)).enumerate();
    let hops = hops.map(|(index, (hop, pair))| {
        let last = index + 1 == plan.hops.len();
        let after = way.get(index + 2).copied();
        let mut scope = hop_words(facts, cluster, hop, (pair[0], pair[1]), index + 1);
        scope.flag("last", last);
        scope.flag("full", index == 0);
        scope.word("next", (index + 2).to_string());
        scope.word("count", plan.hops.len().to_string());
        scope.flag(
            "etcd-stop",
            after.is_some_and(|after| crosses(facts, "etcd", pair[1], after)),
        );
        scope
    });
    scope.list("hops", hops.collect());
    let back = way.windows(2).enumerate().rev().map(|(index, pair)| {
        let mut scope = Scope::default();
        scope.word("number", (index + 1).to_string());
        scope.word("from", pair[0].to_string());
        let what = match cluster.external_datastore {
            true => "the backup of the datastore from before".to_owned(),
            false => format!("`{}-…`", snapshot(pair[1])),
        };
        scope.word("what", what);
        scope
    });
    scope.list("back", back.collect());
    render(TEMPLATE, &scope)
}

/// What holds for every hop.
fn cluster_words(cluster: &Cluster) -> Scope {
    let mut scope = Scope::default();
    let first = cluster.servers.first().map(|name| &**name);
    let rest = cluster.servers.get(1..).unwrap_or_default();
    scope.word("first", first.unwrap_or("the first server"));
    let initial = cluster.initial.as_deref();
    // Where no server was seen, one of them may well have joined no other.
    let unknown = match cluster.known {
        true => "one server",
        false => "the server without `server` in its configuration",
    };
    scope.word("init", initial.unwrap_or(unknown));
    scope.flag("initial", initial.is_some() || !cluster.known);
    let plane = cluster.first_plane.as_deref();
    scope.word("first-plane", plane.unwrap_or("the first of the others"));
    scope.word("plans-folder", cluster.plans_folder.clone());
    scope.flag("windows", cluster.windows);
    scope.word("first-name", first.unwrap_or("FIRST-SERVER"));
    let on = first.map_or("On that server".to_owned(), |name| format!("On {name}"));
    scope.word("first-on", on);
    scope.word(
        "others",
        match rest {
            [] => "each of them".to_owned(),
            names => names::list(names),
        },
    );
    scope.word(
        "others-then",
        match rest {
            [] => "each other server in the same way".to_owned(),
            names => format!("{} in the same way", names::one_after_another(names)),
        },
    );
    scope.word(
        "agent-names",
        match &cluster.agents[..] {
            [] => "each agent".to_owned(),
            names => names::list(names),
        },
    );
    let agent = cluster.agents.first().map(|name| &**name);
    scope.word("agent-name", agent.unwrap_or("AGENT"));
    scope.word("data", cluster.data_dir.clone());
    // The script looks for pods where RKE2 keeps its data by default.
    let killall = match cluster.data_dir == super::cluster::DATA_DIR {
        true => "rke2-killall.sh".to_owned(),
        false => format!("RKE2_DATA_DIR={} rke2-killall.sh", cluster.data_dir),
    };
    scope.word("killall", killall);
    let snapshots = format!("{}/server/db/snapshots", cluster.data_dir);
    scope.word(
        "snapshots",
        cluster.snapshot_dir.clone().unwrap_or(snapshots),
    );
    scope.word("registry", cluster.registry.clone().unwrap_or_default());
    scope.word(
        "probe-image",
        match &cluster.registry {
            Some(registry) => format!("{registry}/{PROBE_IMAGE}"),
            None => PROBE_IMAGE.to_owned(),
        },
    );
    let offline = cluster.registry.is_some() || cluster.install == Install::Airgap;
    scope.word(
        "mirror-note",
        match offline {
            true => ", from a registry that the nodes reach",
            false => "",
        },
    );
    scope.word("config-charts", names::list(&cluster.configured));
    scope.word("own-policies", names::list(&cluster.policies));
    scope.flag("known", cluster.known);
    scope.word(
        "as-far",
        match cluster.known {
            true => "",
            false => ", as far as the cluster runs it",
        },
    );
    scope.flag("several", cluster.several);
    scope.flag("agents", cluster.has_agents);
    scope.flag("etcd", !cluster.external_datastore);
    scope.word(
        "and-etcdctl",
        match cluster.external_datastore {
            true => " runs",
            false => " and `etcdctl` run",
        },
    );
    scope.flag("etcd-only", cluster.etcd_only);
    scope.flag("s3", cluster.s3);
    scope.flag("s3-secret", cluster.s3_secret);
    // Flannel alone enforces no policies.
    let policies = cluster
        .cni
        .iter()
        .any(|name| name != "flannel" && name != "multus");
    scope.flag("policies", policies || cluster.cni.is_empty());
    scope.word(
        "policy-note",
        match policies || cluster.cni.is_empty() {
            true => ", the allowed client is let in, and the denied one is not",
            false => "",
        },
    );
    scope.word(
        "api-stays",
        match cluster.several {
            true => "the API and all pods stay",
            false => "the API is back within minutes, and no pod restarts",
        },
    );
    let all = ["calico", "canal", "cilium", "flannel", "multus"];
    for name in all {
        let runs = cluster.cni.iter().any(|cni| cni == name);
        // What saves the objects of a network does no harm without it.
        let may = cluster.cni.is_empty() && matches!(name, "calico" | "cilium");
        scope.flag(name, runs || may);
    }
    for (name, install) in [
        ("systemd", Install::Systemd),
        ("rpm", Install::Rpm),
        ("airgap", Install::Airgap),
        ("plans", Install::Plans),
        ("rancher", Install::Rancher),
    ] {
        scope.flag(name, cluster.install == install);
    }
    scope
}

/// What holds for one hop.
fn hop_words(
    facts: &Facts,
    cluster: &Cluster,
    hop: &Hop,
    (from, to): (Release, Release),
    number: usize,
) -> Scope {
    let mut scope = Scope::default();
    let dashed = hop.to.replace('+', "-");
    scope.word("number", number.to_string());
    scope.word("from", hop.from.clone());
    scope.word("to", hop.to.clone());
    scope.word("minor", to.minor.to_string());
    scope.word("to-url", hop.to.replace('+', "%2B"));
    scope.word("to-tag", dashed.clone());
    scope.word("slug", dashed.clone());
    scope.word("snapshot", snapshot(to));
    scope.word("why", hop.reasons.join("; "));
    scope.word("moves", moves(hop, cluster));
    let mut archives = facts.image_archives(to);
    if let Some(core) = archives.iter().position(|archive| *archive == "core") {
        archives[..=core].rotate_right(1);
    }
    let concerns = |when: Option<&str>| {
        when.is_none_or(|when| when.split('|').any(|what| cluster.may_have(what)))
    };
    let crossings = facts.crossings(from, to);
    let crossings = crossings.filter(|(when, _)| concerns(*when));
    let crossings = crossings.map(|(_, about)| {
        let mut scope = Scope::default();
        scope.word("crossing", about);
        scope
    });
    scope.list("crossings", crossings.collect());
    let changes = hop.findings.iter();
    let mut changes = changes.map(|finding| finding.severity);
    scope.flag("changes", changes.any(|severity| severity > Severity::Info));
    let wanted = archives.iter().filter(|archive| {
        let is = |list: &[String]| list.iter().any(|name| name == *archive) || list.is_empty();
        match **archive {
            "core" => true,
            "ingress-nginx" | "traefik" => is(&cluster.ingress),
            cloud @ ("vsphere" | "harvester") => cluster.clouds.contains(&cloud),
            _ => is(&cluster.cni),
        }
    });
    let wanted = wanted.map(|archive| format!(" rke2-images-{archive}.linux-amd64.tar.zst"));
    scope.word("archives", wanted.collect::<String>());
    scope.word(
        "suc-images",
        match cluster.install {
            Install::Plans => format!(", and `rancher/rke2-upgrade:{dashed}`"),
            _ => String::new(),
        },
    );
    let findings = hop.findings.iter().map(|finding| {
        let mut scope = Scope::default();
        scope.word("finding", told(finding));
        scope
    });
    scope.list("findings", findings.collect());
    let rolls = |chart: &str| {
        hop.charts
            .iter()
            .any(|moved| moved.name == chart && moved.to.is_some())
    };
    let rollouts = facts.rollouts().filter(|rollout| rolls(rollout.chart));
    let rollouts = rollouts.map(|rollout| {
        let mut scope = Scope::default();
        scope.word("namespace", rollout.namespace);
        scope.word("workload", rollout.workload);
        scope
    });
    scope.list("rollouts", rollouts.collect());
    let file = |group: &str| {
        let folder = cluster.plans_folder.trim_end_matches('/');
        format!("{folder}/{}", controller::path(number, to, group))
    };
    scope.word("etcd-file", file("etcd"));
    scope.word("server-file", file("server"));
    scope.word("agent-file", file("agent"));
    scope
}

/// What is refused, a step each, with all that stands against it.
fn refusals(refused: &[Refused]) -> Vec<Scope> {
    let steps = refused.chunk_by(|a, b| (&a.from, &a.to) == (&b.from, &b.to));
    let steps = steps.filter_map(|reasons| {
        let step = reasons.first()?;
        let reasons = reasons.iter().map(|refused| match &refused.rule {
            Some(rule) => format!("{} (`{rule}`)", refused.reason),
            None => refused.reason.clone(),
        });
        let mut scope = Scope::default();
        scope.word("from", step.from.clone());
        scope.word("to", step.to.clone());
        scope.word("reason", reasons.collect::<Vec<_>>().join("; "));
        Some(scope)
    });
    steps.collect()
}

/// What forbids to put the older programs on the newer data.
fn crossings(facts: &Facts, cluster: &Cluster, from: Release, to: Release) -> Vec<Scope> {
    let mut reasons = vec![match from.minor == to.minor {
        true => format!(
            "{to} is lower than {from} (`downgrade`): its components have not seen what {from} may have stored."
        ),
        false => format!(
            "{to} is lower than {from} (`downgrade`): Kubernetes 1.{} need not read what 1.{} has stored.",
            to.minor, from.minor
        ),
    }];
    let version = |release: Release, name| {
        facts
            .release(release)
            .and_then(|info| info.component(name))
            .unwrap_or("nothing")
    };
    if !cluster.external_datastore && crosses(facts, "etcd", from, to) {
        reasons.push(format!(
            "Etcd goes from {} to {}, and the older one does not start on the data of the newer one.",
            version(from, "etcd"),
            version(to, "etcd")
        ));
    }
    if crosses(facts, "containerd", from, to) {
        reasons.push(format!(
            "Containerd goes from {} to {}: pods have to be drained, and its templates have to be those of the older one.",
            version(from, "containerd"),
            version(to, "containerd")
        ));
    }
    let reasons = reasons.into_iter().map(|reason| {
        let mut scope = Scope::default();
        scope.word("reason", reason);
        scope
    });
    reasons.collect()
}

/// Which snapshots lead back to an older release.
fn needed(facts: &Facts, cluster: &Cluster, from: Release, to: Release) -> String {
    let crosses_etcd = !cluster.external_datastore && crosses(facts, "etcd", from, to);
    match from.minor == to.minor && !crosses_etcd {
        true => format!(
            "A snapshot that any release of 1.{} took will do.",
            to.minor
        ),
        false => format!(
            "A snapshot that {to} or an older release took is needed; one that {from} took does not help."
        ),
    }
}

/// Whether a component changes its minor.
fn crosses(facts: &Facts, component: &str, from: Release, to: Release) -> bool {
    let minor = |release| {
        let version = lenient(facts.release(release)?.component(component)?)?;
        Some((version.major, version.minor))
    };
    minor(from) != minor(to)
}

/// The plan in a line.
fn about(plan: &Plan, cluster: &Cluster) -> String {
    let mut parts = Vec::new();
    if !plan.hops.is_empty() {
        parts.push(count(plan.hops.len(), "hop"));
    }
    if !cluster.servers.is_empty() {
        parts.push(count(cluster.servers.len(), "server"));
    }
    if !cluster.agents.is_empty() {
        parts.push(count(cluster.agents.len(), "agent"));
    }
    let mut software = cluster.cni.clone();
    software.extend(cluster.ingress.iter().cloned());
    if !software.is_empty() {
        parts.push(names::list(&software));
    }
    parts.push(
        match cluster.install {
            Install::Systemd => "installed by script",
            Install::Rpm => "installed as packages",
            Install::Airgap => "air-gapped",
            Install::Plans => "upgraded by Plans",
            Install::Rancher => "managed by Rancher",
        }
        .to_owned(),
    );
    let mut text = format!("{}.", parts.join(", "));
    for note in &plan.not_assessed {
        text.push_str(&format!("\nNot known: {note}."));
    }
    text
}

fn count(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}

/// The base name of the snapshot before a hop.
fn snapshot(to: Release) -> String {
    format!("before-1-{}-{}-r{}", to.minor, to.patch, to.revision)
}

/// A release as RPM has it.
fn rpm(release: Release) -> String {
    release
        .to_string()
        .trim_start_matches('v')
        .replace('+', "~")
}
