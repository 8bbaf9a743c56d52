//! URLs, as Go's `url.Parse` reads them.

/// A URL with a host, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url<'t> {
    /// In lower case; empty where none is written.
    pub scheme: String,
    /// Without a port; in brackets where it is an IPv6 address.
    pub host: &'t str,
    /// Without the colon; empty where none is written.
    pub port: &'t str,
    /// With its first slash.
    pub path: &'t str,
    /// Whether a user or a password stands before the host.
    pub has_user: bool,
}

/// Takes a URL apart; `host:5000` without a scheme is read as `//host:5000`.
///
/// # Errors
/// Says what Go refuses.
pub fn parse(text: &str) -> Result<Url<'_>, &'static str> {
    if text.chars().any(|c| c.is_ascii_control()) {
        return Err("it holds a control character");
    }
    let text = text.split('#').next().unwrap_or_default();
    let (scheme, rest) = match text.find("://") {
        Some(at) => (scheme(&text[..at])?, &text[at + 3..]),
        None => (String::new(), text),
    };
    let rest = rest.split('?').next().unwrap_or_default();
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, host) = match authority.rsplit_once('@') {
        Some((user, host)) => (Some(user), host),
        None => (None, authority),
    };
    let (host, port) = split_port(host)?;
    if let Some(c) = host.chars().find(|c| !is_host_char(*c)) {
        return Err(match c {
            ' ' => "its host holds a blank",
            _ => "its host holds a character that no host has",
        });
    }
    if !escapes_hold(path) {
        return Err("a `%` is not followed by two hexadecimal digits");
    }
    Ok(Url {
        scheme,
        host,
        port,
        path,
        has_user: user.is_some(),
    })
}

fn scheme(text: &str) -> Result<String, &'static str> {
    let letters = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(letters) {
        Ok(text.to_ascii_lowercase())
    } else {
        Err("what stands before `://` is no scheme")
    }
}

fn split_port(host: &str) -> Result<(&str, &str), &'static str> {
    let (host, port) = match host.strip_prefix('[') {
        Some(inner) => {
            let end = inner.find(']').ok_or("a `[` is never closed")?;
            host.split_at(end + 2)
        }
        None => host.split_at(host.rfind(':').unwrap_or(host.len())),
    };
    let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    match port.strip_prefix(':') {
        Some(port) if digits(port) => Ok((host, port)),
        None if port.is_empty() => Ok((host, "")),
        _ => Err("what follows the last colon is no port"),
    }
}

fn is_host_char(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphanumeric() || "-_.~!$&'()*+,;=:[]<>\"%".contains(c)
}

fn escapes_hold(path: &str) -> bool {
    let hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let mut pieces = path.split('%').skip(1);
    pieces.all(|piece| hex(piece.as_bytes().first()) && hex(piece.as_bytes().get(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let url = parse("https://registry.example.com:5000/v2").unwrap();
        assert_eq!(
            (&*url.scheme, url.host, url.port, url.path),
            ("https", "registry.example.com", "5000", "/v2")
        );
        let url = parse("registry:5000").unwrap();
        assert_eq!((&*url.scheme, url.host, url.port), ("", "registry", "5000"));
        let url = parse("HTTP://u:p@[fd00::1]:80").unwrap();
        assert_eq!(
            (&*url.scheme, url.host, url.port),
            ("http", "[fd00::1]", "80")
        );
        assert!(url.has_user);
    }

    #[test]
    fn refused() {
        for text in [
            "https://registry:port",
            "https://my registry",
            "ht tp://registry",
            "https://[fd00::1:5000",
            "https://registry/%zz",
            "https://registry:5000:5001x",
            "https://reg\tistry",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
