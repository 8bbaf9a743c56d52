//! What yaml.v2 refuses when it turns nodes into values.

use super::super::words::Wrong;
use super::super::{Kind, NONE, Ref, scalar};

pub(super) fn refuses(root: Ref<'_>) -> Option<(Wrong, usize)> {
    let tree = root.tree;
    let mut aliases = false;
    for id in root.id..root.written().next {
        let node = Ref { tree, id };
        let mut at = node.written().start;
        let wrong = match node.written().kind {
            Kind::Alias if node.written().text == NONE => Some(Wrong::Cyclic),
            Kind::Alias => {
                aliases = true;
                None
            }
            Kind::Scalar if node.tag().is_some() => {
                let mismatch = scalar::resolve_checked(node).err();
                mismatch.map(Wrong::Mismatch)
            }
            Kind::Mapping => wrong_merge(node).map(|value| {
                at = value.written().start;
                Wrong::Merge
            }),
            _ => None,
        };
        if let Some(wrong) = wrong {
            return Some((wrong, at as usize));
        }
    }
    (aliases && excessive(root)).then(|| (Wrong::Aliasing, root.written().start as usize))
}

/// What a mapping is to merge although it is no mapping.
fn wrong_merge(mapping: Ref<'_>) -> Option<Ref<'_>> {
    let wrong = |value: Ref<'_>| match value.written().kind {
        Kind::Sequence => value.items().any(|item| item.kind() != Kind::Mapping),
        _ => value.kind() != Kind::Mapping,
    };
    mapping
        .entries()
        .find(|&(key, value)| key.is_merge_key() && wrong(value))
        .map(|(_, value)| value)
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
