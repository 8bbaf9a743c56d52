//! Names, labels and taints of Kubernetes.

/// A label name may have as many characters, and a label value too.
const MAX_NAME: usize = 63;
/// The longest name of a domain.
const MAX_DOMAIN: usize = 253;

/// Letters and digits at both ends; `-`, `_` and `.` between them.
fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = [bytes.first(), bytes.last()];
    ends.iter()
        .all(|end| end.is_some_and(|end| end.is_ascii_alphanumeric()))
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && bytes.len() <= MAX_NAME
}

/// A DNS subdomain as RFC 1123 has it, in lower case: the form of a node's name.
pub fn is_subdomain(text: &str) -> bool {
    text.len() <= MAX_DOMAIN
        && text.split('.').all(|label| {
            is_word(label) && label.bytes().all(|b| !b.is_ascii_uppercase() && b != b'_')
        })
}

/// A label's name: `name`, or `example.com/name`.
pub fn is_label_name(text: &str) -> bool {
    match text.split_once('/') {
        Some((domain, name)) => is_subdomain(domain) && is_word(name),
        None => is_word(text),
    }
}

/// A label's value, which may be empty.
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_word(text)
}

/// What stands before the slash of a label's name.
pub fn label_namespace(name: &str) -> &str {
    name.split_once('/').map_or("", |(namespace, _)| namespace)
}

/// Whether a namespace is this domain or lies below it.
pub fn is_within(namespace: &str, domain: &str) -> bool {
    namespace == domain
        || namespace
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

/// Why a text is no taint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaintFault<'t> {
    /// There is no `:Effect`.
    NoEffect,
    /// The effect is none of the three.
    Effect(&'t str),
    /// The key is not like a label's name.
    Key(&'t str),
    /// The value is not like a label's value.
    Value(&'t str),
    /// There is more than one colon.
    Colons,
}

/// What a taint may do.
pub const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// Reads `key=value:Effect` or `key:Effect`.
///
/// # Errors
/// Says the first thing that is wrong with it.
pub fn parse_taint(text: &str) -> Result<(), TaintFault<'_>> {
    let (pair, effect) = text.split_once(':').ok_or(TaintFault::NoEffect)?;
    if effect.contains(':') {
        return Err(TaintFault::Colons);
    }
    if effect.is_empty() {
        return Err(TaintFault::NoEffect);
    }
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    if !is_label_name(key) {
        return Err(TaintFault::Key(key));
    }
    if !is_label_value(value) {
        return Err(TaintFault::Value(value));
    }
    if !EFFECTS.contains(&effect) {
        return Err(TaintFault::Effect(effect));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(is_subdomain("server-1.example.com"));
        for bad in ["Server", "a_b", "-a", "a-", "a..b", "", ".a"] {
            assert!(!is_subdomain(bad), "{bad}");
        }
        assert!(is_label_name("example.com/Some_name.x"));
        for bad in ["example.com/", "/a", "a/b/c", "a b", "Example.com/a", ""] {
            assert!(!is_label_name(bad), "{bad}");
        }
        assert!(is_label_value("") && is_label_value("A.b_c-1"));
        assert!(
            !is_label_value("a b") && !is_label_value("-a") && !is_label_value(&"a".repeat(64))
        );
        assert!(is_within("a.kubernetes.io", "kubernetes.io"));
        assert!(is_within("kubernetes.io", "kubernetes.io"));
        assert!(!is_within("notkubernetes.io", "kubernetes.io"));
    }

    #[test]
    fn taints() {
        assert_eq!(parse_taint("a=b:NoSchedule"), Ok(()));
        assert_eq!(parse_taint("CriticalAddonsOnly=true:NoExecute"), Ok(()));
        assert_eq!(parse_taint("a.example.com/b:PreferNoSchedule"), Ok(()));
        assert_eq!(parse_taint("a=:NoSchedule"), Ok(()));
        assert_eq!(parse_taint("a=b"), Err(TaintFault::NoEffect));
        assert_eq!(parse_taint("a=b:"), Err(TaintFault::NoEffect));
        assert_eq!(
            parse_taint("a=b:noschedule"),
            Err(TaintFault::Effect("noschedule"))
        );
        assert_eq!(parse_taint("=b:NoSchedule"), Err(TaintFault::Key("")));
        assert_eq!(
            parse_taint("a=b c:NoSchedule"),
            Err(TaintFault::Value("b c"))
        );
        assert_eq!(parse_taint("a:b:NoSchedule"), Err(TaintFault::Colons));
    }
}
