//! The one entry: a [`Request`] with the bytes of its files in, a response out.
//!
//! The request is JSON; the files' bytes come beside it, one after the other, because decoding them
//! in JavaScript and copying them through JSON costs more than judging them.

pub mod effective;
pub mod knowledge;
mod plan;
mod schema;
pub mod values;

use serde::Serialize;

use crate::check::{Asked, Question, check};
use crate::diagnostic::Severity;
use crate::facts::Facts;
use crate::facts::charts::ExtraCharts;
use crate::facts::releases::Unresolved;
use crate::order;
use crate::project::Given;
use crate::release::Release;
use crate::render::style::Style;
use crate::render::text;
use crate::report::{Input, Verdict};
use crate::request::{Command, FileUse, Format, Request, RequestFile};
use crate::source::Sources;
use crate::yaml;

/// Answers a request: `{"exit": 0 | 1 | 2, "output": string | object}`.
///
/// `output` is text where text was asked for, else the object of the command;
/// where nothing could be answered it is `{"error": string, "help"?: string}` in both formats.
///
/// # Errors
/// A request that is not of the form of [`Request`], or sizes that do not fit the bytes, is a mistake
/// of the program that calls, and the only thing that fails.
pub fn run(request: &str, bytes: &[u8]) -> Result<String, String> {
    let request: Request =
        serde_json::from_str(request).map_err(|error| format!("malformed request: {error}"))?;
    let total: usize = request.files.iter().map(|file| file.size).sum();
    if total != bytes.len() {
        return Err(format!(
            "the files' sizes add up to {total} bytes, but {} were given",
            bytes.len()
        ));
    }
    // None of these is inlined here: a question that is not asked need not be compiled.
    let answer = Asking::new(&request, bytes).and_then(|asking| match request.command {
        Command::Check => asking.check(),
        Command::Plan => asking.plan(),
        Command::Effective => asking.effective(),
        Command::Diff => asking.diff(),
        Command::Show => asking.show(),
        Command::Releases => asking.releases(),
        Command::Rules => asking.rules(),
        Command::Explain => asking.explain(),
        Command::Schema => asking.schema(),
    });
    Ok(answer.unwrap_or_else(Failure::into_answer).into_json())
}

/// What a command answers.
struct Answer {
    exit: u8,
    /// JSON: an object, or a string that holds text.
    output: String,
}

impl Answer {
    fn into_json(self) -> String {
        format!(r#"{{"exit":{},"output":{}}}"#, self.exit, self.output)
    }
}

/// Why there is no answer.
#[derive(Debug, Serialize)]
struct Failure {
    error: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

impl Failure {
    fn new(error: impl Into<String>) -> Failure {
        Failure {
            error: error.into(),
            help: None,
        }
    }

    fn help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }

    fn into_answer(self) -> Answer {
        Answer {
            exit: 2,
            output: to_json(&self),
        }
    }
}

/// A request with its files sorted by what they are for.
struct Asking<'r> {
    request: &'r Request,
    facts: Facts,
    sources: Sources,
    judge: Vec<Given>,
    before: Vec<Given>,
}

impl<'r> Asking<'r> {
    fn new(request: &'r Request, bytes: &[u8]) -> Result<Asking<'r>, Failure> {
        let mut asking = Asking {
            request,
            facts: Facts::default(),
            sources: Sources::default(),
            judge: Vec::new(),
            before: Vec::new(),
        };
        let mut rest = bytes;
        let mut files = Vec::with_capacity(request.files.len());
        for entry in &request.files {
            let (bytes, after) = rest.split_at(entry.size.min(rest.len()));
            rest = after;
            files.push((entry, bytes));
        }
        // The same files give the same answer, however they were named.
        order::sort_by(&mut files, |(a, _), (b, _)| a.path.cmp(&b.path));
        for (index, (entry, bytes)) in files.iter().enumerate() {
            let same = |other: &RequestFile| other.path == entry.path && other.r#use == entry.r#use;
            if files[..index]
                .iter()
                .rev()
                .take(2)
                .any(|(other, _)| same(other))
            {
                return Err(Failure::new(format!("{} is given twice", entry.path)));
            }
            let file = asking.sources.add(&entry.path, bytes);
            let given = Given {
                file,
                named: entry.named,
            };
            match entry.r#use {
                FileUse::Judge => asking.judge.push(given),
                FileUse::Before => asking.before.push(given),
                FileUse::Release => {
                    let extra = extra_charts(&asking.sources, given, request.to.as_deref())?;
                    asking.facts.add_charts(extra);
                }
            }
        }
        Ok(asking)
    }

    #[inline(never)]
    fn check(&self) -> Result<Answer, Failure> {
        let from = self
            .request
            .from
            .as_deref()
            .map(|from| self.ask(from, "from"));
        let to = self.request.to.as_deref().map(|to| self.ask(to, "to"));
        let question = Question {
            from: from.transpose()?,
            to_given: to.is_some(),
            to: to.transpose()?.unwrap_or(Asked::Known(self.facts.newest())),
            role: self.request.role,
        };
        if self.judge.is_empty() && question.from.is_none() {
            return Err(Failure::new("there is no file to check")
                .help("name files or folders, or give --from and --to to judge the step alone"));
        }
        let mut checked = check(
            &self.facts,
            &self.sources,
            &self.judge,
            &self.before,
            &question,
        );
        let skipped = self.request.skipped.iter().map(|skipped| Input {
            path: skipped.path.clone(),
            kind: "unread".to_owned(),
            node: None,
            role: None,
            assessed: false,
            note: Some(skipped.reason.clone()),
        });
        checked.report.inputs.extend(skipped);
        let report = &checked.report;
        let assessed = report.inputs.iter().any(|input| input.assessed);
        let worst = report.findings.iter().map(|finding| finding.severity).max();
        let fail_on = self.request.fail_on.unwrap_or(Severity::Error);
        let exit = match report.verdict {
            Verdict::NotAssessed => 2,
            // A configuration that RKE2 cannot read was not judged further, and stands for nothing.
            _ if !assessed && !self.judge.is_empty() => 2,
            _ if worst.is_some_and(|worst| worst >= fail_on) => 1,
            _ => 0,
        };
        let output = match self.request.format {
            Format::Json => to_json(report),
            Format::Text | Format::Markdown => {
                text_answer(&text::report(&self.sources, &checked, self.style()))
            }
        };
        Ok(Answer { exit, output })
    }

    /// The release that a text stands for; one that is newer than the data is no mistake.
    fn ask(&self, text: &str, name: &str) -> Result<Asked, Failure> {
        match self.facts.resolve(text) {
            Ok(release) => Ok(Asked::Known(release)),
            Err(Unresolved::Newer(release)) => Ok(Asked::Newer(release)),
            Err(why) => Err(self.unresolved(text, name, &why)),
        }
    }

    /// The release that a text stands for, which the data must have.
    fn known(&self, text: &str, name: &str) -> Result<Release, Failure> {
        self.facts
            .resolve(text)
            .map_err(|why| self.unresolved(text, name, &why))
    }

    #[cold]
    #[inline(never)]
    fn unresolved(&self, text: &str, name: &str, why: &Unresolved) -> Failure {
        match why {
            Unresolved::Malformed => {
                Failure::new(format!("{name}: `{text}` is no release of RKE2"))
                    .help("write it like v1.33.2+rke2r1, 1.33.2, 1.33 or stable")
            }
            Unresolved::Newer(release) => {
                let help = match *release < self.facts.newest() {
                    true => "name a final release",
                    false => "update rke2-preflight, or add its charts with --releases FILE",
                };
                Failure::new(format!("{name}: {}", self.facts.not_known(*release))).help(help)
            }
            Unresolved::Missing(release) => {
                let near = self.facts.nearest(*release);
                let near: Vec<String> = near.iter().map(Release::to_string).collect();
                Failure::new(format!("{name}: there is no release {release}"))
                    .help(format!("near it are {}", near.join(", ")))
            }
            Unresolved::NoSuchLine => {
                let releases = self.facts.releases();
                let oldest = releases.first().map(|info| info.release.to_string());
                Failure::new(format!("{name}: RKE2 has no release of `{text}`")).help(format!(
                    "the oldest is {}, the newest {}",
                    oldest.unwrap_or_default(),
                    self.facts.newest()
                ))
            }
        }
    }

    fn style(&self) -> Style {
        Style(self.request.color)
    }

    /// The subject that a command needs.
    fn subject(&self, what: &str) -> Result<&str, Failure> {
        let subject = self.request.subject.as_deref();
        subject.ok_or_else(|| Failure::new(format!("name {what}")))
    }

    /// The text or the object, as asked for.
    fn answer<T: Serialize>(&self, object: &T, text: impl FnOnce() -> String) -> Answer {
        Answer {
            exit: 0,
            output: match self.request.format {
                Format::Json => to_json(object),
                Format::Text | Format::Markdown => text_answer(&text()),
            },
        }
    }
}

/// The charts of a release that the data does not have, from its `chart_versions.yaml`.
#[cold]
#[inline(never)]
fn extra_charts(sources: &Sources, given: Given, to: Option<&str>) -> Result<ExtraCharts, Failure> {
    let source = sources.get(given.file);
    let name = source
        .name()
        .trim_end_matches(".yaml")
        .trim_end_matches(".yml");
    let release = Release::parse(name).or_else(|| Release::parse(to?));
    let release = release.ok_or_else(|| {
        Failure::new(format!("{}: whose charts are these?", source.path))
            .help("write RELEASE=FILE, or name the release with --to")
    })?;
    let (tree, errors) = yaml::parse(given.file, &source.text);
    if let Some(error) = errors.first() {
        let line = source.position(error.span.start).line;
        return Err(Failure::new(format!(
            "{}:{line}: {}",
            source.path, error.message
        )));
    }
    let root = tree.document(0).and_then(|document| document.root());
    let list = root.and_then(|root| root.get("charts"));
    let mut charts: Vec<(String, String)> = Vec::new();
    for item in list.iter().flat_map(|list| list.items()) {
        let (Some(file), Some(version)) = (item.get("filename"), item.get("version")) else {
            continue;
        };
        let chart = file.text().rsplit('/').next().unwrap_or_default();
        charts.push((
            chart.trim_end_matches(".yaml").to_owned(),
            version.text().to_owned(),
        ));
    }
    if charts.is_empty() {
        return Err(Failure::new(format!(
            "{} lists no chart; it should be charts/chart_versions.yaml of rancher/rke2",
            source.path
        )));
    }
    order::sort(&mut charts);
    Ok(ExtraCharts { release, charts })
}

fn to_json<T: Serialize>(value: &T) -> String {
    // These types hold no maps with keys that are no strings, the one thing that can fail.
    serde_json::to_string(value).unwrap_or_default()
}

fn text_answer(text: &str) -> String {
    to_json(&text)
}
