//! JSON Schemas for editors, made from the same tables that the rules judge by.
//!
//! A schema cannot say all that the rules say, so it is never stricter than RKE2:
//! what it refuses, RKE2 refuses or ignores.

mod values;

use serde_json::{Map, Value, json};

use crate::facts::Facts;
use crate::facts::options::{OptionFact, Type};
use crate::release::Release;
use crate::role::Role;

pub use values::values;

/// What YAML 1.1 takes for true or false, and what Go does; editors read YAML 1.2, where the first is text.
const SWITCH: &str = "^\\s*([yYnNtTfF01]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE)\\s*$";

/// The schema of `config.yaml` for a release: draft 2020-12.
#[inline(never)]
pub fn config(facts: &Facts, release: Release, role: Role) -> Value {
    let mut properties = Map::new();
    let mut appended = Map::new();
    let mut others = Vec::new();
    for option in facts.options() {
        if !option.releases(role).contains(release) {
            continue;
        }
        let schema = property(facts, option, release);
        if let Some(alias) = option.alias {
            let mut alias_schema = schema.clone();
            alias_schema["description"] = format!("Short for {}.", option.key).into();
            properties.insert(alias.to_owned(), alias_schema);
        }
        match option.kind(release) {
            Type::List => {
                let schema = json!({ "$ref": format!("#/properties/{}", option.key) });
                appended.insert(format!("{}+", option.key), schema);
            }
            _ => others.push(option.key),
        }
        properties.insert(option.key.to_owned(), schema);
    }
    let mut patterns = Map::new();
    if facts.has("plus-keys", release) {
        properties.extend(appended);
        // RKE2 takes these, but there is nothing to gain from offering them.
        patterns.insert(format!("^({})\\+$", others.join("|")), json!({}));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("config.yaml of an RKE2 {} {release}", role.name()),
        "description": "RKE2 drops keys that are not listed here.",
        "type": ["object", "null"],
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": false,
    })
}

fn property(facts: &Facts, option: &OptionFact, release: Release) -> Value {
    let form = option.form(release);
    let scalar = match (option.kind(release), option.key) {
        (Type::Bool, _) => json!({
            "anyOf": [
                { "type": "boolean" },
                { "enum": [0, 1] },
                { "type": "string", "pattern": SWITCH },
            ],
        }),
        (Type::Int, _) => json!({
            "anyOf": [{ "type": "integer" }, { "type": "string", "pattern": "^\\s*[-+]?[0-9][0-9a-fA-FxXoObB_]*\\s*$" }],
        }),
        (Type::Duration, _) => json!({
            "anyOf": [
                { "const": 0 },
                { "type": "string", "pattern": "^\\s*[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+\\s*$" },
            ],
        }),
        (_, key) => named(facts, key, release),
    };
    let mut schema = match option.kind(release) {
        Type::List => json!({ "anyOf": [scalar, { "type": "array", "items": scalar }] }),
        _ => scalar,
    };
    let mut about = option.about.to_owned();
    if let Some(default) = form.and_then(|form| form.default) {
        about.push_str(&format!(" Default: {default}."));
    }
    schema["description"] = about.into();
    schema
}

/// A text, of which the known values are offered where RKE2 takes no others.
fn named(facts: &Facts, key: &str, release: Release) -> Value {
    let values = facts.accepted_values(key, release);
    let one = values.join("|");
    match key {
        _ if values.is_empty() => any(),
        // RKE2 passes these names on, or passes them over.
        "cloud-provider-name" => json!({ "anyOf": [{ "enum": values }, any()] }),
        "ingress-controller" if facts.has("ingress-not-validated", release) => {
            json!({ "anyOf": [{ "enum": values }, any()] })
        }
        "cni" | "ingress-controller" => json!({
            "anyOf": [{ "enum": values }, { "type": "string", "pattern": format!("^({one})(,({one}))+$") }],
        }),
        // Without one there is no profile.
        "profile" => json!({ "anyOf": [{ "enum": values }, { "enum": ["", null] }] }),
        "egress-selector-mode" | "etcd-s3-bucket-lookup-type" | "secrets-encryption-provider" => {
            json!({ "enum": values })
        }
        // The others are names in front of a value.
        _ => any(),
    }
}

fn any() -> Value {
    json!({ "type": ["string", "number", "boolean", "null"] })
}
