//! How the tables write the path of a value: `controller.nodeSelector."kubernetes.io/os"`, `ports.*.port`.
//!
//! Keys are joined by dots; a key that holds a dot, a quote or a blank is written as a JSON string.
//! `*` is any key of a mapping, or any item of a list; a key that *is* an asterisk is quoted.

use std::borrow::Cow;

/// A key as it stands in a path.
pub fn quoted(key: &str) -> Cow<'_, str> {
    let plain = |c: char| !matches!(c, '.' | '"' | '*') && !c.is_whitespace() && !c.is_control();
    if !key.is_empty() && key.chars().all(plain) {
        return key.into();
    }
    serde_json::to_string(key).unwrap_or_default().into()
}

/// The path of a key below another one.
pub fn join(parent: &str, key: &str) -> String {
    below(parent, &quoted(key))
}

/// The path of any key or item below another one.
pub fn any(parent: &str) -> String {
    below(parent, "*")
}

/// The path of a segment that is quoted where it has to be.
pub fn below(parent: &str, segment: &str) -> String {
    match parent {
        "" => segment.to_owned(),
        parent => [parent, segment].join("."),
    }
}

/// How many bytes of a path its first segment takes.
pub fn segment_len(path: &str) -> usize {
    if !path.starts_with('"') {
        return path.find('.').unwrap_or(path.len());
    }
    let mut escaped = false;
    for (at, byte) in path.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    path.len()
}

/// The segments of a path, as they stand in it.
pub fn segments(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path).filter(|path| !path.is_empty());
    std::iter::from_fn(move || {
        let (segment, after) = rest?.split_at(segment_len(rest?));
        rest = after.strip_prefix('.');
        Some(segment)
    })
}

/// The key that a segment stands for.
pub fn key(segment: &str) -> Cow<'_, str> {
    match segment.starts_with('"') {
        true => serde_json::from_str::<String>(segment).map_or(segment.into(), Cow::Owned),
        false => segment.into(),
    }
}

/// Whether a path leads to something below another one.
pub fn is_below(path: &str, above: &str) -> bool {
    let rest = path.strip_prefix(above);
    rest.is_some_and(|rest| rest.starts_with('.'))
}

/// The path above the last segment, and that segment.
pub fn split(path: &str) -> (&str, &str) {
    // Only segments in quotes hold dots of their own.
    let last = match path.ends_with('"') {
        true => segments(path).last(),
        false => path.rsplit('.').next(),
    };
    let last = last.unwrap_or(path);
    let parent = path[..path.len() - last.len()].trim_end_matches('.');
    (parent, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_with_dots() {
        let path = join(&join("a", "kubernetes.io/os"), "b");
        assert_eq!(path, "a.\"kubernetes.io/os\".b");
        assert_eq!(
            segments(&path).collect::<Vec<_>>(),
            ["a", "\"kubernetes.io/os\"", "b"]
        );
        assert_eq!(key("\"kubernetes.io/os\""), "kubernetes.io/os");
        assert_eq!(split(&path), ("a.\"kubernetes.io/os\"", "b"));
        assert_eq!(split("a"), ("", "a"));
        assert_eq!(quoted("*"), "\"*\"");
    }
}
