//! A `cloud-provider-name` that neither RKE2 nor Kubernetes of the release knows.

use super::{Context, Rule, When};
use crate::config::Value;
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::traits::{Outcome, ValueFact};
use crate::names::{nearest, releases};

pub static RULE: Rule = Rule {
    id: "cloud-provider-name",
    summary: "`cloud-provider-name` names a provider that the release does not know",
    page: page!("cloud_provider_name.md"),
    when: &[When::Key("cloud-provider-name")],
    check,
};

const KEY: &str = "cloud-provider-name";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let facts = context.facts.values(KEY);
    for node in &context.nodes {
        let Some(value) = node.text(KEY) else {
            continue;
        };
        let now = facts
            .iter()
            .find(|fact| fact.value == value.text && fact.releases.contains(context.to));
        found.extend(match now.map(|fact| (fact.outcome, fact.source)) {
            Some((Outcome::Ok, _)) => None,
            Some((Outcome::Deprecated, source)) => Some(dropped(value, source)),
            Some((Outcome::Fatal, source)) => Some(gone(context, value, Some(source), &facts)),
            None => Some(gone(context, value, None, &facts)),
        });
    }
}

/// The only provider that RKE2 takes to mean something else.
fn dropped(value: &Value, source: &'static str) -> Diagnostic {
    let message = format!(
        "RKE2 drops `{}`, and only takes the name of the node from the cloud: no cloud provider runs",
        value.text
    );
    RULE.warning(Consequence::Changed, value.span, message)
        .help(
            "write `external` and deploy the cloud controller of AWS; for the name of the node alone, `node-name-from-cloud-provider-metadata: true`",
        )
        .evidence(source)
}

fn gone(
    context: &Context<'_>,
    value: &Value,
    refused: Option<&'static str>,
    facts: &[ValueFact],
) -> Diagnostic {
    let release = context.to;
    let name = value.text.as_str();
    // From some release on Kubernetes says which name it takes; before, the list is pieced together.
    let external_only = context
        .facts
        .behaviour("cloud-provider-external-only", release);
    let only = external_only.filter(|behaviour| behaviour.holds);
    let (severity, inferred) = match refused.is_some() || only.is_some() {
        true => (Severity::Error, ""),
        false => (Severity::Warning, " (inferred)"),
    };
    let message =
        format!("the kubelet does not start: {release} has no cloud provider `{name}`{inferred}");
    let source = refused.or(only.map(|behaviour| behaviour.source));
    let finding = RULE
        .finding(
            severity,
            Consequence::ComponentDown,
            Some(value.span),
            message,
        )
        .evidence(source.unwrap_or("rancher/rke2 pkg/podexecutor/staticpod.go"));
    let now = |fact: &&ValueFact| fact.outcome == Outcome::Ok && fact.releases.contains(release);
    let accepted: Vec<&str> = facts.iter().filter(now).map(|fact| fact.value).collect();
    let once = facts
        .iter()
        .find(|fact| fact.value == name && fact.outcome == Outcome::Ok);
    match (once, nearest(&name.to_ascii_lowercase(), &accepted)) {
        (None, Some(near)) => finding
            .help(format!("did you mean `{near}`? This release knows {}", accepted.join(", ")))
            .suggest(value.span, near),
        (Some(fact), _) if fact.releases.contains(context.facts.newest()) => finding.help(format!(
            "`{name}` is known from {} on; before, write `external` and deploy its charts yourself",
            releases(&fact.releases).trim_end_matches(" and later")
        )),
        _ => finding.help(
            "write `external`, and deploy the cloud controller of that provider; `disable-cloud-controller: true` keeps the one of RKE2 away",
        ),
    }
}
