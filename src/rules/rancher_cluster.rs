//! Cluster objects of Rancher: what does not get to the nodes, and releases that do not fit.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::releases::{State, Unresolved};
use crate::names::nearest;
use crate::project::Object;
use crate::project::rancher::{Fate, clusters, configs, fate};
use crate::release::Release;
use crate::source::Source;
use crate::yaml::{Kind, Ref};

pub static RULE: Rule = Rule {
    id: "rancher-cluster",
    summary: "A Cluster of Rancher has keys that do not get to its nodes, or a release that does not fit",
    page: page!("rancher_cluster.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

const FILTER: &str = "rancher/rancher pkg/capr/planner/filter.go";
const PLANNER: &str = "rancher/rancher pkg/capr/planner/config.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for object in context.project.manifests.iter().flat_map(clusters) {
        let source = context.sources.get(object.file);
        let version = object.spec(&["kubernetesVersion"]);
        let version = version.filter(|node| !node.is_null() && !is_opaque(source, *node));
        if let Some(node) = version {
            found.extend(release(context, node));
        }
        for config in configs(&object) {
            for (key, value) in config.entries() {
                if key.is_merge_key() || is_opaque(source, key) {
                    continue;
                }
                if value.kind() != Kind::Scalar || !is_opaque(source, value) {
                    found.extend(judge(context, key, value));
                }
            }
        }
        charts(context, source, &object, version, found);
    }
}

fn is_opaque(source: &Source, node: Ref<'_>) -> bool {
    let span = node.span();
    source.is_opaque(span.start, span.end)
}

fn judge(context: &Context<'_>, key: Ref<'_>, value: Ref<'_>) -> Option<Diagnostic> {
    let name = key.text();
    let at = key.span();
    Some(match fate(name, value) {
        Fate::Passed => return None,
        Fate::Path => RULE
            .error(
                Consequence::ComponentDown,
                value.span(),
                format!("Rancher takes the value of `{name}` for the content of the file, and writes this path into it"),
            )
            .help("write the content itself, as a block after `|`")
            .evidence(PLANNER),
        Fate::WrongKind => {
            let what = match value.kind() {
                Kind::Mapping => "a mapping",
                _ => "a number",
            };
            let finding = RULE
                .warning(
                    Consequence::Ignored,
                    value.span(),
                    format!("Rancher drops `{name}`: it passes on texts, switches and lists, and this is {what}"),
                )
                .evidence(FILTER);
            let mut finding = match what {
                "a number" => finding.help("put it in quotes").quote(value.span()),
                _ => finding,
            };
            // What gets to the nodes then is RKE2's to judge.
            if let Some(fix) = &mut finding.fix {
                fix.safe = false;
            }
            finding
        }
        Fate::Dropped(Some(known)) => {
            let finding = match known.handling {
                "own" => RULE.warning(
                    Consequence::Ignored,
                    at,
                    format!("Rancher sets `{name}` itself, so this has no effect"),
                ),
                _ => RULE.warning(
                    Consequence::Ignored,
                    at,
                    format!("Rancher drops `{name}`, which another field of the Cluster is for (inferred from metadata of Rancher)"),
                ),
            };
            let finding = finding.evidence(PLANNER);
            match known.instead {
                Some(instead) => finding.help(instead),
                None => finding,
            }
        }
        Fate::Dropped(None) => {
            let options = context.facts.options();
            let names: Vec<&str> = options.iter().map(|option| option.key).collect();
            let evidence = "rancher/kontainer-driver-metadata channels-rke2.yaml";
            if names.contains(&name) {
                RULE.info(
                    Consequence::Ignored,
                    at,
                    format!("Rancher may drop `{name}`: the metadata of Rancher that is known here does not list it"),
                )
                .help("look at `/etc/rancher/rke2/config.yaml.d/50-rancher.yaml` on a node")
                .evidence(evidence)
            } else {
                let finding = RULE
                    .warning(
                        Consequence::Ignored,
                        at,
                        format!("Rancher drops `{name}`: no release of RKE2 has such a key"),
                    )
                    .evidence(FILTER);
                match nearest(name, &names) {
                    Some(meant) => finding
                        .help(format!("did you mean `{meant}`?"))
                        .suggest(at, meant),
                    None => finding,
                }
            }
        }
    })
}

fn release(context: &Context<'_>, node: Ref<'_>) -> Option<Diagnostic> {
    let text = node.text();
    let at = node.span();
    let error = |message| {
        RULE.error(Consequence::Ignored, at, message)
            .evidence(PLANNER)
    };
    let Some(release) = Release::parse(text).filter(|_| text.contains("+rke2r")) else {
        return Some(
            error(format!("`{text}` is no release of RKE2")).help("write it as `v1.33.2+rke2r1`"),
        );
    };
    if let Err(Unresolved::Missing(missing)) = context.facts.resolve(text) {
        return Some(error(format!("there is no {missing}")));
    }
    if let Some((from, _)) = context.step() {
        let skips = release.minor > from.minor + 1;
        if skips || release < from {
            let (what, help) = match skips {
                true => ("skips a minor", "upgrade from one minor to the next"),
                false => ("is a downgrade", "go back by restoring a snapshot of etcd"),
            };
            let message = format!(
                "{from} to {release} {what}, which Kubernetes does not support, and Rancher does not stop"
            );
            return Some(
                RULE.error(Consequence::Unsupported, at, message)
                    .help(help)
                    .evidence("rancher/rke2-docs docs/upgrades/manual.md"),
            );
        }
    }
    let info = context.facts.release(release)?;
    let what = match info.state {
        State::Withdrawn => "was taken back after it was announced",
        State::Unannounced => "was never announced",
        State::Announced | State::Prime => return None,
    };
    let message = format!("{release} {what}");
    Some(
        RULE.warning(Consequence::Unsupported, at, message)
            .evidence(info.source()),
    )
}

/// Values for charts that the release does not have.
fn charts(
    context: &Context<'_>,
    source: &Source,
    object: &Object<'_>,
    version: Option<Ref<'_>>,
    found: &mut Vec<Diagnostic>,
) {
    let own = version.and_then(|node| Release::parse(node.text()));
    let release = own.unwrap_or(context.to);
    let values = object.spec(&["rkeConfig", "chartValues"]);
    for (key, _) in values.into_iter().flat_map(|values| values.entries()) {
        let missing = matches!(context.facts.chart(release, key.text()), Some(None));
        if missing && !is_opaque(source, key) && !key.is_merge_key() {
            let message = format!(
                "these values have no effect: {release} has no chart `{}`",
                key.text()
            );
            found.push(
                RULE.finding(
                    Severity::Warning,
                    Consequence::Ignored,
                    Some(key.span()),
                    message,
                )
                .evidence(PLANNER),
            );
        }
    }
}
