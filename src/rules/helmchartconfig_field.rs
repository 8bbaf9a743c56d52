//! A field of a HelmChartConfig that its API does not have.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::objects::helmchartconfig_fields;
use crate::names::{list, nearest, releases};
use crate::project::{Object, helm::GROUP};
use crate::yaml::Ref;

pub static RULE: Rule = Rule {
    id: "helmchartconfig-field",
    summary: "A HelmChartConfig has a field or an `apiVersion` that the release does not know",
    page: page!("helmchartconfig_field.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

const API_VERSION: &str = "helm.cattle.io/v1";

const TYPES: &str = "k3s-io/helm-controller pkg/apis/helm.cattle.io/v1/types.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let configs = context
        .objects()
        .filter(|one| one.kind.text() == "HelmChartConfig");
    for object in configs.filter(|one| one.api_version.text() != API_VERSION) {
        let span = object.api_version.span();
        if !context
            .sources
            .get(object.file)
            .is_opaque(span.start, span.end)
        {
            let message = format!(
                "this HelmChartConfig is refused: no API server has one of `{}`",
                object.api_version.text()
            );
            found.push(
                RULE.warning(Consequence::Ignored, span, message)
                    .help(format!("write `{API_VERSION}`"))
                    .suggest(span, API_VERSION)
                    .evidence(TYPES),
            );
        }
    }
    for object in context.objects_of(GROUP, "HelmChartConfig") {
        let source = context.sources.get(object.file);
        let is_opaque = |key: Ref<'_>| source.is_opaque(key.span().start, key.span().end);
        for (key, value) in object.root.entries() {
            if is_known(key.text()) && !value.is_null() && !is_opaque(key) {
                found.push(misplaced(key));
            }
        }
        let fields = object.root.get("spec").into_iter();
        for (key, value) in fields.flat_map(|spec| spec.entries()) {
            if !key.is_merge_key() && !value.is_null() && !is_opaque(key) {
                found.extend(judge(context, object, key));
            }
        }
    }
}

fn is_known(field: &str) -> bool {
    helmchartconfig_fields().any(|(name, _)| name == field)
}

fn misplaced(key: Ref<'_>) -> Diagnostic {
    let name = key.text();
    let message = format!("`{name}` has no effect: a HelmChartConfig has it below `spec`");
    RULE.warning(Consequence::Ignored, key.span(), message)
        .help(format!("indent `{name}` below `spec:`"))
        .evidence(TYPES)
}

fn judge(context: &Context<'_>, object: &Object<'_>, key: Ref<'_>) -> Option<Diagnostic> {
    let name = key.text();
    let fields: Vec<_> = helmchartconfig_fields().collect();
    let own = fields.iter().find(|(field, _)| *field == name);
    if own.is_some_and(|(_, having)| having.contains(context.to)) {
        return None;
    }
    let say = |message: String| {
        RULE.warning(Consequence::Ignored, key.span(), message)
            .evidence(TYPES)
    };
    if let Some((_, having)) = own {
        let to = context.to;
        let message =
            format!("`{name}` has no effect: the HelmChartConfigs of {to} have no such field");
        let help = format!("the field is part of {}", releases(having));
        return Some(say(message).help(match name {
            "values" => {
                format!("{help}; write `valuesContent: |-` and keep the lines below it as they are")
            }
            _ => help,
        }));
    }
    let here = fields
        .iter()
        .filter(|(_, having)| having.contains(context.to));
    let here: Vec<&str> = here.map(|(field, _)| *field).collect();
    let message = format!("`{name}` has no effect: a HelmChartConfig has no such field");
    let meant = nearest(name, &here).filter(|meant| object.spec(&[meant]).is_none());
    Some(match meant {
        Some(meant) => say(message)
            .help(format!("did you mean `{meant}`?"))
            .suggest(key.span(), meant),
        None => {
            let here: Vec<String> = here.iter().map(|field| format!("`{field}`")).collect();
            say(message).help(format!("its fields are {}", list(&here)))
        }
    })
}
