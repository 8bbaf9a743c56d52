//! The schema of a chart's values.

use serde_json::{Map, Value, json};

use crate::facts::values::{Place, ValueFact, ValueKind, ValueTree, path};
use crate::order;

/// The schema of what a chart version reads: draft 2020-12.
pub fn values(tree: &ValueTree) -> Value {
    let mut schema = below(tree, &[Place::ROOT], false);
    let chart = tree.chart();
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = format!("Values of {chart} {}", tree.version()).into();
    schema["description"] = "Helm passes over keys that are not listed here.".into();
    // They only hold anchors for others to use.
    schema["patternProperties"] = json!({ "^x-": true });
    schema
}

/// A key of the chart; where any key goes, what holds for all of them holds for a named one as well.
fn key(tree: &ValueTree, places: &[(Place, ValueFact)]) -> Value {
    let Some((_, fact)) = places.first() else {
        return json!(true);
    };
    let free = places.iter().any(|(_, fact)| fact.free);
    let inner: Vec<Place> = places.iter().map(|(place, _)| *place).collect();
    let takes_any = free || fact.mixed || fact.unread || places.len() > 1;
    let mut schema = match (fact.schema, fact.kind) {
        (Some(schema), _) => accepts(schema),
        _ if takes_any => json!({}),
        (None, ValueKind::Any) => json!({}),
        (None, ValueKind::Map) => json!({ "type": ["object", "null"] }),
        (None, ValueKind::List) => json!({ "type": ["array", "object", "null"] }),
        // An empty text is often only a place where anything may go.
        (None, ValueKind::String) if fact.default == Some("\"\"") => json!({}),
        (None, _) => json!({ "type": ["string", "number", "boolean", "null"] }),
    };
    if let Some(default) = fact
        .default
        .and_then(|text| serde_json::from_str::<Value>(text).ok())
    {
        schema["default"] = default;
    }
    if inner.iter().any(|place| tree.has_below(*place)) {
        let inner = below(tree, &inner, free);
        if let (Some(schema), Value::Object(inner)) = (schema.as_object_mut(), inner) {
            schema.extend(inner);
        }
    }
    schema
}

/// What stands below some places.
fn below(tree: &ValueTree, places: &[Place], free: bool) -> Value {
    let mut names: Vec<&str> = Vec::new();
    for place in places {
        names.extend(tree.below(*place).into_iter().map(|(_, name, _)| name));
    }
    order::sort(&mut names);
    names.dedup();
    let any: Vec<(Place, ValueFact)> = found(tree, places, "*");
    let mut properties = Map::new();
    for name in names.into_iter().filter(|name| *name != "*") {
        let mut own = found(tree, places, name);
        own.extend(any.iter().copied());
        // What templates read only to fail is not for anybody to set.
        if !own.iter().all(|(_, fact)| fact.guarded) {
            properties.insert(path::key(name).into_owned(), key(tree, &own));
        }
    }
    let mut schema = Map::new();
    let others = match (free, any.is_empty()) {
        (true, _) => None,
        (false, true) => Some(json!(false)),
        (false, false) => Some(key(tree, &any)),
    };
    if !any.is_empty() {
        schema.insert("items".to_owned(), key(tree, &any));
    }
    if let Some(others) = others {
        schema.insert("additionalProperties".to_owned(), others);
    }
    schema.insert("properties".to_owned(), properties.into());
    schema.into()
}

fn found(tree: &ValueTree, places: &[Place], name: &str) -> Vec<(Place, ValueFact)> {
    let children = places.iter().filter_map(|place| tree.child(*place, name));
    children
        .filter_map(|child| Some((child, tree.fact(child)?)))
        .collect()
}

/// What the chart's own schema takes, and nothing at all, which Helm takes away before.
fn accepts(schema: &str) -> Value {
    let mut types = vec!["null"];
    let mut constants = Vec::new();
    for word in schema.split('|').filter(|word| *word != "null") {
        match word {
            "map" => types.push("object"),
            "list" => types.push("array"),
            "int" => types.push("integer"),
            "float" => types.push("number"),
            "bool" => types.push("boolean"),
            "string" => types.push("string"),
            constant => constants.extend(serde_json::from_str::<Value>(constant).ok()),
        }
    }
    match constants.is_empty() {
        true => json!({ "type": types }),
        false => json!({ "anyOf": [{ "type": types }, { "enum": constants }] }),
    }
}
