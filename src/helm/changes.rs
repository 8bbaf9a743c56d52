//! What one version of a chart reads from its values and another does not.

use std::cmp::Ordering;

use crate::facts::values::{ValueFact, ValueTree, path};

/// A key that differs between two versions of a chart; one side is absent where that version does not read it.
#[derive(Clone, Debug)]
pub struct KeyChange {
    /// The key.
    pub path: String,
    /// What the first version does with it.
    pub before: Option<ValueFact>,
    /// What the second version does with it.
    pub after: Option<ValueFact>,
}

/// The keys that differ, each before those below it.
pub fn changes(before: &ValueTree, after: &ValueTree) -> Vec<KeyChange> {
    let mut old = read(before).into_iter().peekable();
    let mut new = read(after).into_iter().peekable();
    let mut found = Vec::new();
    loop {
        // Both are in the order of their segments.
        let order = match (old.peek(), new.peek()) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => path::segments(a).cmp(path::segments(b)),
        };
        let before = old.next_if(|_| order != Ordering::Greater);
        let after = new.next_if(|_| order != Ordering::Less);
        let facts = (
            before.as_ref().map(|(_, fact)| *fact),
            after.as_ref().map(|(_, fact)| *fact),
        );
        if let (Some(a), Some(b)) = facts
            && is_alike(&a, &b)
        {
            continue;
        }
        if let Some((path, _)) = after.or(before) {
            found.push(KeyChange {
                path,
                before: facts.0,
                after: facts.1,
            });
        }
    }
}

/// What a version reads to do something with it.
fn read(tree: &ValueTree) -> Vec<(String, ValueFact)> {
    let mut paths = tree.paths();
    paths.retain(|(_, fact)| !fact.guarded && !fact.unread);
    paths
}

/// Whether nobody who sets a key would see a difference.
fn is_alike(a: &ValueFact, b: &ValueFact) -> bool {
    // A chart that gets a schema says nothing new about most keys.
    let same_schema = a.schema == b.schema || a.schema.is_none() || b.schema.is_none();
    let same_kind = a.kind == b.kind || a.template || b.template;
    same_kind && same_schema && a.default == b.default && a.free == b.free
}
