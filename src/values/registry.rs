//! `system-default-registry`, as go-containerregistry's `name.NewRegistry` and RKE2 read it.

/// Why RKE2 refuses a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It starts with `https://` or another scheme.
    Scheme,
    /// It ends in a slash.
    Slash,
    /// A path comes after the host.
    Path,
    /// It is no host with an optional port.
    Host,
}

/// What is wrong with a registry; `path` says whether the release takes a path after the host.
pub fn flaw(text: &str, path: bool) -> Option<Flaw> {
    if text.contains("://") {
        return Some(Flaw::Scheme);
    }
    let (host, rest) = text.split_once('/').unwrap_or((text, ""));
    match text.len() - host.len() {
        0 => {}
        _ if path => {}
        1 => return Some(Flaw::Slash),
        _ => return Some(Flaw::Path),
    }
    let odd = |c: char| c.is_whitespace() || matches!(c, '@' | '?' | '#' | '"' | '<' | '>' | '\\');
    if host.contains(odd) || rest.contains(char::is_whitespace) {
        return Some(Flaw::Host);
    }
    // What follows the last colon of a host, but not of a bare IPv6 address in brackets, is its port.
    let after = host.rsplit_once(']').map_or(host, |(_, after)| after);
    let port = after.rsplit_once(':').map_or("", |(_, port)| port);
    (!port.bytes().all(|byte| byte.is_ascii_digit())).then_some(Flaw::Host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flaws() {
        for (text, path, expected) in [
            ("registry.example.com", false, None),
            ("registry.example.com:5000", false, None),
            ("[fd00::1]:5000", false, None),
            ("[fd00::1]", false, None),
            ("https://registry.example.com", true, Some(Flaw::Scheme)),
            ("registry.example.com/", false, Some(Flaw::Slash)),
            ("registry.example.com/", true, None),
            ("registry.example.com/rke2", false, Some(Flaw::Path)),
            ("registry.example.com/rke2/", true, None),
            ("registry.example.com:port", true, Some(Flaw::Host)),
            ("user@registry.example.com", true, Some(Flaw::Host)),
            ("registry example.com", true, Some(Flaw::Host)),
        ] {
            assert_eq!(flaw(text, path), expected, "{text}");
        }
    }
}
