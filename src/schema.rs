//! JSON Schemas for editors, made from the same tables that the rules judge by.
//!
//! A schema cannot say all that the rules say, so it is never stricter than RKE2:
//! what it refuses, RKE2 refuses or ignores.

mod json;
mod values;

use self::json::{Object, text, texts};
use crate::facts::Facts;
use crate::facts::options::{OptionFact, Type};
use crate::release::Release;
use crate::role::Role;

pub use values::values;

/// The dialect of all schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// What YAML 1.1 takes for true or false, and what Go does; editors read YAML 1.2, where the first is text.
const SWITCH: &str = r#"[{"type":"boolean"},{"enum":[0,1]},{"type":"string","pattern":"^\\s*([yYnNtTfF01]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE)\\s*$"}]"#;

/// A number, be it in quotes.
const INTEGER: &str =
    r#"[{"type":"integer"},{"type":"string","pattern":"^\\s*[-+]?[0-9][0-9a-fA-FxXoObB_]*\\s*$"}]"#;

/// What Go reads as a duration.
const DURATION: &str = r#"[{"const":0},{"type":"string","pattern":"^\\s*[-+]?(0|([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+\\s*$"}]"#;

/// What is one value.
const SCALAR: &str = r#"["string","number","boolean","null"]"#;

/// The schema of `config.yaml` for a release, as JSON: draft 2020-12.
#[inline(never)]
pub fn config(facts: &Facts, release: Release, role: Role) -> String {
    let mut properties = Object::default();
    let mut appended = Object::default();
    let mut others = Vec::new();
    for option in facts.options() {
        if !option.releases(role).contains(release) {
            continue;
        }
        let mut schema = property(facts, option, release);
        properties.set(option.key, schema.json());
        match option.kind(release) {
            Type::List => {
                let schema = Object::of("$ref", text(&format!("#/properties/{}", option.key)));
                appended.set(format!("{}+", option.key), schema.json());
            }
            _ => others.push(option.key),
        }
        if let Some(alias) = option.alias {
            schema.set("description", text(&format!("Short for {}.", option.key)));
            properties.set(alias, schema.json());
        }
    }
    let mut patterns = Object::default();
    if facts.has("plus-keys", release) {
        properties.extend(appended);
        // RKE2 takes these, but there is nothing to gain from offering them.
        patterns.set(format!("^({})\\+$", others.join("|")), "{}");
    }
    let title = format!("config.yaml of an RKE2 {} {release}", role.name());
    let mut schema = Object::of("$schema", text(DIALECT));
    schema.set("title", text(&title));
    let about = "RKE2 drops keys that are not listed here.";
    schema.set("description", text(about));
    schema.set("type", r#"["object","null"]"#);
    schema.set("properties", properties.json());
    schema.set("patternProperties", patterns.json());
    schema.set("additionalProperties", "false");
    schema.json()
}

fn property(facts: &Facts, option: &OptionFact, release: Release) -> Object {
    let form = option.form(release);
    let kind = option.kind(release);
    let mut schema = match kind {
        Type::Bool => Object::of("anyOf", SWITCH),
        Type::Int => Object::of("anyOf", INTEGER),
        Type::Duration => Object::of("anyOf", DURATION),
        _ => named(facts, option.key, release),
    };
    if kind == Type::List {
        let one = schema.json();
        schema = Object::of(
            "anyOf",
            format!(r#"[{one},{{"type":"array","items":{one}}}]"#),
        );
    }
    let mut about = option.about.to_owned();
    if let Some(default) = form.and_then(|form| form.default) {
        about.push_str(&format!(" Default: {default}."));
    }
    schema.set("description", text(&about));
    schema
}

/// A text, of which the known values are offered where RKE2 takes no others.
fn named(facts: &Facts, key: &str, release: Release) -> Object {
    let values = facts.accepted_values(key, release);
    let one = values.join("|");
    let values = texts(&values);
    let or = |other: &str| Object::of("anyOf", format!(r#"[{{"enum":{values}}},{other}]"#));
    match key {
        _ if one.is_empty() => any(),
        // RKE2 passes these names on, or passes them over.
        "cloud-provider-name" => or(&any().json()),
        "ingress-controller" if facts.has("ingress-not-validated", release) => or(&any().json()),
        "cni" | "ingress-controller" => {
            let several = text(&format!("^({one})(,({one}))+$"));
            or(&format!(r#"{{"type":"string","pattern":{several}}}"#))
        }
        // Without one there is no profile.
        "profile" => or(r#"{"enum":["",null]}"#),
        "egress-selector-mode" | "etcd-s3-bucket-lookup-type" | "secrets-encryption-provider" => {
            Object::of("enum", values)
        }
        // The others are names in front of a value.
        _ => any(),
    }
}

fn any() -> Object {
    Object::of("type", SCALAR)
}
