//! Image tags that stay what they are while the chart around them changes.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::charts::decode;
use crate::facts::values::path;
use crate::helm::{State, is_opaque};

pub static RULE: Rule = Rule {
    id: "image-pinned",
    summary: "A HelmChartConfig keeps an image while the upgrade changes the chart",
    page: page!("image_pinned.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, _)) = context.step() else {
        return;
    };
    for view in &context.charts {
        let source = context.sources.get(view.config.file);
        let Some(old) = context.facts.chart(from, view.chart).flatten() else {
            continue;
        };
        let upstream = |version| decode(view.chart, version).map(|decoded| decoded.upstream);
        // The same software, packaged anew, runs with the same image.
        if old == view.version || upstream(old) == upstream(view.version) {
            continue;
        }
        for entry in &view.entries {
            let (parent, last) = path::split(&entry.path);
            let (_, above) = path::split(parent);
            let is_image = above.to_ascii_lowercase().ends_with("image");
            let pins = matches!(last, "tag" | "digest") && is_image;
            let known = entry.state == State::Read && !entry.facts.iter().any(|fact| fact.unread);
            let says = !entry.value.text().is_empty() && !is_opaque(source, entry.value);
            if !(pins && known && says) {
                continue;
            }
            let path = &entry.path;
            let message = format!(
                "`{path}` keeps the image while {} goes from {old} to {}",
                view.chart, view.version
            );
            found.push(
                RULE.warning(Consequence::Unsupported, entry.value.span(), message)
                    .help("remove the pin for the upgrade, or set the image that the new chart was made for")
                    .evidence("rancher/rke2-charts values.yaml"),
            );
        }
    }
}
