//! References to container images, as go-containerregistry reads them without its strict mode.

/// A reference taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Image<'t> {
    /// What stands after the last colon, where that is a tag.
    pub tag: Option<&'t str>,
    /// What stands after the `@`.
    pub digest: Option<&'t str>,
    /// The scheme in front, which the parser takes for a registry without a port, and nobody else for anything.
    pub scheme: Option<&'t str>,
}

/// Why a text refers to no image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault<'t> {
    /// The repository is empty, too long, or has characters that repositories do not have.
    Repository(&'t str),
    /// The registry is no `host` or `host:port`.
    Registry(&'t str),
    /// The tag has characters that tags do not have, or more than 128 of them.
    Tag(&'t str),
    /// The digest is no `sha256:` with 64 hexadecimal digits.
    Digest(&'t str),
}

/// Reads a reference.
///
/// # Errors
/// Says the first thing that is wrong with it.
pub fn parse(text: &str) -> Result<Image<'_>, Fault<'_>> {
    let (name, digest) = match text.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (text, None),
    };
    if let Some(digest) = digest {
        let hex = digest.strip_prefix("sha256:").unwrap_or_default();
        if hex.len() != 64 || !hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(Fault::Digest(digest));
        }
    }
    // A colon before a slash belongs to a port.
    let (repository, tag) = match name.rsplit_once(':') {
        // With nothing behind the colon the tag is `latest`, as without the colon.
        Some((repository, "")) => (repository, None),
        Some((repository, tag)) if !tag.contains('/') => (repository, Some(tag)),
        _ => (name, None),
    };
    if let Some(tag) = tag {
        let known = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        if tag.len() > 128 || !tag.bytes().all(known) {
            return Err(Fault::Tag(tag));
        }
    }
    let path = match repository.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => {
            check_registry(host)?;
            path
        }
        _ => repository,
    };
    let known = |b: u8| {
        b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.' | b'/')
    };
    if !(2..=255).contains(&path.len()) || !path.bytes().all(known) {
        return Err(Fault::Repository(path));
    }
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    Ok(Image {
        tag,
        digest,
        scheme,
    })
}

fn check_registry(host: &str) -> Result<(), Fault<'_>> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !host.ends_with(']') => (name, port),
        _ => (host, ""),
    };
    let known = |c: char| c.is_alphanumeric() || "-._~[]:".contains(c);
    match !name.is_empty() && name.chars().all(known) && port.bytes().all(|b| b.is_ascii_digit()) {
        true => Ok(()),
        false => Err(Fault::Registry(host)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        let tag = |text| parse(text).map(|image| image.tag);
        assert_eq!(
            tag("rancher/rke2-runtime:v1.33.2-rke2r1"),
            Ok(Some("v1.33.2-rke2r1"))
        );
        assert_eq!(tag("registry.example.com:5000/a/b"), Ok(None));
        assert_eq!(tag("localhost/a/b:1"), Ok(Some("1")));
        assert_eq!(tag("index.docker.io/rancher/pause:3.6"), Ok(Some("3.6")));
        let digest = format!("rancher/pause@sha256:{}", "a".repeat(64));
        assert!(parse(&digest).is_ok_and(|image| image.digest.is_some()));
        assert_eq!(
            parse("https://example.com/a:1").map(|image| image.scheme),
            Ok(Some("https"))
        );
        // With a port the host is no repository.
        assert!(matches!(
            tag("http://example.com:5000/a:1"),
            Err(Fault::Repository(_))
        ));
        assert_eq!(
            tag("Rancher/pause:1"),
            Err(Fault::Repository("Rancher/pause"))
        );
        assert_eq!(tag("rancher/pause:"), Ok(None));
        assert_eq!(tag("rancher/pause:a+b"), Err(Fault::Tag("a+b")));
        assert_eq!(tag("a b/c:1"), Err(Fault::Repository("a b/c")));
        assert_eq!(
            tag("rancher/pause@sha256:ab"),
            Err(Fault::Digest("sha256:ab"))
        );
        assert_eq!(
            tag("example.com:x/a/b"),
            Err(Fault::Registry("example.com:x"))
        );
        assert_eq!(tag("a"), Err(Fault::Repository("a")));
    }
}
