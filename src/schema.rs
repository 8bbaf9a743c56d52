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

/// The schema of `config.yaml` for a release: draft 2020-12.
#[inline(never)]
pub fn config(facts: &Facts, release: Release, role: Role) -> Value {
    let mut properties = Map::new();
    let mut appended = Map::new();
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
        if facts.has("plus-keys", release) && option.kind(release) == Type::List {
            appended.insert(
                format!("{}+", option.key),
                json!({ "$ref": reference(option.key) }),
            );
        }
        properties.insert(option.key.to_owned(), schema);
    }
    properties.extend(appended);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("config.yaml of an RKE2 {} {release}", role.name()),
        "description": "RKE2 drops keys that are not listed here.",
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": false,
    })
}

fn reference(key: &str) -> String {
    format!("#/properties/{key}")
}

fn property(facts: &Facts, option: &OptionFact, release: Release) -> Value {
    let form = option.form(release);
    let scalar = match (option.kind(release), option.key) {
        (Type::Bool, _) => json!({
            "anyOf": [
                { "type": "boolean" },
                { "enum": ["true", "false", "yes", "no", "on", "off", "1", "0", 1, 0] },
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
    let any = json!({ "type": ["string", "number", "boolean"] });
    let values = facts.accepted_values(key, release);
    // RKE2 passes these names on, or passes them over.
    let free = key == "cloud-provider-name"
        || (key == "ingress-controller" && facts.has("ingress-not-validated", release));
    match (values.is_empty(), key) {
        (true, _) => any,
        _ if free => json!({ "anyOf": [{ "enum": values }, { "type": "string" }] }),
        (false, "cni" | "ingress-controller") => {
            let one = values.join("|");
            json!({ "anyOf": [{ "enum": values }, { "type": "string", "pattern": format!("^({one})(,({one}))+$") }] })
        }
        (false, _) => json!({ "enum": values }),
    }
}
