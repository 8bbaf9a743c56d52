//! The commands that show what is known: `diff`, `show`, `releases`, `rules`, `explain`.

use serde::{Serialize, Serializer};

use super::{Answer, Asking, Failure};
use crate::facts::charts::decode;
use crate::facts::releases::ReleaseInfo;
use crate::names::nearest;
use crate::order;
use crate::render::style::table;
use crate::render::text::moves;
use crate::report::Move;
use crate::rules::{self, RULES};
use crate::upgrade::{self, OptionChange, option_changes};

/// What a release ships.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ShowOutput {
    /// The release.
    pub release: String,
    /// The day it was announced, `YYYY-MM-DD`; absent where only its charts are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub date: Option<String>,
    /// `announced`, `withdrawn`, `unannounced` or `prime`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub state: Option<String>,
    /// The packaged charts, by name.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<String, ChartOutput>"))]
    pub charts: Vec<(String, ChartOutput)>,
    /// The other components, by name.
    #[serde(serialize_with = "as_object")]
    #[cfg_attr(test, ts(as = "std::collections::BTreeMap<String, String>"))]
    pub components: Vec<(String, String)>,
}

/// A packaged chart.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ChartOutput {
    /// The chart's version.
    pub version: String,
    /// The upstream version that it stands for, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub upstream: Option<String>,
}

/// What differs between two releases.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DiffOutput {
    /// The first release.
    pub from: String,
    /// The second release.
    pub to: String,
    /// The packaged charts that differ.
    pub charts: Vec<Move>,
    /// The other components that differ.
    pub components: Vec<Move>,
    /// The keys of `config.yaml` that differ.
    pub options: Vec<OptionChange>,
}

/// A release in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReleaseOutput {
    /// The release.
    pub release: String,
    /// The day it was announced, `YYYY-MM-DD`.
    pub date: String,
    /// `announced`, `withdrawn`, `unannounced` or `prime`.
    pub state: String,
}

/// A rule.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RuleOutput {
    /// Its id.
    pub id: String,
    /// What it finds.
    pub summary: String,
    /// Its documentation in Markdown; only `explain` has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub page: Option<String>,
}

impl Asking<'_> {
    #[inline(never)]
    pub(super) fn show(&self) -> Result<Answer, Failure> {
        let release = self.known(self.subject("a release")?, "release")?;
        let info = self.facts.release(release);
        let charts = self.facts.charts(release).unwrap_or_default();
        let output = ShowOutput {
            release: release.to_string(),
            date: info.map(|info| info.date.to_owned()),
            state: info.map(|info| info.state.name().to_owned()),
            charts: charts
                .iter()
                .map(|&(chart, version)| {
                    let upstream =
                        decode(chart, version).map(|decoded| decoded.upstream.into_owned());
                    let version = version.to_owned();
                    (chart.to_owned(), ChartOutput { version, upstream })
                })
                .collect(),
            components: info.map(components).unwrap_or_default(),
        };
        Ok(self.answer(&output, || self.show_text(&output)))
    }

    fn show_text(&self, output: &ShowOutput) -> String {
        let style = self.style();
        let about = [output.date.as_deref(), output.state.as_deref()];
        let about: Vec<&str> = about.into_iter().flatten().collect();
        let mut text = format!("{}  {}\n", style.bold(&output.release), about.join(", "));
        let charts: Vec<Vec<String>> = output
            .charts
            .iter()
            .map(|(name, chart)| {
                let upstream = chart.upstream.clone().unwrap_or_default();
                vec![name.clone(), chart.version.clone(), style.dim(&upstream)]
            })
            .collect();
        let components: Vec<Vec<String>> = output
            .components
            .iter()
            .map(|(name, version)| vec![name.clone(), version.clone()])
            .collect();
        text.push_str(&format!(
            "\n{}\n{}",
            style.bold("Charts"),
            table(&charts, 2)
        ));
        if !components.is_empty() {
            text.push_str(&format!(
                "\n{}\n{}",
                style.bold("Components"),
                table(&components, 2)
            ));
        }
        text
    }

    #[inline(never)]
    pub(super) fn diff(&self) -> Result<Answer, Failure> {
        let (Some(from), Some(to)) = (&self.request.from, &self.request.to) else {
            return Err(Failure::new("name two releases")
                .help("for example: diff v1.33.1+rke2r1 v1.33.2+rke2r1"));
        };
        let (from, to) = (self.known(from, "from")?, self.known(to, "to")?);
        if self.request.values {
            return self.diff_values(from, to);
        }
        let upgrade = upgrade::upgrade(&self.facts, from, to);
        let upgrade =
            upgrade.ok_or_else(|| Failure::new("the charts of these releases are not known"))?;
        let output = DiffOutput {
            from: from.to_string(),
            to: to.to_string(),
            charts: upgrade.charts,
            components: upgrade.components,
            options: option_changes(&self.facts, from, to),
        };
        Ok(self.answer(&output, || self.diff_text(&output)))
    }

    fn diff_text(&self, output: &DiffOutput) -> String {
        let style = self.style();
        let mut sections = vec![
            moves("Charts", &output.charts, style),
            moves("Components", &output.components, style),
        ];
        if !output.options.is_empty() {
            let rows: Vec<Vec<String>> = output
                .options
                .iter()
                .map(|change| {
                    let word = match (change.added, change.value.is_some()) {
                        (true, _) => style.green("new"),
                        (false, _) => style.yellow("gone"),
                    };
                    let name = match &change.value {
                        Some(value) => format!("{}: {value}", change.key),
                        None => change.key.clone(),
                    };
                    let roles: Vec<&str> = change.roles.iter().map(|role| role.name()).collect();
                    vec![name, word, style.dim(&roles.join(", "))]
                })
                .collect();
            sections.push(Some(format!(
                "{}\n{}",
                style.bold("config.yaml"),
                table(&rows, 2)
            )));
        }
        let sections: Vec<String> = sections.into_iter().flatten().collect();
        match sections.is_empty() {
            true => format!("{} and {} ship the same\n", output.from, output.to),
            false => sections.join("\n"),
        }
    }

    #[inline(never)]
    pub(super) fn releases(&self) -> Result<Answer, Failure> {
        let list: Vec<ReleaseOutput> = self.facts.releases().iter().rev().map(listed).collect();
        Ok(self.answer(&list, || {
            let style = self.style();
            let rows: Vec<Vec<String>> = list
                .iter()
                .map(|release| {
                    let state = match release.state.as_str() {
                        "announced" => String::new(),
                        state => style.yellow(state),
                    };
                    vec![release.release.clone(), release.date.clone(), state]
                })
                .collect();
            table(&rows, 0)
        }))
    }

    #[inline(never)]
    pub(super) fn rules(&self) -> Result<Answer, Failure> {
        let list: Vec<RuleOutput> = RULES.iter().map(|rule| described(rule, false)).collect();
        Ok(self.answer(&list, || {
            let rows = list
                .iter()
                .map(|rule| vec![rule.id.clone(), rule.summary.clone()]);
            table(&rows.collect::<Vec<_>>(), 0)
        }))
    }

    #[inline(never)]
    pub(super) fn explain(&self) -> Result<Answer, Failure> {
        let id = self.subject("a rule")?;
        let Some(rule) = rules::find(id) else {
            let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
            let failure = Failure::new(format!("there is no rule `{id}`"));
            return Err(match nearest(id, &ids) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("`rules` lists them"),
            });
        };
        let output = described(rule, true);
        Ok(self.answer(&output, || rule.page.to_owned()))
    }
}

fn components(info: &ReleaseInfo) -> Vec<(String, String)> {
    let components = info.components();
    let mut components: Vec<(String, String)> = components
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect();
    order::sort(&mut components);
    components
}

fn as_object<S: Serializer, T: Serialize>(
    pairs: &[(String, T)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(key, value)| (key, value)))
}

fn listed(info: &ReleaseInfo) -> ReleaseOutput {
    ReleaseOutput {
        release: info.release.to_string(),
        date: info.date.to_owned(),
        state: info.state.name().to_owned(),
    }
}

fn described(rule: &rules::Rule, page: bool) -> RuleOutput {
    RuleOutput {
        id: rule.id.to_owned(),
        summary: rule.summary.to_owned(),
        page: page.then(|| rule.page.to_owned()),
    }
}
