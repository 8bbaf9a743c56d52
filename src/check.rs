//! From sources and a question to a [`Report`].

use crate::advisory;
use crate::diagnostic::{Diagnostic, Label, Severity};
use crate::facts::Facts;
use crate::helm;
use crate::order;
use crate::project::helm::Content;
use crate::project::{self, Given, Kind, Manifest, Project, reads_as_k3s};
use crate::release::Release;
use crate::report::{FactsInfo, Finding, Input, Report, Subject, VERSION, Verdict};
use crate::role::Role;
use crate::rules::{self, Context};
use crate::secrets::Secrets;
use crate::source::{Sources, Span};
use crate::upgrade;

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The release that runs now.
    pub from: Option<Asked>,
    /// The release that the configuration is for.
    pub to: Asked,
    /// Whether `to` was asked for, or taken because nothing was said.
    pub to_given: bool,
    /// The role of every node, where the caller says so.
    pub role: Option<Role>,
}

/// A release that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The data has it.
    Known(Release),
    /// It is newer than the data.
    Newer(Release),
}

impl Asked {
    /// The release.
    pub fn release(self) -> Release {
        match self {
            Asked::Known(release) | Asked::Newer(release) => release,
        }
    }

    fn known(self) -> Option<Release> {
        match self {
            Asked::Known(release) => Some(release),
            Asked::Newer(_) => None,
        }
    }
}

/// A report with what a renderer needs to quote the sources.
#[derive(Debug)]
pub struct Checked {
    /// The answer.
    pub report: Report,
    /// Its findings, in the same order, with byte spans.
    pub diagnostics: Vec<Diagnostic>,
    /// What must not be quoted.
    pub secrets: Secrets,
}

/// Judges the files.
pub fn check(
    facts: &Facts,
    sources: &Sources,
    given: &[Given],
    before: &[Given],
    question: &Question,
) -> Checked {
    let texts = [given, before].concat();
    let project = project::read(facts, sources, given, question.role);
    let before = project::read(facts, sources, before, question.role);
    let before = (!before.nodes.is_empty()).then_some(&before);
    let from = question.from.and_then(Asked::known);
    let mut not_assessed = Vec::new();
    let mut diagnostics = Vec::new();
    let mut old = Vec::new();
    // A release whose charts alone were given has no table of options to judge by.
    let judged = question
        .to
        .known()
        .filter(|to| facts.release(*to).is_some());
    match judged {
        Some(to) => {
            let context = Context::new(facts, sources, &project, before, from, to);
            diagnostics = rules::run(&context);
            not_assessed.extend(advisory::not_told(&context));
            not_assessed.extend(project::rancher::not_judged(&project, sources));
            not_assessed.extend(not_read(&project, sources));
            if let Some(from) = from.filter(|from| facts.release(*from).is_some()) {
                let context = Context::new(facts, sources, &project, None, None, from);
                old = rules::run(&context);
            }
        }
        None => not_assessed.push(format!(
            "{}: the configuration was not judged",
            facts.not_known(question.to.release())
        )),
    }
    // Which of the lines that a template keeps for some versions this release sees is not known.
    for found in [&mut diagnostics, &mut old] {
        found.retain(|diagnostic| {
            let by_version = |at: Span| sources.get(at.file).is_by_version(at.start);
            !diagnostic.primary.is_some_and(by_version)
        });
    }
    if let Some(Asked::Newer(release)) = question.from {
        not_assessed.push(format!(
            "{}: the step from it was not judged",
            facts.not_known(release)
        ));
    }
    let inputs = inputs(facts, sources, &project, judged);
    if project.inputs.is_empty() {
        not_assessed.push("no file was given".to_owned());
    } else if judged.is_some() && !inputs.iter().any(|input| input.assessed) {
        not_assessed.push("no file holds anything of RKE2's that could be judged".to_owned());
    }
    let stated = judged.and_then(|to| project::stated(sources, given, to));
    // What is about the release itself is found where that stands.
    for diagnostic in diagnostics.iter_mut().chain(&mut old) {
        diagnostic.primary = diagnostic.primary.or(stated);
    }
    // What was wrong before the step stands after what the step breaks.
    let introduced = |diagnostic: &Diagnostic| {
        from.is_some()
            && !old.iter().any(|old| {
                (old.rule, old.primary, old.severity)
                    == (diagnostic.rule, diagnostic.primary, diagnostic.severity)
            })
    };
    order::sort_by(&mut diagnostics, Diagnostic::order);
    diagnostics.dedup();
    let (first, rest): (Vec<_>, Vec<_>) = diagnostics.into_iter().partition(introduced);
    diagnostics = first;
    diagnostics.extend(rest);
    if let (Some(stated), Some(to)) = (stated, judged) {
        let apart =
            |at: Span| at.file != stated.file || at.end <= stated.start || stated.end <= at.start;
        let elsewhere = |diagnostic: &&mut Diagnostic| {
            introduced(diagnostic) && diagnostic.primary.is_some_and(apart)
        };
        for diagnostic in diagnostics.iter_mut().filter(elsewhere) {
            let message = format!("{to} comes from here");
            diagnostic.related.push(Label {
                span: stated,
                message,
            });
        }
    }
    let secrets = match diagnostics.is_empty() && not_assessed.is_empty() {
        true => Secrets::default(),
        false => Secrets::of(sources, &texts, Some(&project)),
    };
    for diagnostic in &mut diagnostics {
        secrets.hide_in(diagnostic);
    }
    for text in &mut not_assessed {
        secrets.hide(text);
    }
    let findings = diagnostics.iter().map(|diagnostic| {
        let mut finding = Finding::of(sources, diagnostic);
        finding.introduced = from.map(|_| introduced(diagnostic));
        finding
    });
    let report = Report {
        version: VERSION,
        facts: FactsInfo {
            newest_release: facts.newest().to_string(),
            date: facts.date().to_owned(),
        },
        subject: Subject {
            from: question.from.map(|from| from.release().to_string()),
            to: question.to.release().to_string(),
            to_given: question.to_given,
        },
        verdict: verdict(&diagnostics, judged.is_some(), &inputs, from.is_some()),
        findings: findings.collect(),
        inputs,
        not_assessed,
        upgrade: from.and_then(|from| upgrade::upgrade(facts, from, question.to.known()?)),
    };
    Checked {
        report,
        diagnostics,
        secrets,
    }
}

const DIFFERS: &str = "how this is read from here on is not known";
const UNFILLED: &str = "this can only be read after the template is filled in";

/// The files of which only a part was judged, as it is not known what the rest says.
fn not_read(project: &Project, sources: &Sources) -> Vec<String> {
    let mut rests: Vec<(Span, &str)> = Vec::new();
    let parts = project.nodes.iter().flat_map(|node| &node.config.parts);
    for part in parts.filter(|part| part.refused.is_none()) {
        let unread = part.unread.filter(|_| part.control);
        let rest = part.differs.or(unread.map(|unread| unread.span));
        rests.extend(rest.map(|rest| (rest, DIFFERS)));
    }
    for input in &project.inputs {
        if let (true, Some(error)) = (input.kind.is_manifest(), &input.unreadable) {
            let message = match sources.get(input.file).has_control() {
                true => UNFILLED,
                false => &error.message,
            };
            rests.push((error.span, message));
        }
    }
    for config in &project.chart_configs {
        if config.has_secrets {
            rests.push((config.kind_span, "the values in Secrets are not known here"));
        }
        let content = config
            .values
            .iter()
            .filter_map(|values| values.content.as_ref());
        for Content {
            reading, unread, ..
        } in content
        {
            let control = sources.get(config.file).has_control();
            rests.extend(match (&reading.refused, unread) {
                (Some(error), _) => control.then_some((error.span, UNFILLED)),
                (None, Some(error)) => Some((error.span, &*error.message)),
                (None, None) => reading.differs.map(|rest| (rest, DIFFERS)),
            });
        }
    }
    let line = |(at, message): (Span, &str)| {
        let source = sources.get(at.file);
        let line = source.position(at.start).line;
        format!("{}: line {line}: {message}", source.path)
    };
    rests.into_iter().map(line).collect()
}

fn verdict(found: &[Diagnostic], judged: bool, inputs: &[Input], upgrade: bool) -> Verdict {
    match found.iter().map(|diagnostic| diagnostic.severity).max() {
        _ if !judged => Verdict::NotAssessed,
        Some(Severity::Error) => Verdict::Blocked,
        Some(Severity::Warning) => Verdict::ActionNeeded,
        // Without files, the step itself was judged.
        _ if upgrade && inputs.is_empty() => Verdict::Ready,
        _ if inputs.iter().any(|input| input.assessed) => Verdict::Ready,
        _ => Verdict::NotAssessed,
    }
}

fn inputs(
    facts: &Facts,
    sources: &Sources,
    project: &Project,
    judged: Option<Release>,
) -> Vec<Input> {
    let describe = |input: &project::Input| {
        let source = sources.get(input.file);
        let node = project
            .nodes
            .iter()
            .find(|node| node.config.parts.iter().any(|part| part.file == input.file));
        let mut parts = node.iter().flat_map(|node| &node.config.parts);
        let part = parts.find(|part| part.file == input.file);
        let refused = part.and_then(|part| Some((part, part.refused.as_ref()?)));
        let note = match (source.unreadable, input.kind) {
            (Some(unreadable), _) => Some(unreadable.to_string()),
            (None, Kind::Config) if project.passed_over.contains(&input.file) => {
                Some("RKE2 reads no file of this name".to_owned())
            }
            (None, Kind::Config) => refused.map(|(part, problem)| match problem.span {
                Some(span) => {
                    let line = source.position(span.start).line;
                    let message = match part.is_unfilled(source, span) {
                        true => UNFILLED,
                        false => &problem.message,
                    };
                    format!("line {line}: {message}")
                }
                None => problem.message.clone(),
            }),
            (None, Kind::Other) => match &input.unreadable {
                Some(error) => {
                    let line = source.position(error.span.start).line;
                    let message = match source.has_control() {
                        true => UNFILLED,
                        false => &error.message,
                    };
                    Some(format!("no YAML: line {line}: {message}"))
                }
                None if reads_as_k3s(source) => {
                    let how = "to have it judged as RKE2's, name the file itself";
                    Some(format!("reads as a configuration of K3s; {how}"))
                }
                None => Some("nothing of RKE2's".to_owned()),
            },
            (None, Kind::Registries | Kind::ContainerdTemplate) => None,
            (None, Kind::HelmChartConfig) => {
                judged.and_then(|to| helm::not_assessed(facts, project, input.file, to))
            }
            (None, _) => {
                let mut manifests = project.manifests.iter();
                let own = manifests.find(|manifest| manifest.file == input.file);
                let mut objects = own.into_iter().flat_map(Manifest::objects);
                // The configuration of a node may stand in an object of Rancher's.
                let judged =
                    part.is_some() || objects.any(|object| rules::looks_at(facts, &object));
                (!judged).then(|| "no rule looks at this yet".to_owned())
            }
        };
        Input {
            path: source.path.clone(),
            kind: input.kind.name().to_owned(),
            role: node
                .and_then(|node| node.role)
                .map(|role| role.name().to_owned()),
            node: node
                .map(|node| node.name.clone())
                .filter(|name| *name != source.path),
            assessed: judged.is_some() && note.is_none(),
            note,
        }
    };
    project.inputs.iter().map(describe).collect()
}
