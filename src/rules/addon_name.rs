//! Files in `server/manifests`, which RKE2 names AddOns after.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::Kind;
use crate::source::Span;
use crate::values::labels::is_subdomain;

pub static RULE: Rule = Rule {
    id: "addon-name",
    summary: "A file in `server/manifests` has a name that RKE2 cannot use, or that another one has",
    page: page!("addon_name.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

const FOLDER: &str = "server/manifests/";
const DOCS: &str = "rancher/rke2-docs docs/install/packaged_components.md";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut seen: Vec<(&str, &str, Span)> = Vec::new();
    for manifest in &context.project.manifests {
        let source = context.sources.get(manifest.file);
        let Some((node, _)) = source.path.split_once(FOLDER) else {
            continue;
        };
        let name = source.name();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let Some(first) = manifest.objects().next() else {
            continue;
        };
        let at = first.kind.span();
        if !is_subdomain(stem) {
            let message = format!(
                "RKE2 names an AddOn after this file, and `{stem}` is no name for an object, so it may not be applied"
            );
            found.push(
                RULE.warning(Consequence::Ignored, at, message)
                    .help("use small letters, digits and dashes for the file's name")
                    .evidence(DOCS),
            );
            continue;
        }
        // On a server the packaged charts lie there, too: as HelmCharts, and a HelmChartConfig is none.
        let inputs = context.project.inputs.iter();
        let mut own = inputs.filter(|input| input.file == manifest.file);
        let config = own.any(|input| input.kind == Kind::HelmChartConfig);
        if config && context.facts.chart(context.to, stem).flatten().is_some() {
            let message = format!(
                "RKE2 writes its own chart to this file at every start: `{name}` is the name of a packaged component"
            );
            found.push(
                RULE.error(Consequence::Ignored, at, message)
                    .help(format!("call it `{stem}-config.yaml`"))
                    .evidence(DOCS),
            );
        }
        let twin = seen
            .iter()
            .find(|(other, stem_of, _)| (*other, *stem_of) == (node, stem));
        if let Some((.., there)) = twin {
            let message = format!(
                "two files are the AddOn `{stem}`: each takes away what the other one has applied"
            );
            found.push(
                RULE.warning(Consequence::Changed, at, message)
                    .related(*there, "the other file")
                    .help("give them different names")
                    .evidence(DOCS),
            );
        }
        seen.push((node, stem, at));
    }
}
