//! Values of charts as JSON, by the paths of the tables.

use rke2_preflight::facts::values::path;
use rke2_preflight::helm::entries;
use rke2_preflight::yaml::{Kind, Ref, Scalar};
use serde_json::{Map, Value};

/// Sets a value, and makes the mappings above it.
pub fn set(values: &mut Value, wanted: &str, value: Value) {
    let mut at = values;
    for segment in path::segments(wanted) {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        let Some(inner) = at.as_object_mut() else {
            return;
        };
        at = inner.entry(path::key(segment)).or_insert(Value::Null);
    }
    *at = value;
}

/// Takes a value out; `*` in the path is every item of a list.
pub fn remove(values: &mut Value, wanted: &str) {
    let segments: Vec<&str> = path::segments(wanted).collect();
    remove_below(values, &segments);
}

fn remove_below(at: &mut Value, segments: &[&str]) {
    let Some((first, rest)) = segments.split_first() else {
        return;
    };
    match at {
        Value::Array(items) if *first == "*" => {
            for item in items {
                remove_below(item, rest);
            }
        }
        Value::Object(map) => {
            let key = path::key(first);
            if rest.is_empty() {
                map.remove(&*key);
            } else if let Some(inner) = map.get_mut(&*key) {
                remove_below(inner, rest);
            }
        }
        _ => {}
    }
}

/// What Helm gets from a tree.
pub fn json(node: Ref<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let pairs = entries(node).into_iter();
            Value::Object(pairs.map(|(name, _, value)| (name, json(value))).collect())
        }
        Kind::Sequence => node.items().map(json).collect(),
        _ => match node.scalar() {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Int(value) => value.into(),
            Scalar::UInt(value) => value.into(),
            Scalar::Float(value) => value.into(),
            Scalar::Str(text) => text.into_owned().into(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn by_paths() {
        let mut values = json!({});
        set(&mut values, "a.\"b.c\".d", json!(1));
        set(&mut values, "a.e", json!([{ "f": 1, "g": 2 }, { "f": 3 }]));
        remove(&mut values, "a.e.*.f");
        remove(&mut values, "a.missing.key");
        assert_eq!(
            values,
            json!({ "a": { "b.c": { "d": 1 }, "e": [{ "g": 2 }, {}] } })
        );
    }
}
