//! Reading values, and what stands below them.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::domain::{Path, Set, Thing, join, or_unknown, push};
use super::interpret::{Interpreter, read};
use super::syntax::Str;

/// Paths are followed no further than this.
const LONGEST: usize = 14;

impl Interpreter<'_> {
    pub(super) fn note(&mut self, path: &Path, how: u16) {
        *self.uses.entry(path.clone()).or_default() |= how;
        if how == read::WRITE || self.in_notes {
            return;
        }
        let is_below = how & (read::WHOLE | read::RANGE | read::PRINT) != 0;
        let grounds = match is_below {
            true => &mut self.grounds_below,
            false => &mut self.grounds,
        };
        match grounds.get_mut(path) {
            Some(atoms) => atoms.retain(|atom| self.ground.atoms.contains(atom)),
            None => {
                grounds.insert(path.clone(), self.ground.atoms.clone());
            }
        }
    }

    pub(super) fn read(&mut self, set: &Set, how: u16) {
        for thing in set.iter() {
            self.read_thing(thing, how);
        }
    }

    pub(super) fn read_thing(&mut self, thing: &Thing, how: u16) {
        // Who iterates over what a template has built looks at what is in it.
        let inner = if how == read::WHOLE { how } else { read::TEST };
        let collection = matches!(how, read::WHOLE | read::RANGE);
        match thing {
            Thing::Value(path) => self.note(path, how),
            Thing::Without(path, keys) => {
                self.note(path, how);
                for key in keys.iter() {
                    self.note(&push(path, key), read::TEST);
                }
            }
            Thing::Dict(entries) if collection => {
                for set in entries.values() {
                    self.read(set, inner);
                }
            }
            Thing::List(items) if collection => self.read(items, inner),
            Thing::Tuple(items) if collection => {
                for set in items.iter() {
                    self.read(set, inner);
                }
            }
            Thing::List(items) if how == read::PRINT => self.read(items, how),
            Thing::Tuple(items) if how == read::PRINT => {
                for set in items.iter() {
                    self.read(set, how);
                }
            }
            _ => {}
        }
    }

    /// Globals are shared: a subchart reads those of the whole.
    fn value(&self, path: Path) -> Thing {
        match path.iter().position(|key| &**key == "global") {
            Some(at) if at > 0 && self.charts.contains(&path[..at]) => {
                Thing::Value(path[at..].into())
            }
            _ => Thing::Value(path),
        }
    }

    /// A field of some things.
    pub(super) fn field(&self, set: &Set, name: &str) -> Set {
        let mut found = BTreeSet::new();
        for thing in set.iter() {
            match thing {
                Thing::Root(chart) => {
                    found.insert(match name {
                        "Values" => self.value(chart.clone()),
                        "Files" => Thing::Files(chart.clone()),
                        "Subcharts" => Thing::Subcharts(chart.clone()),
                        _ => Thing::Unknown,
                    });
                }
                Thing::Subcharts(chart) => {
                    found.insert(Thing::Root(push(chart, name)));
                }
                Thing::Value(_) if name == "AsMap" => {
                    found.insert(thing.clone());
                }
                Thing::Value(path) => {
                    let value = self.value(push(path, name));
                    if let Thing::Value(path) = &value {
                        found.extend(
                            self.set_to
                                .get(path)
                                .iter()
                                .flat_map(|set| set.iter())
                                .cloned(),
                        );
                        let too_long = path.len() > LONGEST;
                        found.insert(if too_long { Thing::Unknown } else { value });
                    }
                }
                Thing::Without(path, _) => {
                    found.insert(self.value(push(path, name)));
                }
                Thing::Dict(entries) => match entries.get(name) {
                    Some(value) => found.extend(value.iter().cloned()),
                    None => {
                        found.insert(Thing::Unknown);
                    }
                },
                Thing::Files(chart) => {
                    found.insert(Thing::FilesMethod(chart.clone(), name.into()));
                }
                Thing::File(..) => {
                    found.insert(thing.clone());
                }
                _ => {
                    found.insert(Thing::Unknown);
                }
            }
        }
        join(&Rc::new(found))
    }

    pub(super) fn fields(&mut self, set: Set, names: &[Str]) -> Set {
        let mut set = set;
        for (index, name) in names.iter().enumerate() {
            // A template may look below nothing where one name starts from it, but not where the name before does.
            if index > 0 {
                self.need(&set);
            }
            set = self.field(&set, name);
        }
        set
    }

    /// Notes that a mapping has to be there, since the template looks below it whatever the values are.
    pub(super) fn need(&mut self, set: &Set) {
        let mut things = set.iter();
        if let (Some(Thing::Value(path)), None) = (things.next(), things.next())
            // RKE2 sets globals itself.
            && path.first().is_some_and(|key| &**key != "global")
            && self.ground.certain
            && !self.set_to.contains_key(path)
            && !self.charts.contains(path)
        {
            self.needed.insert(path.clone());
        }
    }

    /// The items of some things.
    pub(super) fn items(&self, set: &Set) -> Set {
        let mut found = BTreeSet::new();
        for thing in set.iter() {
            match thing {
                Thing::Value(path) | Thing::Without(path, _) => {
                    let fits = path.len() < LONGEST;
                    found.insert(match fits {
                        true => self.value(push(path, "*")),
                        false => Thing::Unknown,
                    });
                    let below = self.set_to.iter();
                    let below = below.filter(|(key, _)| {
                        key.split_last()
                            .is_some_and(|(_, parent)| parent == &path[..])
                    });
                    found.extend(below.flat_map(|(_, set)| set.iter()).cloned());
                }
                Thing::List(items) => found.extend(items.iter().cloned()),
                Thing::Tuple(items) => {
                    found.extend(items.iter().flat_map(|set| set.iter()).cloned());
                }
                Thing::Dict(entries) => {
                    found.extend(entries.values().flat_map(|set| set.iter()).cloned());
                }
                _ => {
                    found.insert(Thing::Unknown);
                }
            }
        }
        or_unknown(join(&Rc::new(found)))
    }
}
