//! A HelmChartConfig that is for no chart that RKE2 deploys.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::values::deploys::Need;
use crate::helm::{NAMESPACE, is_chart_like};
use crate::names::{nearest, releases};
use crate::project::helm::{HelmChartConfig, Word};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "helmchartconfig-name",
    summary: "A HelmChartConfig is for no chart that RKE2 deploys",
    page: page!("helmchartconfig_name.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

const DOCS: &str = "rancher/rke2-docs docs/add-ons/helm.md";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for config in &context.project.chart_configs {
        let Some(name) = config.name.as_ref().filter(|name| !name.opaque) else {
            continue;
        };
        // It may be for somebody's own chart.
        let own = &context.project.charts;
        if !own.iter().any(|chart| chart.name == name.text) {
            found.extend(judge(context, config, name));
        }
    }
}

fn judge(context: &Context<'_>, config: &HelmChartConfig, name: &Word) -> Option<Diagnostic> {
    let chart = name.text.as_str();
    let release = context.to;
    let shipped = context.facts.chart(release, chart)?;
    // What is left of a chart that was taken out is an empty manifest.
    let Some(_) = shipped.filter(|version| *version != "0.0.0") else {
        return unknown(context, name);
    };
    if let Some(namespace) = &config.namespace
        && !namespace.opaque
        && namespace.text != NAMESPACE
    {
        let message = format!(
            "this HelmChartConfig has no effect: {chart} is in the namespace {NAMESPACE}, and not in `{}`",
            namespace.text
        );
        return Some(
            RULE.warning(Consequence::Ignored, namespace.span, message)
                .help(format!("write `namespace: {NAMESPACE}`"))
                .fix(namespace.span, NAMESPACE)
                .evidence(DOCS),
        );
    }
    not_deployed(context, name)
}

/// No chart of the release: one of other releases, or a name that is nearly one.
fn unknown(context: &Context<'_>, name: &Word) -> Option<Diagnostic> {
    let chart = name.text.as_str();
    let release = context.to;
    let say = |message: String| {
        RULE.warning(Consequence::Ignored, name.span, message)
            .evidence(DOCS)
    };
    if context.facts.is_chart(chart) {
        let mut versions: Vec<&str> = Vec::new();
        if let Some(charts) = context.facts.chart_versions(chart) {
            versions.extend(charts.into_iter().filter(|version| *version != "0.0.0"));
        }
        let shipped = context.facts.shipped_in(chart, &versions);
        let message = format!("this HelmChartConfig has no effect: {release} has no chart {chart}");
        return Some(say(message).help(format!("the chart is part of {}", releases(&shipped))));
    }
    let charts = context.facts.charts(release)?;
    let charts: Vec<&str> = charts.into_iter().map(|(chart, _)| chart).collect();
    let bare = chart.strip_suffix("-config").unwrap_or(chart);
    let prefixed = format!("rke2-{bare}");
    let swapped = bare.replace("nginx-ingress", "ingress-nginx");
    let meant = [bare, &prefixed, &swapped]
        .into_iter()
        .find_map(|name| charts.iter().find(|chart| **chart == name))
        .copied()
        .or_else(|| nearest(chart, &charts));
    // A chart of one's own may have any other name, and its HelmChart need not be here.
    let sure = is_chart_like(context.facts, chart);
    let message = format!("this HelmChartConfig has no effect: RKE2 has no chart `{chart}`");
    match meant {
        Some(meant) if sure => Some(
            say(message)
                .help(format!(
                    "a HelmChartConfig has the name of its chart: write `{meant}`"
                ))
                .suggest(name.span, meant),
        ),
        None if chart.starts_with("rke2-") => {
            Some(say(message).help("a HelmChartConfig has the name of its chart"))
        }
        _ => None,
    }
}

/// A chart that all servers leave out. Where there is no server, or any may deploy it, nothing is said.
fn not_deployed(context: &Context<'_>, name: &Word) -> Option<Diagnostic> {
    let chart = name.text.as_str();
    let need = context.facts.chart_need(chart, context.to);
    let servers: Vec<&NodeView<'_>> = context
        .nodes
        .iter()
        .filter(|node| node.may_be_server())
        .collect();
    let reasons: Option<Vec<Reason>> = servers
        .iter()
        .map(|node| reason(node, chart, need))
        .collect();
    let reasons = reasons?;
    let first = reasons.first()?;
    let message = format!("this HelmChartConfig has no effect: {}", first.text);
    let mut finding = RULE
        .warning(Consequence::Ignored, name.span, message)
        .evidence(need.map_or(DOCS, |need| need.source));
    for reason in &reasons {
        if let Some(span) = reason.span {
            finding = finding.related(span, "here");
        }
    }
    Some(finding)
}

/// Why a server does not deploy a chart.
struct Reason {
    text: String,
    span: Option<Span>,
}

fn reason(node: &NodeView<'_>, chart: &str, need: Option<Need>) -> Option<Reason> {
    let disabled = node.disabled().into_iter().find(|(name, _)| *name == chart);
    if let Some((_, span)) = disabled {
        return Some(Reason {
            text: format!("`disable` leaves {chart} out"),
            span: Some(span),
        });
    }
    let Need { key, value, .. } = need?;
    if key == "cni" {
        let chosen = node.plugins.as_ref()?;
        let other = chosen.iter().all(|(name, _)| *name != value);
        let names: Vec<&str> = chosen.iter().map(|(name, _)| *name).collect();
        return other.then(|| Reason {
            text: format!(
                "`cni` is {}, so RKE2 does not deploy {chart}",
                names.join(", ")
            ),
            span: chosen.first().and_then(|(_, span)| *span),
        });
    }
    // Without the key the default counts, which depends on the release, and elsewhere on the cluster.
    if node.is_opaque(key) || !node.is_set(key) {
        return None;
    }
    let values = node.split(key);
    let other = !values.is_empty() && values.iter().all(|(name, _)| *name != value);
    other.then(|| Reason {
        text: format!("`{key}` does not name {value}, so RKE2 does not deploy {chart}"),
        span: values.first().map(|(_, span)| *span),
    })
}
