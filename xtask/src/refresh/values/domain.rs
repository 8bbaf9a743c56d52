//! What an expression of a template may stand for: paths of values, and what is built from them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::syntax::Str;

/// A path of values; `*` is any key.
pub type Path = Rc<[Str]>;

/// The things that an expression may stand for.
pub type Set = Rc<BTreeSet<Thing>>;

/// One thing that an expression may stand for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// Nothing that comes from values.
    Unknown,
    /// The values below a path.
    Value(Path),
    /// The values below a path, without some keys.
    Without(Path, Rc<[Str]>),
    /// What a chart's templates are given: `.Values`, `.Files` and so on. The path is that of the subchart.
    Root(Path),
    /// `.Subcharts` of a root.
    Subcharts(Path),
    /// `.Files` of a root.
    Files(Path),
    /// A method of `.Files`.
    FilesMethod(Path, Str),
    /// Files of a chart whose names match a pattern.
    File(Path, Rc<[Str]>),
    /// A mapping that the template builds.
    Dict(Rc<BTreeMap<Str, Set>>),
    /// A list of things.
    List(Set),
    /// A list whose items are told apart.
    Tuple(Rc<[Set]>),
    /// The YAML text of something.
    Yaml(Set),
    /// A text.
    Text(Str),
    /// A number.
    Number(Str),
}

use Thing::{Dict, List, Tuple, Unknown, Value, Yaml};

/// Things nest no deeper than this; what is deeper becomes a list of all that is in it.
const DEEPEST: usize = 5;

/// A set of one thing.
pub fn one(thing: Thing) -> Set {
    Rc::new(BTreeSet::from([thing]))
}

/// Nothing that comes from values.
pub fn unknown() -> Set {
    one(Unknown)
}

/// No thing at all.
pub fn nothing() -> Set {
    Rc::default()
}

/// The things of several sets.
pub fn union<'s>(sets: impl IntoIterator<Item = &'s Set>) -> Set {
    let mut sets = sets.into_iter();
    let Some(first) = sets.next() else {
        return nothing();
    };
    let mut joined = first.clone();
    for set in sets {
        if !set.is_subset(&joined) {
            Rc::make_mut(&mut joined).extend(set.iter().cloned());
        }
    }
    joined
}

/// The set, or what is unknown where it is empty.
pub fn or_unknown(set: Set) -> Set {
    if set.is_empty() { unknown() } else { set }
}

/// A path with one more key.
pub fn push(path: &Path, key: &str) -> Path {
    path.iter().cloned().chain([Str::from(key)]).collect()
}

/// The texts among some things.
pub fn texts(set: &Set) -> Vec<Str> {
    let texts = set.iter().filter_map(|thing| match thing {
        Thing::Text(text) => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

/// A list that no longer tells its items apart.
pub fn as_list(thing: &Thing) -> Thing {
    match thing {
        Tuple(items) => List(union(items.iter())),
        other => other.clone(),
    }
}

fn depth(thing: &Thing, level: usize) -> usize {
    if level > DEEPEST + 3 {
        return DEEPEST + 4;
    }
    let deepest = |sets: &mut dyn Iterator<Item = &Set>| {
        let depths = sets.flat_map(|set| set.iter());
        1 + depths
            .map(|thing| depth(thing, level + 1))
            .max()
            .unwrap_or(0)
    };
    match thing {
        Dict(entries) => deepest(&mut entries.values()),
        List(items) | Yaml(items) => deepest(&mut std::iter::once(items)),
        Tuple(items) => deepest(&mut items.iter()),
        _ => 0,
    }
}

/// All that is in a thing, however deep.
fn flatten(thing: &Thing, flat: &mut BTreeSet<Thing>) {
    let mut all = |sets: &mut dyn Iterator<Item = &Set>| {
        for thing in sets.flat_map(|set| set.iter()) {
            flatten(thing, flat);
        }
    };
    match thing {
        Dict(entries) => all(&mut entries.values()),
        List(items) | Yaml(items) => all(&mut std::iter::once(items)),
        Tuple(items) => all(&mut items.iter()),
        other => {
            flat.insert(other.clone());
        }
    }
}

fn shallow(thing: Thing) -> Thing {
    if depth(&thing, 0) <= DEEPEST {
        return thing;
    }
    let mut flat = BTreeSet::new();
    flatten(&thing, &mut flat);
    List(Rc::new(flat))
}

/// Joins mappings with mappings and lists with lists, so that sets stay small and the analysis ends.
pub fn join(set: &Set) -> Set {
    let tuples: Vec<&Thing> = set.iter().filter(|t| matches!(t, Tuple(_))).collect();
    let lists = set.iter().any(|thing| matches!(thing, List(_)));
    let spread = tuples.len() > 1
        || tuples
            .first()
            .is_some_and(|tuple| lists || depth(tuple, 0) > DEEPEST);
    let set = match spread {
        true => Rc::new(set.iter().map(as_list).collect()),
        false => set.clone(),
    };
    let dicts: Vec<_> = set.iter().filter(|t| matches!(t, Dict(_))).collect();
    let lists: Vec<_> = set.iter().filter(|t| matches!(t, List(_))).collect();
    let deep = dicts.iter().chain(&lists).any(|t| depth(t, 0) > DEEPEST);
    if dicts.len() <= 1 && lists.len() <= 1 && !deep {
        return set;
    }
    let mut joined: BTreeSet<Thing> = set
        .iter()
        .filter(|thing| !matches!(thing, Dict(_) | List(_)))
        .cloned()
        .collect();
    if !dicts.is_empty() {
        let mut entries: BTreeMap<Str, Set> = BTreeMap::new();
        for thing in dicts {
            let Dict(other) = thing else { continue };
            for (key, value) in other.iter() {
                let entry = entries.entry(key.clone()).or_default();
                *entry = union([&*entry, value]);
            }
        }
        for value in entries.values_mut() {
            *value = join(value);
        }
        joined.insert(shallow(Dict(Rc::new(entries))));
    }
    if !lists.is_empty() {
        let items = union(lists.into_iter().filter_map(|thing| match thing {
            List(items) => Some(items),
            _ => None,
        }));
        joined.insert(shallow(List(join(&items))));
    }
    Rc::new(joined)
}

/// A value by its path.
pub fn value(path: &Path) -> Thing {
    Value(path.clone())
}
