//! A higher release that ships older parts, because it was made before the one that runs.

use semver::Version;

use super::{Context, Mark, NodeView, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::charts::{decode, lenient};
use crate::facts::releases::State;
use crate::names::list;
use crate::order;
use crate::release::Release;

pub static RULE: Rule = Rule {
    id: "components-go-back",
    summary: "The target is higher, but ships older charts or components",
    page: page!("components_go_back.md"),
    when: &[When::Has(Mark::From)],
    check,
};

/// The components that are no charts and that keep state, or run containers.
const COMPONENTS: [&str; 3] = ["containerd", "etcd", "runc"];

/// So many are named.
const NAMED: usize = 6;

/// Something that goes back.
struct Part<'a> {
    name: &'a str,
    before: Version,
    after: Version,
}

impl Part<'_> {
    fn minor(&self) -> bool {
        (self.after.major, self.after.minor) < (self.before.major, self.before.minor)
    }

    fn is_network(&self) -> bool {
        matches!(self.name, "rke2-calico" | "rke2-canal" | "rke2-flannel")
    }
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, to)) = context.step() else {
        return;
    };
    if to < from || to.minor > from.minor + 1 {
        return;
    }
    let mut parts = going_back(context, from, to);
    // What concerns everybody comes first.
    order::sort_by_key(&mut parts, |part| {
        (!part.minor(), !part.is_network(), part.name)
    });
    let Some(first) = parts.first() else { return };
    // Without a configuration nobody knows which network it is.
    let configured = context.nodes.iter().any(NodeView::may_be_server);
    let network = parts
        .iter()
        .any(|part| part.minor() && part.is_network() && configured);
    let severity = match (network, first.minor()) {
        (true, _) => Severity::Error,
        (false, true) => Severity::Warning,
        (false, false) => Severity::Info,
    };
    let mut names: Vec<String> = parts
        .iter()
        .take(NAMED)
        .map(|part| format!("{} from {} to {}", part.name, part.before, part.after))
        .collect();
    if parts.len() > NAMED {
        names.push(format!("{} more", parts.len() - NAMED));
    }
    let date = |release| context.facts.release(release).map_or("", |info| info.date);
    let reason = match date(to) < date(from) {
        true => format!("{to} ({}) is older than {from} ({})", date(to), date(from)),
        false => format!("{to} ships older parts than {from}"),
    };
    let message = match network {
        true => format!(
            "{reason}; these go back, which nobody tests for the network of a running cluster: {}",
            list(&names)
        ),
        false => format!("{reason}; these go back: {}", list(&names)),
    };
    found.push(
        RULE.finding(severity, Consequence::Unsupported, None, message)
            .help(instead(context, from, to))
            .evidence(
                "rancher/rke2 charts/chart_versions.yaml, Dockerfile and scripts/build-images",
            ),
    );
}

fn going_back<'a>(context: &Context<'a>, from: Release, to: Release) -> Vec<Part<'a>> {
    let facts = context.facts;
    let (Some(before), Some(after)) = (facts.charts(from), facts.charts(to)) else {
        return Vec::new();
    };
    let upstream = |chart: &str, version: &str| decode(chart, version)?.semver();
    // The CRDs of a chart follow it.
    let names = before.iter().filter(|(name, _)| !name.ends_with("-crd"));
    let charts = names.filter_map(|(name, version)| {
        let (_, other) = after.iter().find(|(other, _)| other == name)?;
        let part = Part {
            name,
            before: upstream(name, version)?,
            after: upstream(name, other)?,
        };
        // What Cilium does from minor to minor is a rule of its own.
        let elsewhere = *name == "rke2-cilium" && part.minor() && context.runs("cilium");
        (part.after < part.before && !elsewhere && context.may_deploy(name)).then_some(part)
    });
    let component = |release, name| lenient(facts.release(release)?.component(name)?);
    let components = COMPONENTS.iter().filter_map(|name| {
        let (before, after) = (component(from, name)?, component(to, name)?);
        (after < before).then_some(Part {
            name,
            before,
            after,
        })
    });
    charts.chain(components).collect()
}

/// A release of the same minor that is not older.
fn instead(context: &Context<'_>, from: Release, to: Release) -> String {
    let date = context.facts.release(from).map_or("", |info| info.date);
    let mut line = context.facts.releases().iter().filter(|info| {
        info.release.minor == to.minor
            && info.release > from
            && info.state == State::Announced
            && info.date >= date
    });
    match line.next() {
        Some(info) => format!("take {} or a later release of 1.{}", info.release, to.minor),
        None => format!(
            "no release of 1.{} is as new as {from}: stay until there is one",
            to.minor
        ),
    }
}
