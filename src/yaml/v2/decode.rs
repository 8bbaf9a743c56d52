//! What yaml.v2 refuses when it turns nodes into values.

use super::super::{Kind, NONE, Ref, Tree, scalar};

/// A range of the text, and what is wrong there.
pub(super) type Problem = (u32, u32, String);

pub(super) fn refuses(tree: &Tree) -> Option<Problem> {
    let root = tree.document(0)?.root()?;
    let mut aliases = false;
    for id in root.id..root.written().next {
        let node = Ref { tree, id };
        let problem = match node.written().kind {
            Kind::Alias if node.written().text == NONE => {
                Some("anchor value contains itself".to_owned())
            }
            Kind::Alias => {
                aliases = true;
                None
            }
            Kind::Scalar if node.tag().is_some() => scalar::resolve_checked(node)
                .err()
                .map(|wanted| format!("cannot decode as {wanted}")),
            Kind::Mapping => merge_problem(node),
            _ => None,
        };
        if let Some(problem) = problem {
            let node = node.written();
            return Some((node.start, node.end, problem));
        }
    }
    if aliases && excessive(root) {
        let node = root.written();
        return Some((node.start, node.end, EXCESSIVE.to_owned()));
    }
    None
}

pub(super) const EXCESSIVE: &str = "document contains excessive aliasing";
pub(super) const MERGE: &str = "map merge requires map or sequence of maps as the value";

fn merge_problem(mapping: Ref<'_>) -> Option<String> {
    let wrong = |value: Ref<'_>| match value.written().kind {
        Kind::Sequence => value.items().any(|item| item.kind() != Kind::Mapping),
        _ => value.kind() != Kind::Mapping,
    };
    mapping
        .entries()
        .any(|(key, value)| key.is_merge_key() && wrong(value))
        .then(|| MERGE.to_owned())
}

/// Counts as yaml.v2 does while it decodes: how many nodes, and how many of them came out of aliases?
fn excessive(root: Ref<'_>) -> bool {
    struct Frame {
        next: u32,
        end: u32,
        in_alias: bool,
        /// In a mapping, the next node is a key.
        at_key: Option<bool>,
    }
    let tree = root.tree;
    let single = |id: u32, in_alias| Frame {
        next: id,
        end: id + 1,
        in_alias,
        at_key: None,
    };
    // The document itself counts.
    let (mut decoded, mut from_aliases) = (1u32, 0u32);
    let mut frames = vec![single(root.id, false)];
    while let Some(frame) = frames.last_mut() {
        if frame.next >= frame.end {
            frames.pop();
            continue;
        }
        let node = Ref {
            tree,
            id: frame.next,
        };
        let written = node.written();
        frame.next = written.next;
        let in_alias = frame.in_alias;
        let mut merged = false;
        if let Some(at_key) = frame.at_key {
            frame.at_key = Some(!at_key);
            if at_key && node.is_merge_key() {
                continue;
            }
            merged = !at_key && written.kind == Kind::Sequence && follows_merge_key(node);
        }
        // The list of what is merged is no value itself.
        if !merged {
            decoded += 1;
            from_aliases += u32::from(in_alias);
        }
        if from_aliases > 100 && decoded > 1000 {
            let ratio = f64::from(from_aliases) / f64::from(decoded);
            if ratio > allowed_ratio(decoded) {
                return true;
            }
        }
        match written.kind {
            Kind::Alias if written.text != NONE => frames.push(single(written.text, true)),
            Kind::Sequence | Kind::Mapping => frames.push(Frame {
                next: node.id + 1,
                end: written.next,
                in_alias,
                at_key: (written.kind == Kind::Mapping).then_some(true),
            }),
            _ => {}
        }
    }
    false
}

/// A merge key has no children, so it stands right before its value.
fn follows_merge_key(value: Ref<'_>) -> bool {
    value.id > 0
        && Ref {
            id: value.id - 1,
            ..value
        }
        .is_merge_key()
}

/// 99 % up to 400,000 nodes, 10 % from 4,000,000 on.
fn allowed_ratio(decoded: u32) -> f64 {
    let (low, high) = (400_000.0, 4_000_000.0);
    let share = ((f64::from(decoded) - low) / (high - low)).clamp(0.0, 1.0);
    0.99 - 0.89 * share
}
