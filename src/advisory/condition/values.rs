//! Terms about the values of a packaged chart: what a HelmChartConfig sets, or else the chart's own.

use super::{Answer, Memo, Term, Test};
use crate::context::{Context, NodeView};
use crate::facts::values::{ValueKind, ValueTree};
#[cfg(test)]
use crate::facts::{Facts, advisories::Advisory};
use crate::helm::{self, ChartView, is_opaque};
use crate::yaml::{Kind, Ref, Scalar};

/// The charts of the judged release, as far as they were asked for.
#[derive(Debug, Default)]
pub(in crate::advisory) struct Trees<'a>(Vec<Chart<'a>>);

/// A chart of the judged release.
#[derive(Debug)]
struct Chart<'a> {
    name: String,
    /// `None` where the release does not have it.
    version: Option<&'a str>,
    /// What it reads, once somebody asked.
    tree: Option<Option<ValueTree>>,
}

impl<'a> Trees<'a> {
    fn chart(&mut self, context: &Context<'a>, name: &str) -> Option<&mut Chart<'a>> {
        let known = self.0.iter().position(|chart| chart.name == name);
        let at = known.unwrap_or_else(|| {
            self.0.push(Chart {
                name: name.to_owned(),
                version: context.facts.chart(context.to, name).flatten(),
                tree: None,
            });
            self.0.len() - 1
        });
        self.0.get_mut(at).filter(|chart| chart.version.is_some())
    }
}

impl Chart<'_> {
    fn tree(&mut self, context: &Context<'_>) -> Option<&ValueTree> {
        let version = self.version?;
        let tree = self
            .tree
            .get_or_insert_with(|| context.facts.value_tree(&self.name, version));
        tree.as_ref()
    }
}

/// What a value is.
enum Held {
    /// Nothing, or null.
    Nothing,
    Text(String),
    /// A mapping or a list, and whether there is anything in it.
    Collection(bool),
}

impl Held {
    fn meets(&self, test: Test<'_>) -> bool {
        match (self, test) {
            (Held::Nothing, _) => test.is_negative(),
            (Held::Text(text), _) => test.holds(text),
            (Held::Collection(full), Test::True) => *full,
            (Held::Collection(full), Test::False) => !full,
            (Held::Collection(_), _) => {
                matches!(test, Test::Set | Test::IsNot(_) | Test::Lacks(_))
            }
        }
    }
}

/// Asks for the value at a path of a chart.
pub(super) fn ask<'a>(
    context: &Context<'a>,
    node: Option<&NodeView<'_>>,
    (chart, path): (&str, &str),
    term: &Term<'_>,
    trees: &mut Trees<'a>,
) -> Answer {
    let test = term.test;
    let view = nearest(context, node, chart);
    if view.is_none() && (term.own || test == Test::Set) {
        return Answer::no();
    }
    // A chart that the release does not have deploys nothing, whatever its values are.
    let Some(own_chart) = trees.chart(context, chart) else {
        return Answer::no();
    };
    let set_only = matches!(test, Test::Set | Test::Unset);
    let Some(view) = view else {
        let held = match set_only {
            true => Some(Held::Nothing),
            false => own_chart.tree(context).and_then(|tree| own(tree, path)),
        };
        let missing = format!("the HelmChartConfig {chart}");
        return match held {
            Some(held) => Answer::by_default(held.meets(test), missing),
            None => Answer::unknown(format!("the values of {chart}")),
        };
    };
    let unknown = || Answer::unknown(format!("the values of {chart}"));
    let source = context.sources.get(view.config.file);
    let unread = view.config.values.is_some() && view.roots.is_empty();
    let empty = view.config.values.as_ref().is_some_and(|values| {
        let content = values.content.as_ref();
        content.is_some_and(|content| content.root().is_none_or(|root| root.is_null()))
    });
    if (unread && !empty) || source.has_control() {
        return unknown();
    }
    if let Some(found) = view.set(path) {
        if is_opaque(source, found) {
            return unknown();
        }
        return Answer::of(held(found).meets(test), Some(found.span()));
    }
    if view.has_more {
        return unknown();
    }
    let own = match &view.tree {
        _ if set_only || term.own => Some(Held::Nothing),
        Some(tree) => own(tree, path),
        None => None,
    };
    own.map_or_else(unknown, |own| Answer::of(own.meets(test), None))
}

/// Whether a value is another one than that which runs now.
pub(super) fn changed<'c, 'a>(
    context: &'c Context<'a>,
    node: Option<&NodeView<'a>>,
    (chart, path): (&str, &str),
    memo: &mut Memo<'c, 'a>,
) -> Answer {
    let Some(before) = context.before else {
        return Answer::no();
    };
    let Some(view) = nearest(context, node, chart) else {
        return Answer::no();
    };
    let source = context.sources.get(view.config.file);
    let text = |view: &ChartView<'_>| {
        let held = match (view.set(path), &view.tree) {
            (Some(found), _) => Some(held(found)),
            (None, Some(tree)) => own(tree, path),
            (None, None) => None,
        };
        match held {
            Some(Held::Text(text)) => Some(text),
            _ => None,
        }
    };
    let release = context.from.unwrap_or(context.to);
    let charts = memo
        .charts
        .get_or_insert_with(|| helm::views(context.facts, before, release));
    let old = charts.iter().find(|view| view.chart == chart);
    let now = match view.set(path) {
        Some(found) if is_opaque(source, found) => None,
        _ => text(view),
    };
    let place = view.set(path).map(|found| found.span());
    match (old, now) {
        (Some(old), Some(now)) => Answer::of(text(old).is_some_and(|old| old != now), place),
        // It may be there without having been given.
        (None, Some(now)) => {
            let own_chart = memo.trees.chart(context, chart);
            let tree = own_chart.and_then(|chart| chart.tree(context));
            let own = tree.and_then(|tree| own(tree, path));
            let differs = matches!(own, Some(Held::Text(own)) if own != now);
            Answer {
                places: place.into_iter().collect(),
                ..Answer::by_default(
                    differs,
                    format!("the HelmChartConfig {chart} that runs now"),
                )
            }
        }
        _ => Answer::no(),
    }
}

/// The HelmChartConfig of a chart that lies nearest to a node's configuration.
fn nearest<'c, 'a>(
    context: &'c Context<'a>,
    node: Option<&NodeView<'_>>,
    chart: &str,
) -> Option<&'c ChartView<'a>> {
    let path = |file| context.sources.get(file).path.bytes();
    let own = node.and_then(|node| node.node.config.parts.first());
    // The folders that they have in common.
    let shared = |view: &&ChartView<'_>| {
        let own = own.into_iter().flat_map(|part| path(part.file));
        let pairs = own.zip(path(view.config.file));
        let same = pairs.take_while(|(a, b)| a == b);
        same.filter(|(byte, _)| *byte == b'/').count()
    };
    let views = context.charts.iter().filter(|view| view.chart == chart);
    // Of equally near ones the first counts.
    views.rev().max_by_key(shared)
}

fn held(node: Ref<'_>) -> Held {
    match (node.kind(), node.scalar()) {
        (Kind::Mapping, _) => Held::Collection(node.entries().next().is_some()),
        (Kind::Sequence, _) => Held::Collection(node.items().next().is_some()),
        (_, Scalar::Null) => Held::Nothing,
        (_, scalar) => Held::Text(scalar.go_string()),
    }
}

/// What the chart itself holds; `None` where the table leaves that out.
fn own(tree: &ValueTree, path: &str) -> Option<Held> {
    let Some(fact) = tree.get(path) else {
        return Some(Held::Nothing);
    };
    match (fact.default, fact.kind) {
        (Some("…"), _) => None,
        (Some(text), _) => Some(Held::Text(text.trim_matches('"').to_owned())),
        (None, ValueKind::Any) => Some(Held::Nothing),
        (None, ValueKind::Map | ValueKind::List) => Some(Held::Collection(!fact.free)),
        (None, _) => None,
    }
}

/// Whether the chart itself meets a term in any release of an advisory.
#[cfg(test)]
pub(super) fn meets_alone(facts: &Facts, advisory: &Advisory, term: &Term<'_>) -> bool {
    let (chart, path) = term.subject.split_once(':').unwrap_or_default();
    let releases = facts.releases().iter().map(|info| info.release);
    let mut releases = releases.filter(|release| advisory.releases.contains(*release));
    releases.any(|release| {
        let version = facts.chart(release, chart).flatten();
        let tree = version.and_then(|version| facts.value_tree(chart, version));
        let own = tree.and_then(|tree| own(&tree, path));
        own.is_some_and(|held| held.meets(term.test))
    })
}
