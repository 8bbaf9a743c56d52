//! Templates for the configuration of containerd, and the containerd that reads them.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::Kind;
use crate::release::Release;
use crate::source::{FileId, Span};

pub static RULE: Rule = Rule {
    id: "containerd-template",
    summary: "A template for the configuration of containerd does not fit the containerd of the release",
    page: page!("containerd_template.md"),
    when: &[When::Has(Mark::Release)],
    check,
};

const DOCS: &str = "rancher/rke2-docs docs/advanced.md";
const NEW: &str = "config-v3.toml.tmpl";
const OLD: &str = "config.toml.tmpl";
/// The plugin that version 3 split into several.
const OLD_PLUGIN: &str = "io.containerd.grpc.v1.cri";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let inputs = context.project.inputs.iter();
    let templates: Vec<FileId> = inputs
        .filter(|input| input.kind == Kind::ContainerdTemplate)
        .map(|input| input.file)
        .collect();
    let path = |file: FileId| &*context.sources.get(file).path;
    let folder = |file: FileId| path(file).rsplit_once('/').map_or("", |(folder, _)| folder);
    for &file in &templates {
        let beside = |name: &str| {
            let mut others = templates
                .iter()
                .filter(|other| folder(**other) == folder(file));
            others.any(|other| context.sources.get(*other).name() == name)
        };
        let is_new = context.sources.get(file).name() == NEW;
        let Some(major) = containerd(context, context.to) else {
            continue;
        };
        let start = Span::new(file, 0, 0);
        if is_new && major < 2 && !beside(OLD) {
            let message = format!(
                "{} does not read this template: its containerd is older than 2.0, and only reads `{OLD}`",
                context.to
            );
            found.push(
                RULE.error(Consequence::Ignored, start, message)
                    .help(format!(
                        "put a template of version 2 beside it as `{OLD}`; both may stay there"
                    ))
                    .evidence(DOCS),
            );
        }
        let crossed = context
            .from
            .and_then(|from| containerd(context, from))
            .is_some_and(|before| before < 2 && major >= 2);
        let text = &context.sources.get(file).text;
        // What builds on RKE2's own template gets all that this gets.
        if !is_new && crossed && !beside(NEW) && !text.contains("template \"base\"") {
            let message = format!(
                "containerd goes to {major}.0 or later: it still reads this template as it is, \
                 so what RKE2 writes for the new version is missing in a copied one"
            );
            found.push(
                RULE.warning(Consequence::Changed, start, message)
                    .help(format!(
                        "port it to `{NEW}`, best with `{{{{ template \"base\" . }}}}` and what you add; keep this one until there is no way back"
                    ))
                    .evidence(DOCS),
            );
        }
        if is_new && let Some(at) = text.find(OLD_PLUGIN) {
            let place = Span::new(file, at, at + OLD_PLUGIN.len());
            let message =
                "a template of version 3 has no effect through this plugin, which version 2 had";
            found.push(
                RULE.warning(Consequence::Ignored, place, message)
                    .help("write `io.containerd.cri.v1.runtime` or `io.containerd.cri.v1.images`")
                    .evidence("containerd/containerd docs/cri/config.md"),
            );
        }
    }
}

/// The major of a release's containerd.
fn containerd(context: &Context<'_>, release: Release) -> Option<u64> {
    let version = context.facts.release(release)?.component("containerd")?;
    version.split('.').next()?.parse().ok()
}
