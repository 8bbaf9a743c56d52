//! `server`, as Go's `url.Parse` and the clients of K3s read it.

/// A URL that RKE2 can try to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerUrl<'t> {
    /// The host, an IPv6 address with its brackets.
    pub host: &'t str,
    /// The port, if there is one.
    pub port: Option<u16>,
}

/// Why RKE2 cannot join a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw<'t> {
    /// It does not start with `https://`; what follows the scheme, if there is one.
    Scheme(&'t str),
    /// It names no host, or one with characters that no host has.
    Host,
    /// The port is no port.
    Port,
    /// An IPv6 address stands without brackets.
    Brackets,
}

/// Reads a URL.
///
/// # Errors
/// Says why RKE2 cannot join it.
pub fn parse(text: &str) -> Result<ServerUrl<'_>, Flaw<'_>> {
    let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
    if !scheme.eq_ignore_ascii_case("https") {
        return Err(Flaw::Scheme(rest.trim_start_matches('/')));
    }
    authority(rest)
}

/// Reads what stands after the scheme.
///
/// # Errors
/// Says why RKE2 cannot join it.
pub fn authority(rest: &str) -> Result<ServerUrl<'_>, Flaw<'_>> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    let authority = authority
        .rsplit_once('@')
        .map_or(authority, |(_, rest)| rest);
    let (host, port) = match (authority.starts_with('['), authority.find(']')) {
        (true, Some(close)) => {
            let (host, after) = authority.split_at(close + 1);
            match after.strip_prefix(':') {
                Some(port) => (host, port),
                None if after.is_empty() => (host, ""),
                None => return Err(Flaw::Host),
            }
        }
        (true, None) => return Err(Flaw::Host),
        _ if authority.matches(':').count() > 1 => return Err(Flaw::Brackets),
        _ => authority.split_once(':').unwrap_or((authority, "")),
    };
    let odd = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    if host.is_empty() || host.contains(odd) {
        return Err(Flaw::Host);
    }
    let port = match port {
        "" => None,
        port if !port.bytes().all(|byte| byte.is_ascii_digit()) => return Err(Flaw::Port),
        port => Some(port.parse().map_err(|_| Flaw::Port)?),
    };
    Ok(ServerUrl { host, port })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let good = |host, port| Ok(ServerUrl { host, port });
        for (text, expected) in [
            (
                "https://a.example.com:9345",
                good("a.example.com", Some(9345)),
            ),
            ("HTTPS://10.0.0.1:9345/", good("10.0.0.1", Some(9345))),
            ("https://a", good("a", None)),
            ("https://a:", good("a", None)),
            ("https://[fd00::1]:9345", good("[fd00::1]", Some(9345))),
            ("https://[fd00::1]", good("[fd00::1]", None)),
            ("https://fd00::1:9345", Err(Flaw::Brackets)),
            ("http://a:9345", Err(Flaw::Scheme("a:9345"))),
            ("a:9345", Err(Flaw::Scheme("a:9345"))),
            ("//a:9345", Err(Flaw::Scheme("a:9345"))),
            ("https://:9345", Err(Flaw::Host)),
            ("https://a b:9345", Err(Flaw::Host)),
            ("https://a:port", Err(Flaw::Port)),
            ("https://a:93450", Err(Flaw::Port)),
            ("https://[fd00::1", Err(Flaw::Host)),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}
