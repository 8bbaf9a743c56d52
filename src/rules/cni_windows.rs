//! Windows nodes in a cluster whose CNI does not run on Windows.

use super::{Context, Mark, NodeView, Rule, When};
use crate::context::windows;
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "cni-windows",
    summary: "A cluster with Windows nodes has a CNI that does not run on Windows",
    page: page!("cni_windows.md"),
    when: &[When::Has(Mark::Node)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("windows-cni-checked") {
        return;
    }
    let servers: Vec<&NodeView<'_>> = context.servers().collect();
    for agent in context
        .nodes
        .iter()
        .filter(|node| node.role == Some(Role::Agent))
    {
        let Some(windows) = windows(context, agent) else {
            continue;
        };
        let cluster = agent.node.cluster.as_ref();
        let mates = servers
            .iter()
            .filter(|server| cluster.is_some() && server.node.cluster.as_ref() == cluster);
        // Servers of a cluster agree on the CNI; one finding is enough.
        let unfit = mates.filter_map(|server| {
            let plugins = server.plugins.as_ref()?;
            let &(plugin, place) = plugins.last()?;
            matches!(plugin, "canal" | "cilium").then_some((plugin, place))
        });
        let Some((plugin, place)) = unfit.min_by_key(|(_, place)| place.is_none()) else {
            continue;
        };
        let certain = place.is_some() && windows.certain;
        let severity = match certain {
            true => Severity::Error,
            false => Severity::Warning,
        };
        let message = format!("the Windows agent exits: {plugin} does not run on Windows");
        let mut finding = RULE
            .finding(severity, Consequence::WontStart, place.or(Some(windows.span)), message)
            .help(format!(
                "choose {} on the servers of a new cluster; a cluster that runs cannot change its CNI",
                fitting(context)
            ))
            .evidence("rancher/rke2 pkg/executor/pebinary/pebinary.go Bootstrap");
        if place.is_some() {
            finding = finding.related(windows.span, "this node runs Windows");
        }
        found.push(finding);
    }
}

/// The plugins that run on Windows nodes of the release.
fn fitting(context: &Context<'_>) -> String {
    let fitting = ["calico", "flannel"].into_iter();
    let fitting = fitting.filter(|plugin| context.has(&format!("windows-{plugin}")));
    fitting.collect::<Vec<_>>().join(" or ")
}
