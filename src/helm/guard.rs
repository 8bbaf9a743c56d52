//! Whether the templates of a chart fail on the values that are set.

use std::borrow::Cow;

use semver::Version;

use super::ChartView;
use crate::facts::Facts;
use crate::facts::charts::lenient;
use crate::facts::values::guards::{Guard, Term, Test};
use crate::facts::values::{ValueKind, path};
use crate::source::{Source, Span};
use crate::yaml::{Kind, Ref, Scalar};

/// A guard that the values run into.
#[derive(Debug)]
pub struct Broken {
    /// What fails.
    pub guard: &'static Guard,
    /// The values that are set and have to do with it: path and place, what is wanted first.
    pub set: Vec<(String, Span)>,
}

/// The guards that a HelmChartConfig runs into.
pub fn broken<'v>(facts: &Facts, source: &Source, view: &'v ChartView<'_>) -> &'v [Broken] {
    view.broken.get_or_init(|| find(facts, source, view))
}

fn find(facts: &Facts, source: &Source, view: &ChartView<'_>) -> Vec<Broken> {
    // What a Secret holds may be what is missing.
    if view.roots.is_empty() || view.has_more {
        return Vec::new();
    }
    let guards = facts.guards(view.chart, view.version).into_iter();
    guards
        .filter(|guard| guard.when.iter().any(|term| view.may_set(term.path)))
        .flat_map(|guard| {
            let keys = keys(view, &guard.when);
            let hits = keys
                .into_iter()
                .filter_map(|key| hit(source, view, &guard.when, &key));
            let broken: Vec<Broken> = hits.map(|set| Broken { guard, set }).collect();
            broken
        })
        .collect()
}

/// What the asterisk of a guard may stand for: one empty text where it has none.
fn keys(view: &ChartView<'_>, terms: &[Term]) -> Vec<String> {
    let Some(parent) = terms.iter().find_map(|term| term.path.split_once(".*")) else {
        return vec![String::new()];
    };
    let set = view.set(parent.0).map(super::entries).unwrap_or_default();
    let mut keys: Vec<String> = set
        .iter()
        .map(|(name, ..)| path::quoted(name).into_owned())
        .collect();
    if let Some(items) = view
        .set(parent.0)
        .filter(|node| node.kind() == Kind::Sequence)
    {
        keys.extend((0..items.items().count()).map(|index| index.to_string()));
    }
    let tree = view.tree.iter().flat_map(|tree| tree.children(parent.0));
    for (name, _) in tree.filter(|(name, _)| *name != "*") {
        if !keys.iter().any(|key| key == name) {
            keys.push(name.to_owned());
        }
    }
    keys
}

/// The values that are set, if all terms hold; `None` where they do not, or where that is not known.
fn hit(
    source: &Source,
    view: &ChartView<'_>,
    terms: &[Term],
    key: &str,
) -> Option<Vec<(String, Span)>> {
    let mut set: Vec<(String, Span)> = Vec::new();
    let mut unset = Vec::new();
    // What is set decides most, and what the chart holds takes long to look up.
    for term in terms {
        let path = bind(term.path, key);
        let Some(own) = node(view, &path) else {
            unset.push((term, path));
            continue;
        };
        if !meets(source, view, term, &path, Some(own), key)? {
            return None;
        }
        if !set.iter().any(|(other, _)| *other == path) {
            set.push((path.into_owned(), own.span()));
        }
    }
    // A chart does not fail on what it holds itself.
    if set.is_empty() {
        return None;
    }
    for (term, path) in unset {
        if !meets(source, view, term, &path, None, key)? {
            return None;
        }
    }
    Some(set)
}

/// Whether what a path belongs to is switched off: `enabled` is false beside it, or beside what it stands below.
pub fn is_off(source: &Source, view: &ChartView<'_>, path: &str) -> bool {
    let mut above = path;
    loop {
        (above, _) = path::split(above);
        if above.is_empty() {
            return false;
        }
        let switch = path::below(above, "enabled");
        if let Some(Held::Text(text, false)) = value(source, view, &switch, node(view, &switch))
            && text == "false"
        {
            return true;
        }
    }
}

/// Whether a term holds for the value at its path; `None` where that is not known.
fn meets(
    source: &Source,
    view: &ChartView<'_>,
    term: &Term,
    path: &str,
    own: Option<Ref<'_>>,
    key: &str,
) -> Option<bool> {
    match term.test {
        Test::Unset => return Some(own.is_none()),
        Test::List => return Some(own.is_some_and(|own| own.kind() == Kind::Sequence)),
        _ => {}
    }
    let value = value(source, view, path, own)?;
    let other = match term.test {
        Test::Differs(other) => {
            let other = bind(other, key);
            self::value(source, view, &other, node(view, &other))?
        }
        _ => Held::Nothing,
    };
    Some(holds(term.test, &value, &other))
}

fn bind<'p>(pattern: &'p str, key: &str) -> Cow<'p, str> {
    match pattern.split_once(".*") {
        None => pattern.into(),
        Some((before, after)) => format!("{before}.{key}{after}").into(),
    }
}

/// The node at a path, in which a number may be the place of an item.
fn node<'a>(view: &ChartView<'a>, wanted: &str) -> Option<Ref<'a>> {
    if wanted.ends_with(|c: char| c.is_ascii_digit()) {
        let (parent, last) = path::split(wanted);
        let list = view
            .set(parent)
            .filter(|node| node.kind() == Kind::Sequence);
        if let (Some(list), Ok(index)) = (list, last.parse()) {
            return list.items().nth(index);
        }
    }
    view.set(wanted)
}

/// What a value holds, set or not.
#[derive(Debug)]
enum Held {
    /// Nothing, or null.
    Nothing,
    /// A scalar, as text, and whether templates take it for true.
    Text(String, bool),
    /// `true`, and no text.
    On,
    /// A mapping or a list, and whether there is anything in it.
    Collection(bool),
    /// It is set, to null.
    Null,
}

/// The value at a path: what is set, or what the chart holds; `None` where that is not known.
fn value(
    source: &Source,
    view: &ChartView<'_>,
    wanted: &str,
    set: Option<Ref<'_>>,
) -> Option<Held> {
    let fact = view.tree.as_ref().and_then(|tree| tree.get(wanted));
    if let Some(node) = set {
        if super::is_opaque(source, node) {
            return None;
        }
        let has_own = fact.is_some_and(|fact| fact.kind == ValueKind::Map);
        return Some(match node.kind() {
            Kind::Mapping => Held::Collection(has_own || node.entries().next().is_some()),
            Kind::Sequence => Held::Collection(node.items().next().is_some()),
            _ => scalar(&node.scalar()),
        });
    }
    let Some(fact) = fact else {
        return Some(Held::Nothing);
    };
    match (fact.default, fact.kind) {
        (Some(default), _) => {
            Some(match serde_json::from_str::<String>(default) {
                _ if default == "true" => Held::On,
                // The table leaves out long ones.
                _ if default == "…" => return None,
                Ok(text) => {
                    let is_true = !text.is_empty();
                    Held::Text(text, is_true)
                }
                Err(_) => {
                    let is_true = !matches!(default, "false" | "0" | "0.0");
                    Held::Text(default.to_owned(), is_true)
                }
            })
        }
        (None, ValueKind::Any) => Some(Held::Nothing),
        (None, ValueKind::Map) => Some(Held::Collection(!fact.free)),
        // The table leaves out some defaults.
        (None, _) => None,
    }
}

fn scalar(value: &Scalar<'_>) -> Held {
    let is_true = match value {
        Scalar::Null => return Held::Null,
        Scalar::Bool(true) => return Held::On,
        Scalar::Bool(false) => false,
        Scalar::Int(value) => *value != 0,
        Scalar::UInt(value) => *value != 0,
        Scalar::Float(value) => *value != 0.0,
        Scalar::Str(text) => !text.is_empty(),
    };
    Held::Text(value.go_string(), is_true)
}

fn text(value: &Held) -> Option<&str> {
    match value {
        Held::Text(text, _) => Some(text),
        Held::On => Some("true"),
        _ => None,
    }
}

/// Whether the chart of Cilium takes this for the name of a cluster.
fn is_cluster_name(text: &str) -> bool {
    let is_part = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
    (1..=32).contains(&text.len())
        && text.bytes().all(is_part)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn holds(test: Test, value: &Held, other: &Held) -> bool {
    let is_true = matches!(
        value,
        Held::Text(_, true) | Held::On | Held::Collection(true)
    );
    let text = text(value);
    let among = |words: &str| text.is_some_and(|text| words.split('|').any(|word| word == text));
    match test {
        Test::True => is_true,
        Test::False => !is_true,
        Test::Set => !matches!(value, Held::Nothing | Held::Null),
        Test::Unset | Test::List => false,
        Test::Is(words) => among(words),
        Test::IsNot(words) => text.is_some() && !among(words),
        Test::Differs(_) => text
            .zip(self::text(other))
            .is_some_and(|(text, other)| text != other),
        Test::On => matches!(value, Held::On),
        Test::Contains(part) => text.is_some_and(|text| text.contains(part)),
        Test::NoClusterName => text.is_some_and(|text| !is_cluster_name(text)),
        Test::Below(limit) => {
            let limit = Version::parse(limit).ok();
            let own =
                text.filter(|text| text.starts_with(|c: char| c == 'v' || c.is_ascii_digit()));
            own.and_then(lenient)
                .zip(limit)
                .is_some_and(|(own, limit)| own < limit)
        }
    }
}
