//! `effective`: what RKE2 makes of a configuration.

use serde::Serialize;

use super::{Answer, Asking, Failure};
use crate::config::{Arg, Problem, arguments};
use crate::project::{self, Kind};
use crate::render::style::plain;
use crate::report::{Location, Place};
use crate::rules::NodeView;
use crate::secrets::{MASK, Secrets, is_secret_key, is_secret_value};

/// What RKE2 makes of a configuration.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct EffectiveOutput {
    /// The release whose reading this is.
    pub release: String,
    /// The arguments that `rke2 server` or `rke2 agent` gets; secrets are masked.
    pub args: Vec<String>,
    /// What stops it; it stops at the first one.
    pub errors: Vec<String>,
    /// What it logs.
    pub warnings: Vec<String>,
    /// Where each argument was written, in the same order.
    pub origins: Vec<Origin>,
}

/// Where an argument was written.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Origin {
    /// The file.
    pub path: String,
    /// The first character of the value.
    pub start: Place,
    /// The character after the last one.
    pub end: Place,
}

impl Asking<'_> {
    #[inline(never)]
    pub(super) fn effective(&self) -> Result<Answer, Failure> {
        let release = match &self.request.to {
            Some(to) => self.known(to, "to")?,
            None => self.facts.newest(),
        };
        if self.judge.is_empty() {
            return Err(Failure::new("there is no configuration")
                .help("name config.yaml, or the folder that holds it"));
        }
        let project = project::read(&self.facts, &self.sources, &self.judge, self.request.role);
        let node = match &project.nodes[..] {
            [node] => node,
            [] => {
                let paths = project.inputs.iter().map(|input| {
                    let source = self.sources.get(input.file);
                    format!("{} is {}", source.path, describe(input.kind))
                });
                return Err(
                    Failure::new("there is no configuration of RKE2 in these files")
                        .help(paths.collect::<Vec<_>>().join("; ")),
                );
            }
            nodes => {
                let names: Vec<&str> = nodes.iter().map(|node| node.name.as_str()).collect();
                return Err(
                    Failure::new("these are the configurations of several nodes")
                        .help(format!("name one of {}", names.join(", "))),
                );
            }
        };
        let view = NodeView::new(&self.facts, node, release);
        let made = arguments(&self.facts, &node.config, release, view.role);
        let secrets = Secrets::of(&self.sources, &self.judge, None);
        let location = |arg: &Arg<'_>| {
            let Location { path, start, end } = Location::of(&self.sources, arg.value.span);
            Origin { path, start, end }
        };
        let output = EffectiveOutput {
            release: release.to_string(),
            args: made
                .args
                .iter()
                .map(|arg| self.masked(&secrets, arg))
                .collect(),
            errors: made
                .errors
                .iter()
                .map(|problem| said(&secrets, problem))
                .collect(),
            warnings: made
                .warnings
                .iter()
                .map(|problem| said(&secrets, problem))
                .collect(),
            origins: made.args.iter().map(location).collect(),
        };
        let places = made.errors.iter().map(|problem| {
            let location = Location::of(&self.sources, problem.span?);
            Some(format!("{}:{}: ", location.path, location.start.line))
        });
        let places: Vec<String> = places.map(Option::unwrap_or_default).collect();
        let answer = self.answer(&output, || self.text(&output, &places));
        Ok(Answer {
            exit: u8::from(!output.errors.is_empty()),
            ..answer
        })
    }

    /// The argument without the secrets that it may hold.
    fn masked(&self, secrets: &Secrets, arg: &Arg<'_>) -> String {
        let Some((flag, value)) = arg.text.split_once('=') else {
            return arg.text.clone();
        };
        let name = flag.trim_start_matches('-');
        let option = self.facts.option(name);
        let secret = option.is_some_and(|option| option.secret) || is_secret_key(name);
        let mut value = match secret && is_secret_value(value) {
            true => MASK.to_owned(),
            false => value.to_owned(),
        };
        secrets.hide(&mut value);
        format!("{flag}={value}")
    }

    fn text(&self, output: &EffectiveOutput, places: &[String]) -> String {
        let style = self.style();
        let mut rows = Vec::new();
        for (arg, origin) in output.args.iter().zip(&output.origins) {
            let place = format!("{}:{}", origin.path, origin.start.line);
            rows.push(vec![plain(arg).into_owned(), style.dim(&plain(&place))]);
        }
        let mut text = crate::render::style::table(&rows, 0);
        for warning in &output.warnings {
            let warning = plain(warning);
            text.push_str(&format!("{}: {warning}\n", style.yellow("warning")));
        }
        for (error, place) in output.errors.iter().zip(places) {
            let said = format!("{place}{error}");
            text.push_str(&format!("{}: {}\n", style.red("error"), plain(&said)));
        }
        let count = output.args.len();
        let plural = if count == 1 { "" } else { "s" };
        text.push_str(&style.dim(&format!(
            "{count} argument{plural} under {}\n",
            output.release
        )));
        text
    }
}

/// What RKE2 says, without the secrets that it would quote.
fn said(secrets: &Secrets, problem: &Problem) -> String {
    let mut message = problem.message.clone();
    secrets.hide(&mut message);
    message
}

fn describe(kind: Kind) -> &'static str {
    match kind {
        Kind::Config => "a configuration",
        Kind::HelmChartConfig => "a HelmChartConfig",
        Kind::HelmChart => "a HelmChart",
        Kind::Plan => "a Plan",
        Kind::Registries => "a registries.yaml",
        Kind::ContainerdTemplate => "a template for containerd",
        Kind::Manifest => "a Kubernetes manifest",
        Kind::Binary => "no text",
        Kind::Other => "nothing of RKE2's",
    }
}
