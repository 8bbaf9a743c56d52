//! Functions that hand lists on, and parts of them.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::domain::{Set, Thing, as_list, join, nothing, one, or_unknown, texts, union, unknown};
use super::interpret::{Interpreter, read};
use super::syntax::Str;

impl Interpreter<'_> {
    pub(super) fn list(&mut self, name: &str, arguments: &[Set]) -> Set {
        let Some(first) = arguments.first() else {
            return unknown();
        };
        let name = name
            .strip_prefix("must")
            .unwrap_or(name)
            .to_ascii_lowercase();
        match &*name {
            "first" | "last" => {
                let mut parts = Vec::new();
                for thing in first.iter() {
                    match thing {
                        Thing::Tuple(items) if !items.is_empty() => {
                            let place = if name == "first" { 0 } else { items.len() - 1 };
                            parts.push(items[place].clone());
                        }
                        other => {
                            self.read_thing(other, read::RANGE);
                            parts.push(self.items(&one(other.clone())));
                        }
                    }
                }
                return union(&parts);
            }
            "rest" | "initial" => {
                let cut = first.iter().map(|thing| match thing {
                    Thing::Tuple(items) if !items.is_empty() => Thing::Tuple(match &*name {
                        "rest" => items[1..].into(),
                        _ => items[..items.len() - 1].into(),
                    }),
                    other => other.clone(),
                });
                return join(&Rc::new(cut.collect()));
            }
            "has" | "without" => {
                for set in arguments {
                    self.read(set, read::PRINT);
                }
            }
            _ => {}
        }
        let spread = |set: &Set| -> Set { Rc::new(set.iter().map(as_list).collect()) };
        let lists: Vec<Set> = arguments.iter().map(spread).collect();
        if let ("append" | "prepend", [list, item]) = (&*name, &lists[..]) {
            let mut found: BTreeSet<Thing> = list
                .iter()
                .map(|thing| match thing {
                    Thing::List(items) => Thing::List(union([items, item])),
                    other => other.clone(),
                })
                .collect();
            found.insert(Thing::List(item.clone()));
            return Rc::new(found);
        }
        or_unknown(union(&lists))
    }
}

/// A mapping without some keys.
pub fn omit(arguments: &[Set]) -> Set {
    let Some(base) = arguments.first() else {
        return unknown();
    };
    let keys: BTreeSet<Str> = arguments.iter().skip(1).flat_map(texts).collect();
    let left = base.iter().map(|thing| match thing {
        Thing::Value(path) => Thing::Without(path.clone(), keys.iter().cloned().collect()),
        Thing::Without(path, other) => {
            let all: BTreeSet<Str> = other.iter().chain(&keys).cloned().collect();
            Thing::Without(path.clone(), all.into_iter().collect())
        }
        Thing::Dict(entries) => {
            let entries = entries.iter().filter(|(key, _)| !keys.contains(*key));
            let entries = entries.map(|(key, set)| (key.clone(), set.clone()));
            Thing::Dict(Rc::new(entries.collect()))
        }
        other => other.clone(),
    });
    match base.is_empty() {
        true => nothing(),
        false => Rc::new(left.collect()),
    }
}
