//! Fields of a Plan that its API does not know, or that hold something else than they should.

use std::borrow::Cow;

use semver::Version;

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::charts::lenient;
use crate::facts::objects::{PlanField, plan_field, plan_fields_below};
use crate::names::nearest;
use crate::project::plan::Plan;
use crate::yaml::go::parse_duration;
use crate::yaml::{Kind, Ref, Scalar, scalar};

pub static RULE: Rule = Rule {
    id: "plan-field",
    summary: "A Plan has a field that its API does not know, or one with a value of another kind",
    page: page!("plan_field.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const TYPES: &str = "rancher/system-upgrade-controller pkg/apis/upgrade.cattle.io/v1/types.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let plans = context.plans();
    if plans.is_empty() {
        return;
    }
    let controller = controller(context);
    for plan in plans {
        api_version(&plan, found);
        if let Some((key, spec)) = plan.object.root.entry("spec") {
            let mut walk = Walk {
                plan: &plan,
                controller: controller.as_ref(),
                found,
            };
            walk.mapping("", key, spec);
        }
    }
}

/// The version of the controller, where its Deployment was given.
fn controller(context: &Context<'_>) -> Option<Version> {
    let mut deployments = context.objects_of("apps", "Deployment");
    let deployment = deployments
        .find(|object| object.name().map(Ref::text) == Some("system-upgrade-controller"))?;
    let containers = deployment.spec(&["template", "spec", "containers"])?;
    let mut images = containers.items().filter_map(|one| one.get("image"));
    let tag = images.find_map(|image| image.text().split_once("system-upgrade-controller:"))?;
    lenient(tag.1)
}

fn api_version(plan: &Plan<'_>, found: &mut Vec<Diagnostic>) {
    let version = plan.object.api_version;
    if version.text() != "upgrade.cattle.io/v1" && !plan.is_opaque(version) {
        let message = format!(
            "the API server refuses this Plan: there is no `{}`",
            version.text()
        );
        found.push(
            RULE.error(Consequence::Ignored, version.span(), message)
                .help("write `upgrade.cattle.io/v1`")
                .evidence(TYPES)
                .fix(version.span(), "upgrade.cattle.io/v1"),
        );
    }
}

struct Walk<'w, 'a> {
    plan: &'w Plan<'a>,
    controller: Option<&'w Version>,
    found: &'w mut Vec<Diagnostic>,
}

/// `prepare` is a container like `upgrade`, and one selector is like the other.
fn canonical(path: &str) -> Cow<'_, str> {
    for (alias, name) in [
        ("prepare", "upgrade"),
        ("drain.podSelector", "nodeSelector"),
    ] {
        if let Some(rest) = path
            .strip_prefix(alias)
            .filter(|rest| rest.starts_with('.'))
        {
            return format!("{name}{rest}").into();
        }
    }
    path.into()
}

/// The path in the table that a mapping's fields stand below.
fn parent(path: &str) -> String {
    let path = canonical(&format!("{path}.")).into_owned();
    path.trim_end_matches('.').to_owned()
}

fn below(path: &str, key: &str) -> String {
    match path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    }
}

fn shown(path: &str) -> String {
    path.replace(".*", "[]")
}

impl<'a> Walk<'_, 'a> {
    fn mapping(&mut self, path: &str, at: Ref<'a>, node: Ref<'a>) {
        for (key, value) in node.entries() {
            if key.is_merge_key() || self.plan.is_opaque(key) {
                continue;
            }
            let own = below(path, key.text());
            match plan_field(&canonical(&own)) {
                Some(field) => {
                    self.too_new(&own, &field, key);
                    self.value(&own, &field, key, value);
                }
                None => self.unknown(path, key),
            }
        }
        if self.plan.source.has_control() || (path.is_empty() && !self.plan.is_whole()) {
            return;
        }
        let parent = parent(path);
        for name in plan_fields_below(&parent) {
            let field = plan_field(&below(&parent, name));
            let missing = node.get(name).is_none_or(Ref::is_null);
            if let Some(field) = field.filter(|field| field.required && missing) {
                let path = shown(&below(path, name));
                let message = format!("the API server refuses this Plan: `{path}` is missing");
                self.found.push(
                    RULE.error(Consequence::Ignored, at.span(), message)
                        .evidence(field.source),
                );
            }
        }
    }

    fn too_new(&mut self, path: &str, field: &PlanField, key: Ref<'a>) {
        let Some((since, controller)) = field.since.zip(self.controller) else {
            return;
        };
        if lenient(since).is_some_and(|first| *controller < first) {
            let message = format!(
                "the system-upgrade-controller {controller} has no `{}`, and its API drops it: it comes with {since}",
                shown(path)
            );
            self.found.push(
                RULE.warning(Consequence::Ignored, key.span(), message)
                    .help("update the controller together with its CustomResourceDefinition")
                    .evidence(field.source),
            );
        }
    }

    fn unknown(&mut self, path: &str, key: Ref<'a>) {
        let name = key.text();
        let candidates: Vec<&str> = plan_fields_below(&parent(path)).collect();
        let meant = match name {
            // As containers of pods have it.
            "env" if candidates.contains(&"envs") => Some("envs"),
            _ => nearest(name, &candidates).or_else(|| {
                let mut longer = candidates.iter().copied();
                longer.find(|other| name.len() > 4 && other.starts_with(name))
            }),
        };
        let message = format!(
            "Plans have no `{}`: the API server drops it, and kubectl refuses the Plan",
            shown(&below(path, name))
        );
        let finding = RULE
            .warning(Consequence::Ignored, key.span(), message)
            .evidence(TYPES);
        self.found.push(match meant {
            Some(meant) => finding
                .help(format!("did you mean `{meant}`?"))
                .suggest(key.span(), meant),
            None => finding,
        });
    }

    fn value(&mut self, path: &str, field: &PlanField, key: Ref<'a>, value: Ref<'a>) {
        // What is null counts as missing.
        if value.is_null() {
            return;
        }
        if value.kind() == Kind::Scalar && self.plan.is_opaque(value) {
            return;
        }
        let scalar = value.scalar();
        let is_text = matches!(scalar, Scalar::Str(_)) && value.kind() == Kind::Scalar;
        let wanted = match field.kind {
            "free" => return,
            "map" if value.kind() == Kind::Mapping => return self.mapping(path, key, value),
            "list" if value.kind() == Kind::Sequence => {
                let path = below(path, "*");
                let Some(field) = plan_field(&canonical(&path)) else {
                    return;
                };
                for item in value.items() {
                    self.value(&path, &field, item, item);
                }
                return;
            }
            "texts" if value.kind() == Kind::Mapping => {
                let text = PlanField {
                    kind: "string",
                    ..*field
                };
                for (key, value) in value.entries().filter(|(key, _)| !key.is_merge_key()) {
                    self.value(&below(path, key.text()), &text, key, value);
                }
                return;
            }
            "string" if is_text => return self.word(path, field, value),
            "duration" | "timeout" if is_text => {
                if parse_duration(value.text()).is_none() {
                    self.duration(path, field, value);
                }
                return;
            }
            "int" | "timeout" if matches!(scalar, Scalar::Int(_)) => return,
            "bool" if matches!(scalar, Scalar::Bool(_)) => return,
            "map" | "texts" => "a mapping",
            "list" => "a list",
            "string" => "a text",
            "int" => "a whole number",
            "bool" => "`true` or `false`",
            _ => "a duration such as `10m`",
        };
        let message = format!(
            "the API server refuses this Plan: `{}` must be {wanted}",
            shown(path)
        );
        let finding = RULE
            .error(Consequence::Ignored, value.span(), message)
            .evidence(field.source);
        let plain = value.kind() == Kind::Scalar && value.source() == value.text();
        self.found.push(match field.kind {
            "string" if plain => finding.help("put it in quotes").quote(value.span()),
            "int" | "bool" if !plain && !matches!(scalar::plain(value.text()), Scalar::Str(_)) => {
                finding.help("write it without quotes")
            }
            _ => finding,
        });
    }

    fn word(&mut self, path: &str, field: &PlanField, value: Ref<'a>) {
        let Some(values) = field.values else { return };
        let values: Vec<&str> = values.split('|').collect();
        let text = value.text();
        if values.contains(&text) || (text.is_empty() && path.starts_with("tolerations")) {
            return;
        }
        let message = format!("`{}` takes no `{text}`: the Plan does not run", shown(path));
        let lower = text.to_ascii_lowercase();
        let same = values
            .iter()
            .find(|value| value.to_ascii_lowercase() == lower);
        let finding = RULE
            .error(Consequence::Ignored, value.span(), message)
            .evidence(field.source);
        self.found.push(match same {
            Some(same) => finding
                .help(format!("write `{same}`"))
                .suggest(value.span(), *same),
            None => finding.help(format!("it takes {}", values.join(", "))),
        });
    }

    fn duration(&mut self, path: &str, field: &PlanField, value: Ref<'a>) {
        let what = match field.kind {
            "timeout" => "`kubectl drain` refuses it, and the job fails",
            _ => "the controller cannot read it",
        };
        let message = format!("`{}` is no duration: {what}", shown(path));
        self.found.push(
            RULE.finding(
                Severity::Error,
                Consequence::Ignored,
                Some(value.span()),
                message,
            )
            .help("write a number with its unit, such as `10m` or `600s`")
            .evidence(field.source),
        );
    }
}
