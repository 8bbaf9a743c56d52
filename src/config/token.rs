//! Tokens, as far as RKE2 takes them apart.

/// What a token proves who one is with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential<'t> {
    /// The password of the server token or the agent token.
    Password(&'t str),
    /// A bootstrap token, which the cluster makes and forgets at run time.
    Bootstrap,
}

/// Reads `K10<hash>::<user>:<password>`, or a password alone; `None` where it is neither.
pub fn credential(token: &str) -> Option<Credential<'_>> {
    if token.is_empty() {
        return None;
    }
    let secret = match token.strip_prefix("K10") {
        None => return Some(bare(token)),
        Some(rest) => rest.split_once("::").map_or(rest, |(_, secret)| secret),
    };
    if is_bootstrap(secret) {
        return Some(Credential::Bootstrap);
    }
    let (_, password) = secret.split_once(':')?;
    (!password.is_empty()).then_some(Credential::Password(password))
}

fn bare(token: &str) -> Credential<'_> {
    match is_bootstrap(token) {
        true => Credential::Bootstrap,
        false => Credential::Password(token),
    }
}

/// Six characters, a dot, and sixteen more.
fn is_bootstrap(token: &str) -> bool {
    let small = |text: &str, length: usize| {
        let mut bytes = text.bytes();
        text.len() == length && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    token
        .split_once('.')
        .is_some_and(|(id, secret)| small(id, 6) && small(secret, 16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        use Credential::{Bootstrap, Password};
        let hash = "a".repeat(64);
        assert_eq!(credential("secret"), Some(Password("secret")));
        assert_eq!(
            credential(&format!("K10{hash}::server:secret")),
            Some(Password("secret"))
        );
        assert_eq!(credential("abcdef.0123456789abcdef"), Some(Bootstrap));
        assert_eq!(
            credential(&format!("K10{hash}::abcdef.0123456789abcdef")),
            Some(Bootstrap)
        );
        assert_eq!(credential(&format!("K10{hash}::server:")), None);
        assert_eq!(credential(""), None);
    }
}
