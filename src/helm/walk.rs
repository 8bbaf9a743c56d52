//! Every value that is set, with what the chart does with it.

use crate::facts::values::{Place, ValueFact, ValueKind, ValueTree, path};
use crate::yaml::{Kind, Ref};

/// One value that is set: under a key of a mapping, or an item of a list.
#[derive(Debug)]
pub struct Entry<'t> {
    /// Its path as it is written.
    pub path: String,
    /// The key; none for items of lists.
    pub key: Option<Ref<'t>>,
    /// The value.
    pub value: Ref<'t>,
    /// What the chart does with it.
    pub state: State,
    /// Whether what it stands below is handed on as it is.
    pub below_free: bool,
    /// What is known of the places in the chart's tree that it belongs to: one, or two where any key goes.
    pub facts: Vec<ValueFact>,
    /// What has to hold for it to count, and does not with the chart's own values.
    pub switches: Vec<&'static str>,
}

/// What a chart does with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It reads it.
    Read,
    /// It hands it on with what is above.
    Free,
    /// It does not read it, nor anything below.
    Unread,
}

/// More values than this are not looked at; aliases could multiply them without end.
const MOST: usize = 20_000;

/// A node with the places of the chart's tree that it belongs to.
struct Open<'t> {
    node: Ref<'t>,
    path: String,
    places: Vec<Place>,
    free: bool,
    switches: Vec<&'static str>,
}

/// All values below a mapping, in the order of the text. What stands below an unread key is left out.
pub fn walk<'t>(tree: &ValueTree, root: Ref<'t>) -> Vec<Entry<'t>> {
    let mut found = Vec::new();
    let mut open = vec![Open {
        node: root,
        path: String::new(),
        places: vec![Place::ROOT],
        free: false,
        switches: Vec::new(),
    }];
    while let Some(next) = open.pop() {
        let mut inner = Vec::new();
        let items: Vec<(Option<Ref<'t>>, Option<String>, Ref<'t>)> = match next.node.kind() {
            Kind::Mapping => {
                let entries = entries(next.node).into_iter();
                entries
                    .map(|(name, key, value)| (Some(key), Some(name), value))
                    .collect()
            }
            Kind::Sequence => next.node.items().map(|item| (None, None, item)).collect(),
            _ => continue,
        };
        for (key, name, value) in items {
            if found.len() >= MOST {
                return found;
            }
            let own = match &name {
                Some(name) => path::join(&next.path, name),
                None => path::any(&next.path),
            };
            let segment = name.as_deref().map(path::quoted);
            let found_at = step(tree, &next.places, segment.as_deref());
            let state = match (found_at.is_empty(), next.free || name.is_none()) {
                (false, _) => State::Read,
                (true, true) => State::Free,
                (true, false) => State::Unread,
            };
            let switches = with_own(&next.switches, &found_at);
            let (places, facts): (Vec<Place>, Vec<ValueFact>) = found_at.into_iter().unzip();
            let free = next.free || facts.iter().any(|fact| fact.free);
            // Below what is read as one value nothing is read, nor is it without effect.
            let single = |(place, fact): (&Place, &ValueFact)| {
                fact.kind != ValueKind::Map && !tree.has_below(*place)
            };
            let is_single = places.iter().zip(&facts).all(single);
            if !places.is_empty() && !is_single {
                inner.push(Open {
                    node: value,
                    path: own.clone(),
                    places,
                    free,
                    switches: switches.clone(),
                });
            }
            found.push(Entry {
                path: own,
                key,
                value,
                state,
                below_free: next.free,
                facts,
                switches,
            });
        }
        open.extend(inner.into_iter().rev());
    }
    found
}

/// The entries of a mapping as Helm reads them: the last of equal keys, and what `<<` merges in.
pub fn entries<'t>(node: Ref<'t>) -> Vec<(String, Ref<'t>, Ref<'t>)> {
    let mut found: Vec<(String, Ref<'t>, Ref<'t>)> = Vec::new();
    let mut merged = Vec::new();
    for (key, value) in node.entries() {
        if key.is_merge_key() {
            match value.kind() {
                Kind::Sequence => merged.extend(value.items().flat_map(|item| item.entries())),
                _ => merged.extend(value.entries()),
            }
            continue;
        }
        let name = name_of(key);
        match found.iter_mut().find(|(other, ..)| *other == name) {
            Some(slot) => *slot = (name, key, value),
            None => found.push((name, key, value)),
        }
    }
    for (key, value) in merged {
        let name = name_of(key);
        if !key.is_merge_key() && found.iter().all(|(other, ..)| *other != name) {
            found.push((name, key, value));
        }
    }
    found
}

/// A key as Helm reads it.
fn name_of(key: Ref<'_>) -> String {
    let text = key.text();
    // What YAML takes for something else than a text is shorter, or begins with a digit or a sign.
    match text.len() > "false".len() && text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        true => text.to_owned(),
        false => key.scalar().go_string(),
    }
}

/// The value of a key as Helm reads it, without a look at the others.
pub fn value<'t>(node: Ref<'t>, name: &str) -> Option<Ref<'t>> {
    let is_it = |key: Ref<'_>| match key.text().starts_with(|c: char| c.is_ascii_digit()) {
        // Numbers may be written in many ways.
        true => key.scalar().go_string() == name,
        false => key.text() == name,
    };
    let mut found = None;
    for (key, value) in node.entries() {
        if key.is_merge_key() {
            let mut entries = entries(node).into_iter();
            return entries
                .find(|(other, ..)| other == name)
                .map(|(_, _, value)| value);
        }
        if is_it(key) {
            found = Some(value);
        }
    }
    found
}

/// The places right below some that a segment leads to, or an item of a list: its own, and that of any key.
fn step(tree: &ValueTree, places: &[Place], segment: Option<&str>) -> Vec<(Place, ValueFact)> {
    let mut found = Vec::new();
    for place in places {
        for segment in segment.into_iter().chain(["*"]) {
            let child = tree.child(*place, segment);
            found.extend(child.and_then(|child| Some((child, tree.fact(child)?))));
        }
    }
    found
}

/// What is known of a path in the chart's tree; `None` where it does not read it. A path below a free one is read.
pub fn reads(tree: &ValueTree, wanted: &str) -> Option<Vec<ValueFact>> {
    let mut places = vec![Place::ROOT];
    let mut facts: Vec<ValueFact> = Vec::new();
    let mut free = false;
    for segment in path::segments(wanted) {
        let next = step(tree, &places, Some(segment));
        if next.is_empty() {
            return free.then(Vec::new);
        }
        (places, facts) = next.into_iter().unzip();
        free |= facts.iter().any(|fact| fact.free);
    }
    Some(facts)
}

/// The switches of a value: those of what is above it, and its own. Of two places each may count.
fn with_own(above: &[&'static str], places: &[(Place, ValueFact)]) -> Vec<&'static str> {
    match places {
        [] => above.to_vec(),
        [(_, fact)] => {
            let own = fact.switches.iter();
            let own = own.flat_map(|switches| switches.split(' '));
            above.iter().copied().chain(own).collect()
        }
        _ => Vec::new(),
    }
}

/// What has to hold for a path to count, and does not with the chart's own values.
pub fn switches(tree: &ValueTree, wanted: &str) -> Vec<&'static str> {
    let mut places = vec![Place::ROOT];
    let mut found = Vec::new();
    for segment in path::segments(wanted) {
        let next = step(tree, &places, Some(segment));
        found = with_own(&found, &next);
        places = next.into_iter().map(|(place, _)| place).collect();
    }
    found
}

/// The path of the value that a switch asks for.
pub fn switch_path(switch: &str) -> &str {
    let path = switch.strip_prefix('!').unwrap_or(switch);
    let end = path.find("!=").or_else(|| path.find('='));
    end.map_or(path, |end| &path[..end])
}

/// The places of the chart's tree that a path belongs to, as they are written.
pub fn places(tree: &ValueTree, wanted: &str) -> Vec<String> {
    path::segments(wanted).fold(vec![String::new()], |places, segment| {
        let below = places
            .iter()
            .flat_map(|place| [path::below(place, segment), path::any(place)]);
        below.filter(|place| tree.get(place).is_some()).collect()
    })
}
