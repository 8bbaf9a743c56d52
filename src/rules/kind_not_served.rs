//! Objects of kinds that no deployed chart makes the apiserver know.

use super::{Context, Mark, NodeView, Rule, When};
use crate::advisory;
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::kinds::{Held, KindFact};
use crate::helm::is_opaque;
use crate::project::Object;
use crate::yaml::Ref;
use crate::yaml::go::parse_bool;

pub static RULE: Rule = Rule {
    id: "kind-not-served",
    summary: "An object is of a kind or version that the deployed charts do not bring, or no longer",
    page: page!("kind_not_served.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut charts = Charts::default();
    let definitions = context.objects_of("apiextensions.k8s.io", "CustomResourceDefinition");
    let defined: Vec<(&str, &str)> = definitions.filter_map(defines).collect();
    for objects in &context.kinds {
        let (group, kind) = (objects[0].group(), objects[0].kind.text());
        let facts = context.facts.kind(group, kind);
        if facts.is_empty() || defined.contains(&(group, kind)) {
            continue;
        }
        for object in objects {
            let source = context.sources.get(object.file);
            let opaque = |node: Ref<'_>| is_opaque(source, node);
            if !opaque(object.kind) && !opaque(object.api_version) {
                found.extend(judge(context, &mut charts, object, &facts));
            }
        }
    }
}

/// The group and kind that an object defines.
fn defines<'a>(object: &Object<'a>) -> Option<(&'a str, &'a str)> {
    let kind = object.spec(&["names", "kind"])?;
    Some((object.spec(&["group"])?.text(), kind.text()))
}

/// Whether the cluster deploys a chart, as far as that is known; looked up once for each.
#[derive(Default)]
struct Charts(Vec<(&'static str, Option<bool>)>);

impl Charts {
    fn deployed(&mut self, context: &Context<'_>, chart: &'static str) -> Option<bool> {
        if let Some((_, known)) = self.0.iter().find(|(name, _)| *name == chart) {
            return *known;
        }
        let servers: Vec<&NodeView<'_>> = context
            .nodes
            .iter()
            .filter(|node| node.may_be_server())
            .collect();
        let deployed = match servers.first() {
            None => advisory::deploys(context, None, chart),
            // Clusters that differ are not to be told apart by an object.
            Some(first) => {
                let same = |node: &&NodeView<'_>| advisory::deploys(context, Some(node), chart);
                let own = same(first);
                own.filter(|_| servers.iter().all(|node| same(node) == own))
            }
        };
        self.0.push((chart, deployed));
        deployed
    }

    /// Whether a chart that is deployed serves a kind; `None` where that is not known.
    fn serves(&mut self, context: &Context<'_>, fact: &KindFact) -> Option<bool> {
        let deployed = self.deployed(context, fact.chart)?;
        let Some(needs) = fact.needs.filter(|_| deployed) else {
            return Some(deployed);
        };
        let mut views = context.charts.iter();
        let view = views.find(|view| view.chart == fact.chart)?;
        let own = view
            .tree
            .as_ref()?
            .get(needs)
            .and_then(|value| value.default);
        let text = view.set(needs).map_or(own, |set| Some(set.text()));
        Some(text.and_then(parse_bool) == Some(true))
    }
}

fn judge(
    context: &Context<'_>,
    charts: &mut Charts,
    object: &Object<'_>,
    facts: &[KindFact],
) -> Option<Diagnostic> {
    let api_version = object.api_version.text();
    let version = api_version.rsplit('/').next().unwrap_or(api_version);
    let kind = object.kind.text();
    let place = object.api_version.span();
    let mut others: Vec<&KindFact> = Vec::new();
    let mut lost = None;
    for fact in facts {
        let serves = charts.serves(context, fact)?;
        let own = fact.is_version(version);
        match (serves && fact.is_in(context.to), own) {
            (true, true) => return None,
            (true, false) => others.push(fact),
            (false, _) => {}
        }
        let before = context.step().is_some_and(|(from, _)| fact.is_in(from));
        if serves && own && before {
            lost = Some(fact);
        }
    }
    if let Some(fact) = lost {
        return Some(gone(context, charts, object, fact, others.first().copied()));
    }
    if let Some(other) = others.last() {
        let message = format!(
            "{} of this release does not serve `{api_version}` of {kind}",
            other.chart
        );
        let written = format!("{}/{}", other.group, other.version?);
        return Some(
            RULE.error(Consequence::Ignored, place, message)
                .help(format!("write `apiVersion: {written}`"))
                .suggest(place, written)
                .evidence(other.source),
        );
    }
    not_there(context, charts, object, facts)
}

/// The step takes it away.
fn gone(
    context: &Context<'_>,
    charts: &mut Charts,
    object: &Object<'_>,
    fact: &KindFact,
    other: Option<&KindFact>,
) -> Diagnostic {
    let kind = object.kind.text();
    let api_version = object.api_version.text();
    let release = context.to;
    let chart = fact.chart;
    let place = object.api_version.span();
    let other = other.copied().or_else(|| {
        let mut same = context.facts.kinds_named(kind);
        same.find(|other| {
            other.group != fact.group
                && other.held == fact.held
                && other.is_in(release)
                && charts.deployed(context, other.chart) == Some(true)
        })
    });
    let (consequence, message) = match (fact.held, &other) {
        (_, Some(other)) if other.group == fact.group => (
            Consequence::Ignored,
            format!("{release} does not serve `{api_version}` of {kind} any more"),
        ),
        (Held::Template, _) => (
            Consequence::DataLoss,
            format!(
                "{release} does not know {kind} of `{api_version}` any more: the upgrade of {chart} takes \
                 its definition away, and with it all objects of this kind"
            ),
        ),
        _ => (
            Consequence::Ignored,
            format!(
                "{release} does nothing any more with {kind} of `{api_version}`, which {chart} no longer knows"
            ),
        ),
    };
    let written = other.and_then(|other| Some(format!("{}/{}", other.group, other.version?)));
    let finding = RULE
        .error(consequence, place, message)
        .evidence(fact.source);
    match (fact.instead, written) {
        (Some(instead), _) => finding.help(instead),
        (None, Some(written)) => finding
            .help(format!("write `apiVersion: {written}`"))
            .suggest(place, written),
        (None, None) => finding,
    }
}

/// Nothing that is deployed knows it. Where people may bring it themselves, that is no more than worth knowing.
fn not_there(
    context: &Context<'_>,
    charts: &mut Charts,
    object: &Object<'_>,
    facts: &[KindFact],
) -> Option<Diagnostic> {
    let kind = object.kind.text();
    let place = object.kind.span();
    let need = |fact: &KindFact| context.facts.chart_need(fact.chart, context.to);
    let is_network = |fact: &KindFact| need(fact).is_some_and(|need| need.key == "cni");
    if !facts.iter().all(is_network) {
        return None;
    }
    let mut plugins: Vec<&str> = facts
        .iter()
        .filter_map(|fact| need(fact).map(|need| need.value))
        .collect();
    plugins.dedup();
    let plugins = plugins.join(" or ");
    let by_server = facts.iter().find(|fact| fact.held == Held::Server);
    let mut runs = |chart| charts.deployed(context, chart) == Some(true);
    if let Some(fact) = by_server
        && (runs(fact.chart) || runs("rke2-canal"))
    {
        let (why, help) = match runs(fact.chart) {
            true => (
                "its `apiServer.enabled` is off",
                "turn it on in the HelmChartConfig rke2-calico, or apply the file with calicoctl",
            ),
            false => (
                "canal has none",
                "write `apiVersion: crd.projectcalico.org/v1`, or apply the file with calicoctl",
            ),
        };
        let message = format!(
            "kubectl cannot create this {kind}: the API server of Calico serves its group, and {why}"
        );
        return Some(
            RULE.finding(Severity::Info, Consequence::Ignored, Some(place), message)
                .help(help)
                .evidence(fact.source),
        );
    }
    // The chart is there, but without it.
    if let Some(fact) = facts.iter().find(|fact| runs(fact.chart)) {
        let message = format!(
            "{} does not know {kind} of `{}`: {} brings it in other releases only",
            context.to,
            object.api_version.text(),
            fact.chart
        );
        let finding = RULE
            .warning(Consequence::Ignored, place, message)
            .evidence(fact.source);
        return Some(match fact.instead {
            Some(instead) => finding.help(instead),
            None => finding,
        });
    }
    // Who runs multus of his own, or no plugin of RKE2's, knows what he does.
    let primary = ["rke2-canal", "rke2-calico", "rke2-cilium", "rke2-flannel"];
    let running = primary.into_iter().find(|chart| runs(chart))?;
    let running = running.trim_start_matches("rke2-");
    let message = format!(
        "nothing knows this {kind}: it belongs to {plugins}, and the cluster runs {running}"
    );
    let (severity, consequence) = match kind.ends_with("NetworkPolicy") {
        true => (Severity::Warning, Consequence::Insecure),
        false if plugins == "multus" => (Severity::Info, Consequence::Ignored),
        false => (Severity::Warning, Consequence::Ignored),
    };
    let help = match (kind.ends_with("NetworkPolicy"), running) {
        (true, "flannel") => {
            "flannel enforces no policy: that needs canal, Calico or Cilium on a new cluster"
                .to_owned()
        }
        (true, _) => format!(
            "write what it says as a NetworkPolicy of `networking.k8s.io/v1`, which {running} enforces"
        ),
        (false, _) if plugins == "multus" => {
            "put `multus` first in `cni`, unless you deploy it yourself".to_owned()
        }
        (false, _) => "remove it, or bring what knows it".to_owned(),
    };
    let source = facts.first().map_or("", |fact| fact.source);
    Some(
        RULE.finding(severity, consequence, Some(place), message)
            .help(help)
            .evidence(source),
    )
}
