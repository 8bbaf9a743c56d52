//! Terms about what a configuration amounts to: `@ipv6-only`, `@deploys:rke2-traefik`.

use super::values::Trees;
use super::{Answer, Subject, Test};
use crate::context::{Change, Context, NodeView, windows};
use crate::facts::charts::lenient;
use crate::facts::objects::is_os;
use crate::helm::ChartView;
use crate::project::plan::Machine;
use crate::release::Ranges;
use crate::role::Role;
use crate::values::network::{Family, Network};

#[cfg(test)]
const NAMES: &[&str] = &["dual-stack", "ipv6", "ipv6-only", "no-mirrors", "windows"];

/// What was looked up for one condition, and may be asked for by the next.
#[derive(Default)]
pub(in crate::advisory) struct Memo<'c, 'a> {
    pub trees: Trees<'a>,
    /// The HelmChartConfigs that run now.
    pub charts: Option<Vec<ChartView<'a>>>,
    changes: Option<Vec<Change<'c, 'a>>>,
}

impl<'c, 'a> Memo<'c, 'a> {
    /// A node as it runs now, where that was given.
    pub fn before(
        &mut self,
        context: &'c Context<'a>,
        node: &NodeView<'a>,
    ) -> Option<&NodeView<'a>> {
        context.before?;
        let changes = self.changes.get_or_insert_with(|| context.changes());
        let own = changes
            .iter()
            .find(|change| std::ptr::eq(change.new.node, node.node));
        own.map(|change| &change.old)
    }
}

/// Whether a term is known.
#[cfg(test)]
pub(super) fn is_known(name: &str) -> bool {
    let prefixes = [
        "arch:",
        "attachment:",
        "changed:",
        "deploys:",
        "from:",
        "kernel:",
        "object:",
        "os:",
    ];
    NAMES.contains(&name) || prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether a fact is the same whatever server is asked about.
pub(super) fn is_shared(name: &str) -> bool {
    let prefixes = ["arch:", "attachment:", "from:", "kernel:", "object:", "os:"];
    prefixes.iter().any(|prefix| name.starts_with(prefix))
}

/// Asks for a fact.
pub(super) fn ask(context: &Context<'_>, asked: &Subject<'_, '_>, name: &str) -> Answer {
    if let Some(chart) = name.strip_prefix("deploys:") {
        return deploys(context, asked, chart);
    }
    if let Some(kind) = name.strip_prefix("object:") {
        return object(context, kind);
    }
    if let Some(word) = name.strip_prefix("os:") {
        let is = |machine: &Machine<'_>| is_os(machine.info_text("osImage"), word);
        return machine(context, &is, "osImage");
    }
    if let Some(word) = name.strip_prefix("arch:") {
        let is = |machine: &Machine<'_>| machine.info_text("architecture") == word;
        return machine(context, &is, "architecture");
    }
    if let Some(least) = name.strip_prefix("kernel:") {
        // The kernels of RHEL 8 carry what newer ones have.
        let is = |machine: &Machine<'_>| {
            let text = machine.info_text("kernelVersion");
            let older = lenient(text).zip(lenient(least));
            older.is_some_and(|(own, least)| own < least) && !text.contains(".el8")
        };
        return machine(context, &is, "kernelVersion");
    }
    if let Some(plugin) = name.strip_prefix("attachment:") {
        return attachment(context, plugin);
    }
    if let Some(range) = name.strip_prefix("from:") {
        let runs = context.from.is_some_and(|from| Ranges::holds(range, from));
        return Answer::of(runs, None);
    }
    match name {
        "windows" => runs_windows(context),
        "no-mirrors" => {
            let registries = &context.project.registries;
            let any = registries.iter().any(|file| !file.mirrors.is_empty());
            match registries.is_empty() {
                true => Answer::by_default(true, "`registries.yaml`"),
                false => Answer::of(!any, None),
            }
        }
        _ => asked.node.map_or_else(
            || Answer::unknown("`cluster-cidr`"),
            |node| families(node, name),
        ),
    }
}

fn families(node: &NodeView<'_>, name: &str) -> Answer {
    let unknown = || Answer::unknown("`cluster-cidr`");
    if node.is_conditional() {
        return unknown();
    }
    let Some(networks) = node.compared("cluster-cidr") else {
        return unknown();
    };
    let has = |family| {
        let mut cidrs = networks
            .values
            .iter()
            .filter_map(|text| Network::parse(text));
        cidrs.any(|cidr| cidr.family() == family)
    };
    let holds = match name {
        "dual-stack" => has(Family::V4) && has(Family::V6),
        "ipv6-only" => has(Family::V6) && !has(Family::V4),
        _ => has(Family::V6),
    };
    Answer::of(holds, networks.span)
}

fn runs_windows(context: &Context<'_>) -> Answer {
    let agents = context.nodes.iter();
    let agents = agents.filter(|node| node.role == Some(Role::Agent));
    let mut shown = agents.filter_map(|node| windows(context, node));
    match shown.find(|evidence| evidence.certain) {
        Some(evidence) => Answer::of(true, Some(evidence.span)),
        None => {
            let is = |machine: &Machine<'_>| machine.is_windows();
            machine(context, &is, "operatingSystem")
        }
    }
}

/// Whether a chart is deployed; who has values for it, and shows no server, deploys it.
pub(in crate::advisory) fn deploys(
    context: &Context<'_>,
    asked: &Subject<'_, '_>,
    chart: &str,
) -> Answer {
    if context.facts.chart(context.to, chart).flatten().is_none() {
        return Answer::no();
    }
    let need = context.facts.chart_need(chart, context.to);
    if let Some(need) = need.filter(|need| need.key == "cni") {
        return super::cni(asked, Test::Is(need.value));
    }
    let Some(node) = asked.node else {
        return match context.charts.iter().any(|view| view.chart == chart) {
            true => Answer::of(true, None),
            false => Answer::unknown("the servers' configuration"),
        };
    };
    if node.is_conditional() || node.is_opaque("disable") {
        return Answer::unknown("`disable`");
    }
    if node.disabled().iter().any(|(name, _)| *name == chart) {
        return Answer::no();
    }
    let Some(need) = need else {
        return match node.is_whole() {
            true => Answer::of(true, None),
            false => Answer::unknown("`disable`"),
        };
    };
    let unknown = || Answer::unknown(format!("`{}`", need.key));
    if node.is_opaque(need.key) {
        return unknown();
    }
    if node.is_set(need.key) {
        let items = node.split(need.key);
        let item = items.iter().find(|(name, _)| *name == need.value);
        return Answer::of(item.is_some(), item.map(|(_, span)| *span));
    }
    // Without the key the default counts, which may depend on what is deployed already.
    match node.is_whole() && !context.has("ingress-default-deployed-chart") {
        true => Answer::of(need.value == "ingress-nginx", None),
        false => unknown(),
    }
}

/// Node objects that are of a kind; nothing is asked about nodes that were not given.
fn machine(context: &Context<'_>, is: &dyn Fn(&Machine<'_>) -> bool, key: &str) -> Answer {
    let mut machines = context.machines().into_iter();
    let found = machines.find(is);
    let place = found.and_then(|machine| machine.info(key));
    Answer::of(found.is_some(), place.map(|node| node.span()))
}

/// An object that was given; clusters may hold it without that.
fn object(context: &Context<'_>, wanted: &str) -> Answer {
    let (group, kind) = wanted.split_once('/').unwrap_or(("", wanted));
    match context.objects_of(group, kind).next() {
        Some(object) => Answer::of(true, Some(object.kind.span())),
        None => Answer::unknown(format!("whether the cluster has objects of kind {kind}")),
    }
}

/// A network of multus whose addresses a plugin hands out.
fn attachment(context: &Context<'_>, plugin: &str) -> Answer {
    let networks = context.objects_of("k8s.cni.cncf.io", "NetworkAttachmentDefinition");
    let name = format!("\"{plugin}\"");
    let mut configs = networks.filter_map(|object| object.spec(&["config"]));
    let found = configs.find(|config| config.text().contains(&name));
    Answer::of(found.is_some(), found.map(|config| config.span()))
}
