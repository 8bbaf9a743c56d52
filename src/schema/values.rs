//! The schema of a chart's values.

use super::json::{Object, text, texts};
use super::{DIALECT, SCALAR};
use crate::facts::values::{Place, ValueFact, ValueKind, ValueTree, path};
use crate::order;

/// The schema of what a chart version reads, as JSON: draft 2020-12.
pub fn values(tree: &ValueTree) -> String {
    let title = format!("Values of {} {}", tree.chart(), tree.version());
    let about = "Helm passes over keys that are not listed here.";
    let mut schema = Object::of("$schema", text(DIALECT));
    schema.set("title", text(&title));
    schema.set("description", text(about));
    // They only hold anchors for others to use.
    schema.set("patternProperties", r#"{"^x-":true}"#);
    schema.extend(below(tree, &[Place::ROOT], false));
    schema.json()
}

/// A key of the chart; where any key goes, what holds for all of them holds for a named one as well.
fn key(tree: &ValueTree, places: &[(Place, ValueFact)]) -> String {
    let Some((_, fact)) = places.first() else {
        return "true".to_owned();
    };
    let free = places.iter().any(|(_, fact)| fact.free);
    let inner: Vec<Place> = places.iter().map(|(place, _)| *place).collect();
    let takes_any = free || fact.mixed || fact.unread || places.len() > 1;
    let mut schema = match (fact.schema, fact.kind) {
        (Some(schema), _) => accepts(schema),
        _ if takes_any => Object::default(),
        (None, ValueKind::Any) => Object::default(),
        (None, ValueKind::Map) => Object::of("type", r#"["object","null"]"#),
        (None, ValueKind::List) => Object::of("type", r#"["array","object","null"]"#),
        // An empty text is often only a place where anything may go.
        (None, ValueKind::String) if fact.default == Some("\"\"") => Object::default(),
        (None, _) => Object::of("type", SCALAR),
    };
    // The table leaves out long ones.
    if let Some(default) = fact.default.filter(|text| *text != "…") {
        schema.set("default", default);
    }
    if inner.iter().any(|place| tree.has_below(*place)) {
        schema.extend(below(tree, &inner, free));
    }
    schema.json()
}

/// What stands below some places.
fn below(tree: &ValueTree, places: &[Place], free: bool) -> Object {
    let mut names: Vec<&str> = Vec::new();
    for place in places {
        names.extend(tree.below(*place).into_iter().map(|(_, name, _)| name));
    }
    order::sort(&mut names);
    names.dedup();
    let any: Vec<(Place, ValueFact)> = found(tree, places, "*");
    let mut properties = Object::default();
    for name in names.into_iter().filter(|name| *name != "*") {
        let mut own = found(tree, places, name);
        own.extend(any.iter().copied());
        // What templates read only to fail is not for anybody to set.
        if !own.iter().all(|(_, fact)| fact.guarded) {
            properties.set(path::key(name).into_owned(), key(tree, &own));
        }
    }
    let mut schema = Object::default();
    if !any.is_empty() {
        schema.set("items", key(tree, &any));
    }
    match (free, any.is_empty()) {
        (true, _) => {}
        (false, true) => schema.set("additionalProperties", "false"),
        (false, false) => schema.set("additionalProperties", key(tree, &any)),
    }
    schema.set("properties", properties.json());
    schema
}

fn found(tree: &ValueTree, places: &[Place], name: &str) -> Vec<(Place, ValueFact)> {
    let children = places.iter().filter_map(|place| tree.child(*place, name));
    children
        .filter_map(|child| Some((child, tree.fact(child)?)))
        .collect()
}

/// What the chart's own schema takes, and nothing at all, which Helm takes away before.
fn accepts(schema: &str) -> Object {
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
            constant => constants.push(constant),
        }
    }
    let types = texts(&types);
    match constants.is_empty() {
        true => Object::of("type", types),
        false => Object::of(
            "anyOf",
            format!(
                r#"[{{"type":{types}}},{{"enum":[{}]}}]"#,
                constants.join(",")
            ),
        ),
    }
}
