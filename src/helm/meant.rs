//! What somebody may have meant who set a value that the chart does not read.

use super::walk::{places, reads};
use super::{ChartView, Entry};
use crate::facts::Facts;
use crate::facts::values::{ValueTree, path};
use crate::names::nearest;
use crate::yaml::Ref;

/// A guess.
#[derive(Debug)]
pub struct Meant {
    /// What to do, in words.
    pub text: String,
    /// The key to write instead, as it stands in paths, where nothing else has to change.
    pub key: Option<String>,
}

/// What is to be written in place of an unread value, the surest guess first.
pub fn meant(
    facts: &Facts,
    view: &ChartView<'_>,
    tree: &ValueTree,
    entry: &Entry<'_>,
) -> Option<Meant> {
    renamed(facts, tree, entry)
        .or_else(|| wrapped(view, tree, entry))
        .or_else(|| dotted(tree, entry))
        .or_else(|| spelled(tree, entry))
        .or_else(|| deeper(view, tree, entry))
        .or_else(|| higher(tree, entry))
}

/// Whether a version reads a path, other than to fail on it.
fn is_read(tree: &ValueTree, wanted: &str) -> bool {
    let facts = reads(tree, wanted);
    facts.is_some_and(|facts| facts.iter().all(|fact| !fact.guarded && !fact.unread))
}

/// The table of renames, for the key or for what stands below it.
fn renamed(facts: &Facts, tree: &ValueTree, entry: &Entry<'_>) -> Option<Meant> {
    let mut paths = vec![entry.path.clone()];
    below(entry.value, &entry.path, &mut paths);
    for wanted in paths {
        for rename in facts.renames(tree.chart(), &wanted) {
            let about = rename.about.map(str::to_owned);
            let Some(instead) = rename.instead else {
                return Some(Meant {
                    text: about?,
                    key: None,
                });
            };
            if !is_read(tree, &instead) {
                continue;
            }
            let same_parent = path::split(&instead).0 == path::split(&entry.path).0;
            let key = (wanted == entry.path && same_parent && about.is_none())
                .then(|| path::split(&instead).1.to_owned());
            let write = format!("write `{instead}`");
            return Some(Meant {
                text: about.map_or(write.clone(), |about| format!("{write}: {about}")),
                key,
            });
        }
    }
    None
}

fn below(node: Ref<'_>, parent: &str, paths: &mut Vec<String>) {
    // Deep enough for every rename that there is.
    if paths.len() > 100 || path::segments(parent).count() > 8 {
        return;
    }
    for (name, _, value) in super::entries(node) {
        let own = path::join(parent, &name);
        paths.push(own.clone());
        below(value, &own, paths);
    }
}

/// All values below the chart's own name, as a chart that includes another one has them.
fn wrapped(view: &ChartView<'_>, tree: &ValueTree, entry: &Entry<'_>) -> Option<Meant> {
    let name = entry.path.as_str();
    let short = view.chart.strip_prefix("rke2-").unwrap_or(view.chart);
    let children = super::entries(entry.value);
    let is_wrapper = match name {
        name if name == view.chart || name == short => true,
        // What stands below words that may mean anything has to fit.
        "values" | "valuesContent" => children
            .iter()
            .all(|(child, ..)| is_read(tree, &path::quoted(child))),
        _ => false,
    };
    let text = format!(
        "remove `{name}:`, and indent what is below it less: the chart's values begin at the top"
    );
    (is_wrapper && !children.is_empty()).then_some(Meant { text, key: None })
}

/// `a.b: 1` is one key with a dot in it.
fn dotted(tree: &ValueTree, entry: &Entry<'_>) -> Option<Meant> {
    let key = entry.key?.text();
    let (parent, _) = path::split(&entry.path);
    let nested = key
        .split('.')
        .fold(parent.to_owned(), |parent, part| path::join(&parent, part));
    let fits = key.contains('.') && is_read(tree, &nested);
    let text = || {
        let parts: Vec<&str> = key.split('.').collect();
        let open: String = parts.iter().map(|part| format!("{part}: {{")).collect();
        let open = open.trim_end_matches('{').trim_end();
        let close = "}".repeat(parts.len() - 1);
        format!("dots do not lead into mappings: write `{open} …{close}`")
    };
    fits.then(|| Meant {
        text: text(),
        key: None,
    })
}

/// A key beside it that is spelled nearly the same.
fn spelled(tree: &ValueTree, entry: &Entry<'_>) -> Option<Meant> {
    let (parent, last) = path::split(&entry.path);
    let places = places(tree, parent);
    let siblings: Vec<&str> = places
        .iter()
        .flat_map(|place| tree.children(place))
        .filter(|(name, fact)| *name != "*" && !fact.guarded && !fact.unread)
        .map(|(name, _)| name)
        .collect();
    let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_'], "");
    let same = siblings.iter().find(|name| plain(name) == plain(last));
    let near = same.copied().or_else(|| {
        let near = nearest(last, &siblings)?;
        // At the top of a large chart something is always near.
        let strict =
            !parent.is_empty() || strsim::damerau_levenshtein(last, near) * 8 <= last.len();
        strict.then_some(near)
    })?;
    let text = format!("did you mean `{}`?", path::below(parent, near));
    Some(Meant {
        text,
        key: Some(near.to_owned()),
    })
}

/// The same key one level further down.
fn deeper(view: &ChartView<'_>, tree: &ValueTree, entry: &Entry<'_>) -> Option<Meant> {
    let (parent, last) = path::split(&entry.path);
    let mut found: Vec<String> = Vec::new();
    for place in places(tree, parent) {
        let children = tree.place(&place).map(|at| tree.below(at));
        for (child, name, _) in children.into_iter().flatten() {
            let fact = tree.child(child, last).and_then(|inner| tree.fact(inner));
            let fits = name != "*" && fact.is_some_and(|fact| !fact.guarded && !fact.unread);
            let inner = || path::below(&path::below(&place, name), last);
            if fits && !found.contains(&inner()) {
                found.push(inner());
            }
        }
    }
    // A key without a value above it has lost its lines.
    let emptied = found.iter().find(|inner| {
        let (above, _) = path::split(inner);
        view.set(above).is_some_and(|node| node.is_null())
    });
    if let Some(inner) = emptied {
        let (above, _) = path::split(inner);
        let text = format!("indent it, so that it belongs to `{above}`");
        return Some(Meant { text, key: None });
    }
    match &found[..] {
        [only] => Some(Meant {
            text: format!("did you mean `{only}`?"),
            key: None,
        }),
        _ => None,
    }
}

/// The same key further up: it belongs to another mapping than the one it is indented to.
fn higher(tree: &ValueTree, entry: &Entry<'_>) -> Option<Meant> {
    let (mut parent, last) = path::split(&entry.path);
    while !parent.is_empty() {
        (parent, _) = path::split(parent);
        let own = path::below(parent, last);
        let fact = tree.get(&own);
        // Names such as `enabled` and `image` stand everywhere.
        let telling = last.len() > 3
            && !matches!(
                last,
                "enabled" | "image" | "name" | "annotations" | "labels" | "type"
            );
        if telling && fact.is_some_and(|fact| !fact.guarded && !fact.unread) {
            let text = format!("did you mean `{own}`? Indent it less");
            return Some(Meant { text, key: None });
        }
    }
    None
}
