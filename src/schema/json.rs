//! JSON that is written down at once: schemas are long, and some of their parts are JSON in the tables already.

use std::fmt::Write;

/// An object under construction; members keep their order.
#[derive(Clone, Default)]
pub(super) struct Object(Vec<(String, String)>);

impl Object {
    /// Sets a member to a value that is JSON, whatever it was before.
    pub fn set(&mut self, key: impl Into<String>, json: impl Into<String>) {
        let (key, json) = (key.into(), json.into());
        match self.0.iter_mut().find(|(known, _)| *known == key) {
            Some((_, value)) => *value = json,
            None => self.0.push((key, json)),
        }
    }

    /// An object of one member.
    pub fn of(key: &str, json: impl Into<String>) -> Object {
        let mut object = Object::default();
        object.set(key, json);
        object
    }

    /// Takes over the members of another one.
    pub fn extend(&mut self, other: Object) {
        for (key, json) in other.0 {
            self.set(key, json);
        }
    }

    /// As JSON.
    pub fn json(&self) -> String {
        let mut json = String::from("{");
        for (index, (key, value)) in self.0.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            // Writing to a string does not fail.
            let _ = write!(json, "{comma}{}:{value}", text(key));
        }
        json.push('}');
        json
    }
}

/// A text as JSON.
pub(super) fn text(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// A list of texts as JSON.
pub(super) fn texts(texts: &[&str]) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}
