//! A chart that one key chooses and `disable` takes away.

use super::{Context, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "disable-selected",
    summary: "`disable` takes away the chart that `cni` or `ingress-controller` chooses",
    page: page!("disable_selected.md"),
    when: &[When::Key("disable")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let charts = context.facts.charts(context.to).unwrap_or_default();
    let ships = |name: &str| charts.iter().any(|(chart, _)| *chart == name);
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        let disabled = node.disabled();
        if disabled.is_empty() {
            continue;
        }
        let chosen = chosen(context, node);
        for (name, span) in disabled {
            let short = name.strip_prefix("rke2-").unwrap_or_default();
            let base = short.strip_suffix("-crd").unwrap_or(short);
            let choice = chosen.iter().find(|choice| choice.name == base);
            if let Some(choice) = choice.filter(|_| ships(name)) {
                found.push(judge(choice, name, span));
            }
        }
    }
}

/// What a node asks for.
struct Choice<'a> {
    key: &'static str,
    name: &'a str,
    /// Where; nowhere for the default.
    span: Option<Span>,
}

fn chosen<'a>(context: &Context<'a>, node: &NodeView<'a>) -> Vec<Choice<'a>> {
    let mut chosen = Vec::new();
    // Before there was the key, disabling canal was the way to bring another plugin.
    let plugins = match context.facts.accepted_values("cni", context.to).is_empty() {
        true => None,
        false => node.plugins.clone(),
    };
    chosen.extend(
        plugins
            .unwrap_or_default()
            .into_iter()
            .map(|(name, span)| Choice {
                key: "cni",
                name,
                span,
            }),
    );
    let key = "ingress-controller";
    // What the default chooses is usually what people mean to disable.
    chosen.extend(node.split(key).into_iter().map(|(name, span)| Choice {
        key,
        name,
        span: Some(span),
    }));
    chosen
}

fn judge(choice: &Choice<'_>, disabled: &str, span: Span) -> Diagnostic {
    let Choice { key, name, .. } = choice;
    let lost = match (*key, *name) {
        ("cni", "multus") => "no multus, so pods get no further interfaces",
        ("cni", _) if disabled.ends_with("-crd") => "the CNI without its CRDs, so its chart fails",
        ("cni", _) => "no CNI, so nodes stay NotReady",
        _ => "no such ingress controller",
    };
    let (severity, why) = match choice.span {
        Some(_) => (
            Severity::Warning,
            format!("`disable` takes away what `{key}: {name}` chooses"),
        ),
        // Whoever disables the default may well bring another one.
        None => (
            Severity::Info,
            format!("`disable` takes away `{name}`, the default of `{key}`"),
        ),
    };
    let message = format!("RKE2 deploys {lost}: {why}");
    let help = match choice.span {
        Some(_) => format!("remove `{disabled}` from `disable`, or choose another `{key}`"),
        None => format!("if you bring one of your own, write `{key}: none`, which says so"),
    };
    let finding = RULE
        .finding(severity, Consequence::ComponentDown, Some(span), message)
        .help(help)
        .evidence("rancher/rke2 pkg/cli/cmds/server.go validateCNI");
    match choice.span {
        Some(place) => finding.related(place, "chosen here"),
        None => finding,
    }
}
