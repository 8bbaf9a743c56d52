//! `valuesContent` that Helm cannot read.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::objects::has_helmchartconfig_field;
use crate::project::helm::{HelmChartConfig, Values};
use crate::yaml::Kind;

pub static RULE: Rule = Rule {
    id: "chart-values-syntax",
    summary: "`valuesContent` is no mapping in YAML, so the install job of the chart fails",
    page: page!("chart_values_syntax.md"),
    when: &[When::Has(Mark::ChartConfig)],
    check,
};

const READER: &str = "helm/helm pkg/chartutil/values.go ReadValues";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for config in &context.project.chart_configs {
        if let Some((false, span)) = config.values_field
            && has_helmchartconfig_field("values", context.to)
            && !context
                .sources
                .get(config.file)
                .is_opaque(span.start, span.end)
        {
            let chart = config.name.as_ref().map_or("the chart", |name| &name.text);
            let message = format!(
                "the install job of {chart} fails: `values` is no mapping, and has to be one"
            );
            found.push(
                RULE.error(Consequence::ChartFails, span, message)
                    .help("text belongs into `valuesContent`")
                    .evidence("k3s-io/helm-controller pkg/controllers/chart/chart.go"),
            );
        }
        if let Some(values) = config.values.as_ref().filter(|values| !values.opaque) {
            // What a template decides about lines may mend what looks broken.
            let control = context.sources.get(config.file).has_control();
            found.extend(judge(config, values, control));
        }
    }
}

fn judge(config: &HelmChartConfig, values: &Values, control: bool) -> Option<Diagnostic> {
    let chart = config.name.as_ref().map_or("the chart", |name| &name.text);
    let Some(content) = &values.content else {
        let message = "Kubernetes refuses this HelmChartConfig: `valuesContent` is a mapping, and has to be text";
        return Some(
            RULE.error(Consequence::ChartFails, values.span, message)
                .help("write `valuesContent: |-` and keep the lines below it as they are")
                .evidence("k3s-io/helm-controller pkg/apis/helm.cattle.io/v1/types.go"),
        );
    };
    if let Some(error) = &content.reading.refused {
        let message = format!("the install job of {chart} fails: {}", error.message);
        let finding = RULE
            .error(Consequence::ChartFails, error.span, message)
            .evidence(READER);
        return (!control).then_some(finding);
    }
    let root = content.root()?;
    if root.kind() != Kind::Mapping && !root.is_null() {
        let what = match root.kind() {
            Kind::Sequence => "a list",
            _ => "text",
        };
        let message =
            format!("the install job of {chart} fails: the values are {what}, and no mapping");
        return Some(
            RULE.error(Consequence::ChartFails, root.span(), message)
                .help("values are `key: value`, with a blank after the colon")
                .evidence(READER),
        );
    }
    let unread = content.reading.unread?;
    let message = format!("{chart} never gets these values: Helm stops reading before them");
    Some(
        RULE.warning(Consequence::Ignored, unread, message)
            .help("Helm reads one document; indent all keys alike, and remove `---`")
            .evidence(READER),
    )
}
