//! Values that the chart does not read.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::values::{ValueTree, path};
use crate::helm::{ChartView, Entry, State, is_opaque, meant, reads};
use crate::release::Release;

pub static RULE: Rule = Rule {
    id: "chart-value-unknown",
    summary: "A HelmChartConfig sets a value that its chart does not read",
    page: page!("chart_value_unknown.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

const HELM: &str = "helm/helm pkg/chartutil/coalesce.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for view in &context.charts {
        let Some(tree) = &view.tree else { continue };
        let source = context.sources.get(view.config.file);
        for entry in &view.entries {
            let Some(key) = entry.key.filter(|key| !is_opaque(source, *key)) else {
                continue;
            };
            // A key that only holds an anchor for others to use.
            if key.text().starts_with("x-") {
                continue;
            }
            match entry.state {
                State::Unread => found.push(unread(context, view, tree, entry)),
                State::Read if entry.facts.iter().all(|fact| fact.unread) => {
                    found.extend(without_effect(view, entry));
                }
                _ => {}
            }
        }
    }
}

/// The chart's own values hold it, which is why people set it, but nothing looks at it.
fn without_effect(view: &ChartView<'_>, entry: &Entry<'_>) -> Option<Diagnostic> {
    let path = &entry.path;
    let message = format!(
        "`{path}` has no effect: {} holds it, but none of its templates reads it",
        view.name()
    );
    // What is below says the same again.
    let above = view.entries.iter().any(|other| {
        path::is_below(path, &other.path)
            && !other.facts.is_empty()
            && other.facts.iter().all(|fact| fact.unread)
    });
    let finding = RULE.info(Consequence::Ignored, entry.key?.span(), message);
    (!above).then(|| finding.evidence("rancher/rke2-charts templates"))
}

fn unread(
    context: &Context<'_>,
    view: &ChartView<'_>,
    tree: &ValueTree,
    entry: &Entry<'_>,
) -> Diagnostic {
    let path = &entry.path;
    let key = entry.key.map_or(entry.value.span(), |key| key.span());
    let chart = view.name();
    let history = || history(context, view, tree, path);
    let old = context
        .from
        .and_then(|from| context.facts.chart(from, view.chart).flatten());
    let old = old.and_then(|version| context.facts.value_tree(view.chart, version));
    let since = old
        .filter(|old| does_read(old, path))
        .and_then(|_| history().lost(context.to));
    let message = match since {
        Some(since) => {
            format!("`{path}` has no effect from {since} on: {chart} does not read it any more")
        }
        None => format!("`{path}` has no effect: {chart} does not read it"),
    };
    let finding = RULE
        .finding(Severity::Warning, Consequence::Ignored, Some(key), message)
        .evidence(HELM);
    let Some(meant) = meant(context.facts, view, tree, entry) else {
        // Where nothing takes its place, it is good to know where it came from.
        return match history().words(context.to) {
            Some(words) => finding.help(words),
            None => finding,
        };
    };
    let finding = finding.help(meant.text);
    match meant.key {
        Some(name) => finding.suggest(key, path::key(&name)),
        None => finding,
    }
}

/// Which versions of the chart read a value.
struct History<'a> {
    read: Vec<&'static str>,
    /// The releases of the judged line, with the version of the chart that each has.
    line: Vec<(Release, &'a str)>,
}

fn history<'a>(
    context: &'a Context<'_>,
    view: &ChartView<'_>,
    tree: &ValueTree,
    path: &str,
) -> History<'a> {
    let reading = tree.all().filter(|tree| does_read(tree, path));
    let releases = context.facts.releases().iter().map(|info| info.release);
    let line = releases.filter(|release| release.minor == context.to.minor);
    History {
        read: reading.map(|tree| tree.version()).collect(),
        line: line
            .filter_map(|release| {
                let version = context.facts.chart(release, view.chart).flatten()?;
                Some((release, version))
            })
            .collect(),
    }
}

/// Whether a version does something with a key. A free or guarded place says nothing about the key itself.
fn does_read(tree: &ValueTree, path: &str) -> bool {
    let facts = reads(tree, path);
    facts.is_some_and(|facts| facts.iter().any(|fact| !fact.guarded && !fact.unread))
}

impl History<'_> {
    /// The first release of the judged line, up to a release, that no longer reads it.
    fn lost(&self, to: Release) -> Option<Release> {
        let upto = self.line.iter().rev().filter(|(release, _)| *release <= to);
        let lost = upto.take_while(|(_, version)| !self.read.contains(version));
        lost.last().map(|(release, _)| *release)
    }

    /// Since or until when it is read, seen from a release.
    fn words(&self, to: Release) -> Option<String> {
        let (first, last) = (self.read.first()?, self.read.last()?);
        let reads = |(_, version): &&(Release, &str)| self.read.contains(version);
        let before = self.line.iter().rev().filter(|(release, _)| *release < to);
        let after = self.line.iter().filter(|(release, _)| *release > to);
        if let Some((release, version)) = after.clone().find(reads) {
            return Some(format!("{version} reads it, which comes with {release}"));
        }
        if let Some((release, version)) = before.clone().find(reads) {
            return Some(format!("the last to read it was {version}, in {release}"));
        }
        Some(match first == last {
            true => format!("only {first} reads it"),
            false => format!("versions {first} to {last} read it"),
        })
    }
}
