//! `diff --values`: the chart values that two releases read differently.

use serde::Serialize;

use super::{Answer, Asking, Failure};
use crate::facts::values::{ValueFact, ValueTree, path};
use crate::helm::{KeyChange, changes, entries, reads, views};
use crate::names::nearest;
use crate::project::{self, Project};
use crate::release::Release;
use crate::render::style::Style;
use crate::yaml::Kind;

/// The chart values that two releases read differently.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ValuesOutput {
    /// The first release.
    pub from: String,
    /// The second release.
    pub to: String,
    /// The charts whose values differ; those first whose values the files set.
    pub charts: Vec<ChartValues>,
    /// The charts that could not be compared, with the reason: only one release has it, or none.
    pub not_compared: Vec<String>,
}

/// The values that two versions of a chart read differently.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChartValues {
    /// The chart.
    pub chart: String,
    /// Its first version.
    pub from: String,
    /// Its second version.
    pub to: String,
    /// The keys that differ; those first that the files set.
    pub changes: Vec<ValueChange>,
}

/// A key that two versions of a chart read differently.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ValueChange {
    /// The key; `*` is any key or item.
    pub path: String,
    /// Whether the files set it.
    pub set: bool,
    /// What the first version reads; absent if it does not read the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub before: Option<ValueForm>,
    /// What the second version reads; absent if it does not read the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub after: Option<ValueForm>,
    /// The key that takes its place, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub instead: Option<String>,
}

/// What a version of a chart reads at a key.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ValueForm {
    /// `map`, `list`, `string`, `int`, `float`, `bool` or `any`.
    pub r#type: &'static str,
    /// What the chart's schema takes, divided by `|`; absent without a schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub schema: Option<&'static str>,
    /// What the chart's own values hold, as JSON; absent for mappings, lists and long texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub default: Option<&'static str>,
}

impl Asking<'_> {
    pub(super) fn diff_values(&self, from: Release, to: Release) -> Result<Answer, Failure> {
        let unknown = |release| Failure::new(format!("the charts of {release} are not known"));
        for release in [from, to] {
            self.facts.charts(release).ok_or_else(|| unknown(release))?;
        }
        let wanted = self.request.chart.as_deref();
        if let Some(chart) = wanted.filter(|chart| !self.facts.is_chart(chart)) {
            let names: Vec<&str> = self.facts.chart_names().collect();
            let failure = Failure::new(format!("RKE2 has no chart `{chart}`"));
            return Err(match nearest(chart, &names) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help(names.join(", ")),
            });
        }
        let project = project::read(&self.facts, &self.sources, &self.judge, self.request.role);
        let mut charts = Vec::new();
        let mut not_compared = Vec::new();
        let names = self.facts.chart_names();
        for chart in names.filter(|name| wanted.is_none_or(|wanted| wanted == *name)) {
            // What is left of a chart that was taken out is an empty manifest.
            let shipped = |release| {
                let version = self.facts.chart(release, chart).flatten();
                version.filter(|version| *version != "0.0.0")
            };
            let (version, after) = match (shipped(from), shipped(to)) {
                (Some(version), Some(after)) if version == after => continue,
                (Some(version), Some(after)) => (version, after),
                (Some(_), None) => {
                    not_compared.push(format!("{to} has no chart {chart}"));
                    continue;
                }
                (None, Some(_)) => {
                    not_compared.push(format!("{from} has no chart {chart}"));
                    continue;
                }
                (None, None) => {
                    let message = format!("neither {from} nor {to} has a chart {chart}");
                    not_compared.extend(wanted.map(|_| message));
                    continue;
                }
            };
            let unread = |version| format!("what {chart} {version} reads is not known");
            let trees = self.facts.value_tree(chart, version).ok_or(version);
            let trees = trees
                .and_then(|before| Ok((before, self.facts.value_tree(chart, after).ok_or(after)?)));
            let (before, after) = match trees {
                Ok(trees) => trees,
                Err(version) => {
                    not_compared.push(unread(version));
                    continue;
                }
            };
            let set = self.set_paths(&project, chart, from);
            let changes = self.chart_changes(&before, &after, &set);
            if !changes.is_empty() {
                charts.push(ChartValues {
                    chart: chart.to_owned(),
                    from: before.version().to_owned(),
                    to: after.version().to_owned(),
                    changes,
                });
            }
        }
        // Those that matter here come first, and the others stay in their order.
        let is_set = |chart: &ChartValues| chart.changes.first().is_some_and(|change| change.set);
        let (mut first, others): (Vec<_>, Vec<_>) = charts.into_iter().partition(is_set);
        first.extend(others);
        let output = ValuesOutput {
            from: from.to_string(),
            to: to.to_string(),
            charts: first,
            not_compared,
        };
        Ok(self.answer(&output, || text(&output, self.style())))
    }

    /// The single values that the files set for a chart.
    fn set_paths(&self, project: &Project, chart: &str, release: Release) -> Vec<String> {
        let views = views(&self.facts, project, release);
        let own = views.iter().filter(|view| view.chart == chart);
        let mut open: Vec<_> = own
            .flat_map(|view| view.roots.iter().map(|root| (*root, String::new())))
            .collect();
        let mut found = Vec::new();
        while let Some((node, path)) = open.pop() {
            match node.kind() {
                Kind::Mapping => {
                    let inner = entries(node).into_iter();
                    open.extend(inner.map(|(name, _, value)| (value, path::join(&path, &name))));
                }
                Kind::Sequence
                    if node
                        .items()
                        .next()
                        .is_some_and(|item| item.kind() == Kind::Mapping) =>
                {
                    open.extend(node.items().map(|item| (item, path::any(&path))));
                }
                _ => found.push(path),
            }
        }
        found
    }

    fn chart_changes(
        &self,
        before: &ValueTree,
        after: &ValueTree,
        set: &[String],
    ) -> Vec<ValueChange> {
        let changes = changes(before, after)
            .into_iter()
            .map(|change| ValueChange {
                set: set.iter().any(|path| concerns(&change, path)),
                before: change.before.map(form),
                after: change.after.map(form),
                instead: match change.after {
                    Some(_) => None,
                    None => self.instead(after, &change.path),
                },
                path: change.path,
            });
        let (mut first, others): (Vec<_>, Vec<_>) = changes.partition(|change| change.set);
        first.extend(others);
        first
    }

    /// The key that takes the place of one that is no longer read.
    fn instead(&self, after: &ValueTree, path: &str) -> Option<String> {
        let mut instead = self.facts.renames(after.chart(), path).into_iter();
        instead.find_map(|rename| {
            let instead = rename.instead?;
            reads(after, &instead).map(|_| instead)
        })
    }
}

/// Whether a change is one of a value that is set, or of what it stands below.
fn concerns(change: &KeyChange, set: &str) -> bool {
    let mut segments = path::segments(set);
    let above = path::segments(&change.path).all(|own| {
        segments
            .next()
            .is_some_and(|segment| own == "*" || segment == "*" || own == segment)
    });
    // A mapping that stays says nothing of what is below it.
    above && (segments.next().is_none() || change.before.is_none() || change.after.is_none())
}

fn form(fact: ValueFact) -> ValueForm {
    ValueForm {
        r#type: fact.kind.name(),
        schema: fact.schema,
        default: fact.default,
    }
}

fn text(output: &ValuesOutput, style: Style) -> String {
    let mut text = String::new();
    if output.charts.is_empty() && output.not_compared.is_empty() {
        let (from, to) = (&output.from, &output.to);
        return format!("the charts of {from} and {to} read the same values\n");
    }
    for chart in &output.charts {
        if !text.is_empty() {
            text.push('\n');
        }
        let ChartValues {
            chart: name,
            from,
            to,
            changes,
        } = chart;
        text.push_str(&format!("{} {from} -> {to}\n", style.bold(name)));
        let mut rest = &changes[..];
        while let Some((change, more)) = rest.split_first() {
            // What comes or goes with a key above it is only counted.
            let with = more.iter().take_while(|other| {
                let same = other.before.is_some() == change.before.is_some()
                    && other.after.is_some() == change.after.is_some()
                    && other.set == change.set;
                let whole = change.before.is_none() || change.after.is_none();
                whole && same && path::is_below(&other.path, &change.path)
            });
            let count = with.count();
            text.push_str(&line(change, count, style));
            rest = &more[count..];
        }
    }
    for reason in &output.not_compared {
        text.push_str(&format!("{} {reason}\n", style.dim("not compared:")));
    }
    text
}

/// `- path: false` is gone, `+ path: false` is new, `~ path: true -> false` has changed; `!` for what the files set.
fn line(change: &ValueChange, below: usize, style: Style) -> String {
    let mark = if change.set { "!" } else { " " };
    let about = |form: &ValueForm| form.default.unwrap_or(form.r#type);
    let own = |form: &ValueForm| match about(form) {
        "any" => String::new(),
        about => format!(": {about}"),
    };
    let mut line = match (&change.before, &change.after) {
        (Some(before), None) => format!("- {}{}", style.yellow(&change.path), own(before)),
        (None, Some(after)) => format!("+ {}{}", style.green(&change.path), own(after)),
        (Some(before), Some(after)) => {
            let (mut old, mut new) = (about(before), about(after));
            if old == new {
                old = before.schema.unwrap_or("free");
                new = after.schema.unwrap_or("free");
            }
            format!("~ {}: {old} -> {new}", change.path)
        }
        (None, None) => String::new(),
    };
    if below > 0 {
        line.push_str(&style.dim(&format!(", with {below} more below it")));
    }
    if let Some(instead) = &change.instead {
        line.push_str(&format!("; write {instead}"));
    }
    format!("{mark} {line}\n")
}
