//! Which node of one project is which of another: the same node before and after a change.

use super::{Node, Project};

/// The nodes that are in both projects, in the order of the second one.
pub fn pairs<'p>(before: &'p Project, after: &'p Project) -> Vec<(&'p Node, &'p Node)> {
    // One configuration each, wherever it lies, is the same node's.
    if let ([old], [new]) = (&before.nodes[..], &after.nodes[..]) {
        return vec![(old, new)];
    }
    let nodes = after.nodes.iter();
    nodes
        .filter_map(|new| Some((partner(&before.nodes, &after.nodes, new)?, new)))
        .collect()
}

/// The node of the same name or, since the folders above may differ, the only one with the same last part.
fn partner<'p>(before: &'p [Node], after: &[Node], new: &Node) -> Option<&'p Node> {
    if let Some(old) = before.iter().find(|old| old.name == new.name) {
        return Some(old);
    }
    let own = last(&new.name);
    let alone = after.iter().filter(|node| last(&node.name) == own).count() == 1;
    let mut same = before.iter().filter(|old| last(&old.name) == own);
    let old = same.next().filter(|_| alone)?;
    same.next().is_none().then_some(old)
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn project(names: &[&str]) -> Project {
        let node = |name: &&str| Node {
            name: (*name).to_owned(),
            cluster: None,
            role: None,
            config: Config::default(),
        };
        Project {
            nodes: names.iter().map(node).collect(),
            ..Project::default()
        }
    }

    #[test]
    fn names_and_last_parts() {
        let say = |before: &[&str], after: &[&str]| -> Vec<String> {
            let (before, after) = (project(before), project(after));
            let pairs = pairs(&before, &after);
            let words = pairs.iter().map(|(a, b)| format!("{} {}", a.name, b.name));
            words.collect()
        };
        assert_eq!(say(&["config.yaml"], &["new"]), ["config.yaml new"]);
        assert_eq!(
            say(&["old/s1", "old/s2", "old/s3"], &["new/s1", "new/s2"]),
            ["old/s1 new/s1", "old/s2 new/s2"]
        );
        assert_eq!(say(&["a/s1", "b/s1"], &["a/s1", "c/s1"]), ["a/s1 a/s1"]);
        assert_eq!(say(&["s1", "s2"], &["s3"]), [""; 0]);
    }
}
