//! The types and constants that a chart's `values.schema.json` takes, by path.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::domain::{Path, push};

/// The JSON types that are taken, and constants as JSON; empty where anything is.
pub type Types = BTreeSet<String>;

/// References are followed no deeper than this, since a schema may refer to itself.
const DEEPEST: usize = 40;

/// The types of each path that a schema speaks of, the root among them.
pub fn types(schema: &Value) -> BTreeMap<Path, Types> {
    let mut found = BTreeMap::new();
    let reader = Reader { root: schema };
    for (path, what) in reader.read(schema, &Path::from([]), 0) {
        found.insert(path, what.types);
    }
    found
}

#[derive(Clone, Default)]
struct What {
    types: Types,
    has_properties: bool,
}

struct Reader<'s> {
    root: &'s Value,
}

impl Reader<'_> {
    fn read(&self, schema: &Value, path: &Path, depth: usize) -> BTreeMap<Path, What> {
        let mut found = BTreeMap::new();
        if depth > DEEPEST || !schema.is_object() {
            return found;
        }
        let schema = match schema["$ref"]
            .as_str()
            .and_then(|name| name.strip_prefix('#'))
        {
            Some(pointer) => self.root.pointer(pointer).unwrap_or(&Value::Null),
            None => schema,
        };
        let mut types: Types = match (&schema["enum"], &schema["type"]) {
            (Value::Array(values), _) => values.iter().map(Value::to_string).collect(),
            (_, Value::String(name)) => word(name).into_iter().collect(),
            (_, Value::Array(names)) => names
                .iter()
                .filter_map(|name| word(name.as_str()?))
                .collect(),
            _ => Types::new(),
        };
        let mut any = false;
        for key in ["anyOf", "oneOf", "allOf"] {
            for branch in schema[key].as_array().into_iter().flatten() {
                let branch = self.read(branch, path, depth + 1);
                if let Some(own) = branch.get(path) {
                    match (own.types.is_empty(), own.has_properties) {
                        (true, false) => any = true,
                        (true, true) => {
                            types.insert("map".to_owned());
                        }
                        (false, _) => types.extend(own.types.iter().cloned()),
                    }
                }
                for (other, what) in branch.into_iter().filter(|(other, _)| other != path) {
                    found.entry(other).or_insert(what);
                }
            }
        }
        if any {
            types.clear();
        }
        let properties = schema["properties"].as_object();
        let own = What {
            types,
            has_properties: properties.is_some_and(|properties| !properties.is_empty()),
        };
        found.insert(path.clone(), own);
        for (key, property) in properties.into_iter().flatten() {
            found.extend(self.read(property, &push(path, key), depth + 1));
        }
        for key in ["items", "additionalProperties"] {
            for (path, what) in self.read(&schema[key], &push(path, "*"), depth + 1) {
                found.entry(path).or_insert(what);
            }
        }
        found
    }
}

/// A type of JSON Schema in the words of the tables.
fn word(name: &str) -> Option<String> {
    let word = match name {
        "integer" => "int",
        "number" => "float",
        "string" => "string",
        "boolean" => "bool",
        "object" => "map",
        "array" => "list",
        "null" => "null",
        _ => return None,
    };
    Some(word.to_owned())
}
