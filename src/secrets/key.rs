//! What the name of a key says of its value: whether it is a secret.

use crate::names::slips;
use crate::yaml::{Kind, Ref};

/// What keys of secrets end in.
const WORDS: [&str; 13] = [
    "token",
    "password",
    "passwd",
    "passphrase",
    "psk",
    "auth",
    "credential",
    "credentials",
    "secretkey",
    "accesskey",
    "privatekey",
    "licensekey",
    "dockerconfigjson",
];

/// The same in several words, of which the last alone says nothing.
const PHRASES: [&str; 9] = [
    "access-key",
    "secret-key",
    "private-key",
    "access_key",
    "secret_key",
    "private_key",
    "api-key",
    "apikey",
    "datastore-endpoint",
];

/// Whether what stands under a key of this name is nobody's business.
pub fn is_secret_key(key: &str) -> bool {
    let key = key.trim().trim_start_matches('-');
    // RKE2's short name of `token`; of the words none is shorter than `psk`.
    if key.len() < 3 {
        return key.eq_ignore_ascii_case("t");
    }
    let lower = key.to_ascii_lowercase();
    let last = last_part(&lower);
    if is_about_secret(last) {
        return false;
    }
    ends_with_any(last, &WORDS)
        || ends_with_any(&lower, &PHRASES)
        || last == "secret"
        || is_any_misspelt(key.as_bytes(), &lower)
}

/// Every key of every file is asked, so most of the words are told apart by one letter.
fn ends_with_any(text: &str, words: &[&str]) -> bool {
    let last = text.as_bytes().last();
    let mut words = words.iter();
    words.any(|word| word.as_bytes().last() == last && text.ends_with(word))
}

/// Whether a key ends in a misspelt word, which begins with the key or where a word of it begins.
fn is_any_misspelt(key: &[u8], lower: &str) -> bool {
    let longest = WORDS.iter().map(|word| word.len()).max().unwrap_or(0);
    let mut starts = (key.len().saturating_sub(longest + 1)..key.len()).filter(|&at| {
        let begins = at == 0 || matches!(key[at - 1], b'-' | b'_' | b'.');
        begins || key[at].is_ascii_uppercase()
    });
    let words = |rest| WORDS.iter().any(|word| is_misspelt(rest, word));
    starts.any(|at| lower.get(at..).is_some_and(words))
}

/// Whether a single value under a key of this name is nobody's business, while a mapping there is a setting.
pub(super) fn is_secret_scalar(key: &str) -> bool {
    key.eq_ignore_ascii_case("authorization")
}

/// Whether the last part of a key says that it names a path to a secret or the name of one, which are no secrets.
fn is_about_secret(last: &str) -> bool {
    const NOT: [&str; 8] = [
        "file",
        "name",
        "path",
        "dir",
        "ref",
        "secretname",
        "existingsecret",
        "keyfile",
    ];
    NOT.contains(&last)
}

fn last_part(key: &str) -> &str {
    let bytes = key.as_bytes();
    let end = bytes.iter().rposition(|byte| b"-_.".contains(byte));
    end.map_or(key, |end| &key[end + 1..])
}

/// Whether one of these is the other with one slip: RKE2 ignores `tokn`, but the token behind it is real.
fn is_misspelt(key: &str, word: &str) -> bool {
    word.len() > 4 && key.as_bytes()[0] == word.as_bytes()[0] && slips(key, word, 1) == Some(1)
}

/// Whether what stands below a key is about certificates.
pub(super) fn is_about_tls(key: &str) -> bool {
    matches!(key, "tls" | "ca" | "cert" | "certs")
}

/// Whether a value is the key to a certificate: any other `key` may be shown.
pub(super) fn is_private_key(key: &str, value: Ref<'_>, about_tls: bool) -> bool {
    let (before, last) = key.rsplit_once('.').unwrap_or(("", key));
    if !last.starts_with('k')
        || is_about_secret(&last_part(key).to_ascii_lowercase())
        || value.kind() == Kind::Mapping
    {
        return false;
    }
    let text = value.text().trim();
    if about_tls || before.split('.').any(is_about_tls) {
        let is_key = last.len() < 5 && slips(last, "key", 1).is_some();
        return is_key && !text.starts_with('/');
    }
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    last == "key" && text.len() > 64 && text.bytes().all(is_base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for key in [
            "token",
            "agent-token",
            "etcd-s3-secret-key",
            "password",
            "identity_token",
            "PSK",
            "secretKey",
            "t",
            "tokn",
            "agent-tokne",
            "pasword",
            "tok\u{e9}n",
            "X-Passwort",
        ] {
            assert!(is_secret_key(key), "{key}");
        }
        for key in [
            "token-file",
            "cni",
            "etcd-s3-config-secret-name",
            "tls-san",
            "secretName",
            "auths",
        ] {
            assert!(!is_secret_key(key), "{key}");
        }
    }
}
