//! The default ingress controller of a release that looks at the deployed charts.

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::role::Role;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "ingress-default",
    summary: "Nothing says which ingress controller to deploy, and the default has changed",
    page: page!("ingress_default.md"),
    when: &[When::Key("disable"), When::Has(Mark::From)],
    check,
};

const TRAIT: &str = "ingress-default-deployed-chart";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has(TRAIT) {
        return;
    }
    let changes = context
        .from
        .is_some_and(|from| !context.facts.has(TRAIT, from));
    let mut undecided = false;
    let servers = context.nodes.iter();
    for node in servers.filter(|node| node.role == Some(Role::Server) && node.is_whole()) {
        if node.is_set("ingress-controller") || node.is_opaque("disable") {
            continue;
        }
        let disabled = node.disabled();
        let item = |chart| disabled.iter().find(|(name, _)| *name == chart);
        match (item("rke2-ingress-nginx"), item("rke2-traefik")) {
            (Some((_, span)), None) => found.push(surprise(context, node, *span, changes)),
            (None, None) => undecided = true,
            _ => {}
        }
    }
    if undecided && changes {
        let to = context.to;
        let message = format!(
            "without `ingress-controller`, {to} keeps the controller that is deployed; a new cluster gets traefik instead of ingress-nginx"
        );
        found.push(
            RULE.finding(Severity::Info, Consequence::Changed, None, message)
                .help("set `ingress-controller` on every server, so that old and new clusters are alike")
                .evidence("rancher/rke2 pkg/bootstrap/bootstrap.go getDefaultIngressClassFromCharts"),
        );
    }
}

fn surprise(context: &Context<'_>, node: &NodeView<'_>, span: Span, changes: bool) -> Diagnostic {
    let message = match changes {
        true => {
            "RKE2 now deploys traefik on ports 80 and 443: only ingress-nginx is disabled, and the default has changed"
        }
        false => {
            "RKE2 deploys traefik on ports 80 and 443: only ingress-nginx is disabled, and traefik is the default"
        }
    };
    let finding = RULE
        .warning(Consequence::Changed, span, message)
        .help("write `ingress-controller: none` for no controller, or `ingress-controller: traefik` if it is wanted")
        .evidence("rancher/rke2 pkg/bootstrap/bootstrap.go getDefaultIngressClassFromCharts")
        .evidence("rancher/rke2 issue 10554");
    match context.line_before(node, "disable", "ingress-controller: none") {
        Some(edit) => finding.suggest(edit.span, edit.text),
        None => finding,
    }
}
