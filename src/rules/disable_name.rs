//! A name under `disable` that no chart of the release has.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::options::Component;
use crate::names::{nearest, releases};
use crate::role::Role;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "disable-name",
    summary: "`disable` names no chart of the release",
    page: page!("disable_name.md"),
    when: &[When::Key("disable"), When::Key("disable-kube-proxy")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some(charts) = context.facts.charts(context.to) else {
        return;
    };
    let charts: Vec<&str> = charts.into_iter().map(|(chart, _)| chart).collect();
    for node in &context.nodes {
        for (name, span) in node.disabled() {
            // RKE2 itself disables CRD charts that do not exist, so naming one means no more.
            let base = name.strip_suffix("-crd").unwrap_or(name);
            let switch = context.facts.k3s_component(name) == Some(Component::Switch);
            if charts.contains(&name) || charts.contains(&base) || switch {
                continue;
            }
            found.extend(judge(context, node, &charts, name, span));
        }
    }
}

fn judge(
    context: &Context<'_>,
    node: &NodeView<'_>,
    charts: &[&str],
    name: &str,
    span: Span,
) -> Option<Diagnostic> {
    let release = context.to;
    if matches!(name, "rke2-kube-proxy" | "kube-proxy") {
        return kube_proxy(context, node, span);
    }
    let message = format!("this disables nothing: {release} has no chart `{name}`");
    if let Some(meant) = meant(context, name, charts) {
        let finding = say(Severity::Warning, span, message).help(format!("write `{meant}`"));
        // In an item that names several there is more to keep.
        let items = node.values("disable");
        let alone = items.iter().any(|item| item.text == name);
        let twice = node.disabled().iter().any(|(other, _)| *other == meant);
        return Some(match alone && !twice {
            true => finding.suggest(span, meant),
            false => finding,
        });
    }
    let finding = say(Severity::Info, span, message);
    if context.facts.k3s_component(name).is_some() {
        return Some(finding.help("remove it: K3s has this, RKE2 does not"));
    }
    let shipped = context.facts.chart_releases(name);
    Some(match shipped.is_empty() {
        true => finding.help(
            "charts have names as `rke2-coredns`; a manifest of your own with this name would be deleted",
        ),
        false => finding.help(format!("this chart is part of {}", releases(&shipped))),
    })
}

/// kube-proxy was a chart once; since then it has a switch of its own.
fn kube_proxy(context: &Context<'_>, node: &NodeView<'_>, span: Span) -> Option<Diagnostic> {
    let key = "disable-kube-proxy";
    context.facts.accepted(key, Role::Server, context.to)?;
    // Beside the switch the old name does no harm.
    if node.is_on(key) || node.is_opaque(key) {
        return None;
    }
    let message = "kube-proxy keeps running: it is no chart, and `disable` only takes away charts";
    Some(
        say(Severity::Warning, span, message.to_owned())
            .help("write `disable-kube-proxy: true`, and let the CNI replace it")
            .evidence("rancher/rke2 pkg/rke2/kp.go; rancher/rke2 issue 5107"),
    )
}

/// The chart that is meant: K3s names them without the prefix, and people shorten them.
fn meant<'c>(context: &Context<'_>, name: &str, charts: &[&'c str]) -> Option<&'c str> {
    let find = |wanted: &str| charts.iter().copied().find(|chart| *chart == wanted);
    match context.facts.k3s_component(name) {
        Some(Component::Chart(chart)) => return find(chart),
        Some(_) => return None,
        None => {}
    }
    let lower = name.to_ascii_lowercase().replace('_', "-");
    let with_prefix = match lower.strip_prefix("rke2-").unwrap_or(&lower) {
        "nginx" | "ingress" | "nginx-ingress" => "rke2-ingress-nginx".to_owned(),
        short => format!("rke2-{short}"),
    };
    let exact = find(&with_prefix).or_else(|| find(&lower));
    exact.or_else(|| nearest(&lower, charts))
}

fn say(severity: Severity, span: Span, message: String) -> Diagnostic {
    RULE.finding(severity, Consequence::Ignored, Some(span), message)
        .evidence("k3s-io/k3s pkg/deploy/controller.go shouldDisableFile")
}
