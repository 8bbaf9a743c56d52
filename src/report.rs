//! The wire format, version 1: what JSON shows, and what the TypeScript types are made from.
//!
//! Nothing else in the core is serialised, so that internal types can change.
//! Lines and columns count from 1; columns are UTF-16 code units, as editors and JavaScript count.

use serde::Serialize;

use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::source::{Position, Sources, Span};

/// The version of this format; it changes when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

/// The answer to `check`.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Report {
    /// Always 1 in this format.
    pub version: u32,
    /// What the judgement rests on.
    pub facts: FactsInfo,
    /// The releases it was judged for.
    pub subject: Subject,
    /// The answer in a word.
    pub verdict: Verdict,
    /// Every file that was given.
    pub inputs: Vec<Input>,
    /// What was found, the most severe first.
    pub findings: Vec<Finding>,
    /// What could not be judged, in sentences.
    pub not_assessed: Vec<String>,
    /// What the step from `from` to `to` moves; absent without `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub upgrade: Option<Upgrade>,
}

/// The data that the judgement rests on.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FactsInfo {
    /// The newest release that is known.
    pub newest_release: String,
    /// The day the data was made, `YYYY-MM-DD`.
    pub date: String,
}

/// The releases that the question is about.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Subject {
    /// The release that runs now, if an upgrade is asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub from: Option<String>,
    /// The release that the configuration is for.
    pub to: String,
    /// Whether `to` was asked for, or taken because nothing was said.
    pub to_given: bool,
}

/// The answer in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Something will not work.
    Blocked,
    /// It works, but not as written.
    ActionNeeded,
    /// Nothing stands against it.
    Ready,
    /// Nothing could be judged.
    NotAssessed,
}

/// One of the files.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Input {
    /// As given.
    pub path: String,
    /// What it was taken for: `config`, `helm-chart-config`, `plan`, `other`, …
    pub kind: String,
    /// Whose configuration it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub role: Option<String>,
    /// The node that the configuration belongs to, where several were told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub node: Option<String>,
    /// Whether rules looked at it.
    pub assessed: bool,
    /// Why not, if not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub note: Option<String>,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Finding {
    /// The rule's id; `explain` tells more about it.
    pub rule: String,
    /// Whether the step from `from` to `to` brings it; absent without `from`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub introduced: Option<bool>,
    /// How much it matters.
    pub severity: Severity,
    /// What happens if nothing is changed.
    pub consequence: Consequence,
    /// What RKE2 does with this.
    pub message: String,
    /// What to write instead, or what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub help: Option<String>,
    /// Where; absent if it is about the releases asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub primary: Option<Location>,
    /// Other places that belong to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<RelatedLocation>>"))]
    pub related: Vec<RelatedLocation>,
    /// An edit that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub fix: Option<Fix>,
    /// The sources of the facts it rests on.
    pub evidence: Vec<String>,
}

/// A range in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Location {
    /// The file.
    pub path: String,
    /// The first character.
    pub start: Place,
    /// The character after the last one.
    pub end: Place,
}

/// A range in a file with a few words about it.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RelatedLocation {
    /// The file.
    pub path: String,
    /// The first character.
    pub start: Place,
    /// The character after the last one.
    pub end: Place,
    /// What it has to do with the finding.
    pub message: String,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Place {
    /// Counts from 1.
    pub line: u32,
    /// Counts from 1, in UTF-16 code units.
    pub column: u32,
}

/// Edits that belong together.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Fix {
    /// Whether it can be applied without a person's judgement.
    pub safe: bool,
    /// What to replace; the edits do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Edit {
    /// The file.
    pub path: String,
    /// The first character that goes.
    pub start: Place,
    /// The character after the last one that goes.
    pub end: Place,
    /// What comes in its place.
    pub text: String,
}

/// What a step from one release to another moves.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Upgrade {
    /// The releases to go through, without the first and with the last.
    pub hops: Vec<String>,
    /// The packaged charts that change.
    pub charts: Vec<Move>,
    /// The other components that change.
    pub components: Vec<Move>,
}

/// A chart or component that differs between two releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Move {
    /// Its name: `rke2-cilium`, `etcd`.
    pub name: String,
    /// The version before; absent if it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub from: Option<String>,
    /// The version after; absent if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub to: Option<String>,
    /// The upstream version before, where the version tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub from_upstream: Option<String>,
    /// The upstream version after, where the version tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub to_upstream: Option<String>,
    /// The way it goes.
    pub change: Change,
}

/// The way a chart or component goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Only the later release has it.
    Added,
    /// Only the earlier release has it.
    Removed,
    /// A newer upstream version.
    Upgraded,
    /// The same upstream version, packaged anew.
    Repackaged,
    /// An older version than before.
    Downgraded,
}

impl From<Position> for Place {
    fn from(Position { line, column }: Position) -> Place {
        Place { line, column }
    }
}

impl Location {
    /// The wire form of a span.
    pub fn of(sources: &Sources, span: Span) -> Location {
        let source = sources.get(span.file);
        Location {
            path: source.path.clone(),
            start: source.position(span.start).into(),
            end: source.position(span.end).into(),
        }
    }
}

impl Finding {
    /// The wire form of a diagnostic.
    pub fn of(sources: &Sources, diagnostic: &Diagnostic) -> Finding {
        let related = diagnostic.related.iter().map(|label| {
            let Location { path, start, end } = Location::of(sources, label.span);
            let message = label.message.clone();
            RelatedLocation {
                path,
                start,
                end,
                message,
            }
        });
        let fix = diagnostic.fix.as_ref().map(|fix| Fix {
            safe: fix.safe,
            edits: fix
                .edits
                .iter()
                .map(|edit| Edit::of(sources, edit))
                .collect(),
        });
        Finding {
            rule: diagnostic.rule.to_owned(),
            introduced: None,
            severity: diagnostic.severity,
            consequence: diagnostic.consequence,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            primary: diagnostic.primary.map(|span| Location::of(sources, span)),
            related: related.collect(),
            fix,
            evidence: diagnostic.evidence.iter().map(|&e| e.to_owned()).collect(),
        }
    }
}

impl Edit {
    fn of(sources: &Sources, edit: &crate::diagnostic::Edit) -> Edit {
        let Location { path, start, end } = Location::of(sources, edit.span);
        Edit {
            path,
            start,
            end,
            text: edit.text.clone(),
        }
    }
}
