//! A HelmChartConfig that is for no chart that RKE2 deploys.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::helm::{NAMESPACE, is_chart_like};
use crate::names::{nearest, releases};
use crate::project::helm::{HelmChartConfig, Word};
use crate::project::puts_together;

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
    twins(context, found);
}

/// Objects of one name that lie where RKE2 applies all of them, so that the last one stays.
fn twins(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let configs = &context.project.chart_configs;
    let folder = |config: &HelmChartConfig| {
        let path = &context.sources.get(config.file).path;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folder
            .ends_with("server/manifests")
            .then(|| folder.to_owned())
    };
    for (index, config) in configs.iter().enumerate() {
        let Some(name) = config.name.as_ref().filter(|name| !name.opaque) else {
            continue;
        };
        let is_twin = |other: &&HelmChartConfig| {
            let namespace =
                |config: &HelmChartConfig| config.namespace.as_ref().map(|word| word.text.clone());
            let same = other
                .name
                .as_ref()
                .is_some_and(|word| word.text == name.text);
            let together = other.file == config.file
                && !context.sources.get(config.file).has_control()
                || folder(config).is_some() && folder(config) == folder(other);
            same && together && namespace(other) == namespace(config)
        };
        if let Some(other) = configs[..index].iter().find(is_twin) {
            let message = format!(
                "two HelmChartConfigs are `{}`: only what is applied last stays",
                name.text
            );
            let there = other
                .name
                .as_ref()
                .map_or(other.kind_span, |word| word.span);
            found.push(
                RULE.warning(Consequence::Ignored, name.span, message)
                    .related(there, "the other one")
                    .help("put the values of both into one")
                    .evidence(DOCS),
            );
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
    if config.namespace.is_none() && !fills_in_namespaces(context, config) {
        let message = format!(
            "this HelmChartConfig has no effect: {chart} is in the namespace {NAMESPACE}, and without a namespace it gets into `default`"
        );
        return Some(
            RULE.warning(Consequence::Ignored, name.span, message)
                .help(format!("write `namespace: {NAMESPACE}` below `metadata`"))
                .evidence(DOCS),
        );
    }
    not_deployed(context, name)
}

/// Whether something may give objects a namespace before they get to a cluster: a template, or a tool that puts
/// manifests together.
fn fills_in_namespaces(context: &Context<'_>, config: &HelmChartConfig) -> bool {
    let mut sources = context.sources.iter();
    let mut objects = context.objects();
    context.sources.get(config.file).has_control()
        || sources.any(|(_, source)| puts_together(source.name()))
        || objects.any(|object| {
            matches!(
                object.group(),
                "argoproj.io" | "kustomize.toolkit.fluxcd.io"
            )
        })
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
    let lower = chart.to_ascii_lowercase();
    let chart = lower.as_str();
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
    let message = format!(
        "this HelmChartConfig has no effect: RKE2 has no chart `{}`",
        name.text
    );
    match meant {
        Some(meant) if sure => Some(
            say(message)
                .help(format!(
                    "a HelmChartConfig has the name of its chart: write `{meant}`"
                ))
                .suggest(name.span, meant),
        ),
        // K3s and the upstream projects name their charts so.
        Some(meant) if prefixed == meant => {
            let message = format!(
                "RKE2 has no chart `{}`: unless a HelmChart of this name is elsewhere, this HelmChartConfig has no effect",
                name.text
            );
            Some(
                RULE.info(Consequence::Ignored, name.span, message)
                    .help(format!("RKE2's own is `{meant}`"))
                    .evidence(DOCS),
            )
        }
        None if chart.starts_with("rke2-") => {
            Some(say(message).help("a HelmChartConfig has the name of its chart"))
        }
        _ => None,
    }
}

/// A chart that all servers leave out. Where there is no server, or any may deploy it, nothing is said.
fn not_deployed(context: &Context<'_>, name: &Word) -> Option<Diagnostic> {
    let chart = name.text.as_str();
    let reasons = context.left_out(chart)?;
    let first = reasons.first()?;
    let need = context.facts.chart_need(chart, context.to);
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
