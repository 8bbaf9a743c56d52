//! A file among RKE2's manifests whose name keeps it from being applied.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::Kind;
use crate::source::{FileId, Span};
use crate::values::labels::is_subdomain;

pub static RULE: Rule = Rule {
    id: "manifest-name",
    summary: "The name of a manifest keeps RKE2 from applying it",
    page: page!("manifest_name.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

/// The folder of the data directory that RKE2 applies.
const FOLDER: &str = "server/manifests/";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for input in &context.project.inputs {
        let path = format!("/{}", context.sources.get(input.file).path);
        let Some((_, inside)) = path.rsplit_once(&format!("/{FOLDER}")) else {
            continue;
        };
        match input.kind {
            Kind::HelmChartConfig => {
                found.extend(refused(context, input.file, inside));
                found.extend(overwritten(context, input.file, inside));
            }
            Kind::HelmChart | Kind::Plan | Kind::Manifest => {
                found.extend(refused(context, input.file, inside));
            }
            _ => {}
        }
    }
}

/// RKE2 keeps an object for each file, which has the file's name up to the first dot.
fn refused(context: &Context<'_>, file: FileId, path: &str) -> Option<Diagnostic> {
    let name = object_name(path);
    // Files that begin with a dot are passed over.
    if name.is_empty() || is_subdomain(name) || name.contains(['{', '<', '$', '%']) {
        return None;
    }
    let mended = name.to_ascii_lowercase().replace(['_', ' '], "-");
    let message = format!(
        "RKE2 does not apply this file: it keeps an object of the file's name, and Kubernetes refuses `{name}`"
    );
    let finding = RULE
        .warning(Consequence::Ignored, first_line(context, file), message)
        .evidence("k3s-io/k3s pkg/deploy/controller.go");
    Some(match is_subdomain(&mended) {
        true => finding.help(format!(
            "name the file `{mended}`; small letters, digits and `-` are fine"
        )),
        false => finding.help("use small letters, digits and `-`"),
    })
}

/// RKE2 copies its own charts over whatever is there.
fn overwritten(context: &Context<'_>, file: FileId, path: &str) -> Option<Diagnostic> {
    let chart = path.strip_suffix(".yaml")?;
    context.facts.chart(context.to, chart)??;
    let message = format!(
        "RKE2 overwrites this file whenever it starts: its own manifest of {chart} has the same name"
    );
    Some(
        RULE.warning(Consequence::Ignored, first_line(context, file), message)
            .help(format!("name the file `{chart}-config.yaml`"))
            .evidence("rancher/rke2 pkg/bootstrap/bootstrap.go UpdateManifests"),
    )
}

fn object_name(path: &str) -> &str {
    let file = path.rsplit('/').next().unwrap_or_default();
    file.split('.').next().unwrap_or_default()
}

fn first_line(context: &Context<'_>, file: FileId) -> Span {
    let (start, end) = context.sources.get(file).line_span(1);
    Span { file, start, end }
}
