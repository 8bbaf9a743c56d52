//! What becomes of a chart whose upgrade fails.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::Object;
use crate::yaml::Ref;

pub static RULE: Rule = Rule {
    id: "chart-failure-policy",
    summary: "The failure policy of a chart is unknown to the release, or takes the network away",
    page: page!("chart_failure_policy.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

/// Charts that pods have no network without.
const NETWORK: [&str; 4] = ["rke2-calico", "rke2-canal", "rke2-cilium", "rke2-flannel"];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let objects = context.objects();
    let charts = objects.filter(|object| object.group() == "helm.cattle.io");
    for object in charts {
        let source = context.sources.get(object.file);
        match object.spec(&["failurePolicy"]) {
            Some(policy) if !policy.is_null() => {
                let span = policy.span();
                if !source.is_opaque(span.start, span.end) {
                    found.extend(named(context, policy));
                }
            }
            _ if !source.has_control() => found.extend(unnamed(context, object)),
            _ => {}
        }
    }
}

fn named(context: &Context<'_>, policy: Ref<'_>) -> Option<Diagnostic> {
    let text = policy.text();
    let retry = context.has("failure-policy-retry-supported");
    if matches!(text, "abort" | "reinstall") || (text == "retry" && retry) {
        return None;
    }
    let message = match text {
        "retry" => format!("{} knows no failure policy `retry`", context.to),
        _ => format!("there is no failure policy `{text}`"),
    };
    let known = match retry {
        true => "abort, reinstall and retry",
        false => "abort and reinstall",
    };
    Some(
        RULE.error(
            Consequence::ChartFails,
            policy.span(),
            format!("{message}: the object is refused, or the job that installs the chart fails"),
        )
        .help(format!("this release knows {known}"))
        .evidence("k3s-io/helm-controller pkg/apis/helm.cattle.io/v1/types.go")
        .evidence("k3s-io/klipper-helm entry"),
    )
}

/// A HelmChartConfig says what its chart does, even where it does not mention it.
fn unnamed(context: &Context<'_>, object: &Object<'_>) -> Option<Diagnostic> {
    let name = object.name()?;
    let chart = name.text();
    if object.kind.text() != "HelmChartConfig" || !NETWORK.contains(&chart) {
        return None;
    }
    let (from, to) = context.step()?;
    let version = |release| context.facts.chart(release, chart).flatten();
    let (old, new) = (version(from)?, version(to)?);
    if old == new {
        return None;
    }
    let overrides = context.has("helmchartconfig-failure-policy-reinstall")
        && context.has("chart-failure-policy-retry");
    let help = "write `failurePolicy: abort` below `spec` for the upgrade";
    let finding = match overrides {
        true => RULE.info(
            Consequence::Traffic,
            name.span(),
            format!(
                "{chart} would try again if its upgrade failed, but this HelmChartConfig makes it uninstall the network \
                 plugin instead: its `failurePolicy` counts, and is `reinstall` where it is not set (inferred)"
            ),
        ),
        false => RULE.info(
            Consequence::Traffic,
            name.span(),
            format!("if the upgrade of {chart} to {new} fails, RKE2 uninstalls the network plugin and installs it anew"),
        ),
    };
    Some(
        finding
            .help(help)
            .evidence("rancher/rke2-docs docs/add-ons/helm.md")
            .evidence("k3s-io/helm-controller pkg/controllers/chart/chart.go"),
    )
}
