//! Tokens, as `parseToken` of K3s takes them apart.

/// A token that RKE2 can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Whether it holds the hash of the cluster's CA.
    pub ca_hash: bool,
    /// Whether it is a bootstrap token, which only agents may use.
    pub bootstrap: bool,
}

/// Why RKE2 refuses a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// The hash of the CA does not have 64 digits; how many it has.
    HashLength(usize),
    /// Neither user and password nor a bootstrap token follow the hash.
    NoCredentials,
}

/// The length of a SHA-256 sum in hexadecimal digits.
const HASH_LENGTH: usize = 64;

/// Takes a token apart.
///
/// # Errors
/// Says why RKE2 refuses it.
pub fn parse(text: &str) -> Result<Token, Flaw> {
    // Anything without the mark of a full token is a password or a bootstrap token.
    let Some(full) = text.strip_prefix("K10") else {
        return Ok(Token {
            ca_hash: false,
            bootstrap: is_bootstrap(text),
        });
    };
    let (hash, credentials) = full.split_once("::").unwrap_or(("", full));
    if !hash.is_empty() && hash.len() != HASH_LENGTH {
        return Err(Flaw::HashLength(hash.len()));
    }
    let bootstrap = is_bootstrap(credentials);
    let password = credentials.split_once(':').map(|(_, password)| password);
    if !bootstrap && password.is_none_or(str::is_empty) {
        return Err(Flaw::NoCredentials);
    }
    Ok(Token {
        ca_hash: !hash.is_empty(),
        bootstrap,
    })
}

/// The password of a token that is not a bootstrap token; two tokens with the same one are the same.
pub fn password(text: &str) -> Option<&str> {
    parse(text).ok().filter(|token| !token.bootstrap)?;
    let password = match text.strip_prefix("K10") {
        None => text,
        Some(full) => {
            let credentials = full.split_once("::").map_or(full, |(_, rest)| rest);
            credentials.split_once(':')?.1
        }
    };
    (!password.is_empty()).then_some(password)
}

/// Whether a text has the form of kubeadm's bootstrap tokens: `abcdef.0123456789abcdef`.
fn is_bootstrap(text: &str) -> bool {
    let word = |text: &str, length| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        text.len() == length && text.bytes().all(fits)
    };
    text.split_once('.')
        .is_some_and(|(id, secret)| word(id, 6) && word(secret, 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens() {
        let hash = "a".repeat(HASH_LENGTH);
        let good = |ca_hash, bootstrap| Ok(Token { ca_hash, bootstrap });
        for (text, expected) in [
            ("secret".to_owned(), good(false, false)),
            ("a::b".to_owned(), good(false, false)),
            ("abcdef.0123456789abcdef".to_owned(), good(false, true)),
            ("ABCDEF.0123456789abcdef".to_owned(), good(false, false)),
            (format!("K10{hash}::server:pw"), good(true, false)),
            (
                format!("K10{hash}::abcdef.0123456789abcdef"),
                good(true, true),
            ),
            ("K10::server:pw".to_owned(), good(false, false)),
            ("K10abc::server:pw".to_owned(), Err(Flaw::HashLength(3))),
            (format!("K10{hash}::server"), Err(Flaw::NoCredentials)),
            (format!("K10{hash}::server:"), Err(Flaw::NoCredentials)),
            ("K10".to_owned(), Err(Flaw::NoCredentials)),
        ] {
            assert_eq!(parse(&text), expected, "{text}");
        }
    }

    #[test]
    fn passwords() {
        let hash = "a".repeat(HASH_LENGTH);
        assert_eq!(password("secret"), Some("secret"));
        assert_eq!(
            password(&format!("K10{hash}::server:secret")),
            Some("secret")
        );
        assert_eq!(password(&format!("K10{hash}::server:")), None);
        assert_eq!(password("abcdef.0123456789abcdef"), None);
        assert_eq!(password(""), None);
    }
}
