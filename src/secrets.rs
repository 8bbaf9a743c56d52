//! Values that no output may carry: tokens, passwords, keys.
//!
//! Rules may quote what they find; this is the one place that takes secrets out again.

use crate::diagnostic::Diagnostic;
use crate::order;
use crate::project::{Given, Project};
use crate::source::{FileId, Sources, Span};
use crate::yaml::{self, Kind, Ref, Tree};

/// What stands for a secret.
pub const MASK: &str = "…";

/// A secret shorter than this is no secret, and hiding it would hide what YAML made of `y` or `~`.
const SHORTEST: usize = 4;

/// The secrets of some files.
#[derive(Debug, Default)]
pub struct Secrets {
    found: Vec<(Span, String)>,
    /// Where all is secret, although its words may stand elsewhere with another meaning.
    places: Vec<Span>,
    /// Texts whose YAML was read already.
    read: Vec<Span>,
}

impl Secrets {
    /// Collects the values that stand under keys with telling names. What a project holds was read, and is not
    /// read again.
    #[inline(never)]
    pub fn of(sources: &Sources, given: &[Given], project: Option<&Project>) -> Secrets {
        let mut secrets = Secrets::default();
        let configs = project.map_or(&[][..], |project| &project.chart_configs);
        for values in configs.iter().filter_map(|config| config.values.as_ref()) {
            let content = values.content.iter();
            for content in content.filter(|content| content.complete) {
                secrets.read.push(values.span);
                secrets.collect_all(&content.tree);
            }
        }
        let read = project.map_or(&[][..], |project| &project.manifests);
        for &Given { file, .. } in given {
            let source = sources.get(file);
            let mut known = read.iter();
            match known.find(|manifest| manifest.file == file && manifest.is_whole) {
                Some(manifest) => secrets.collect_all(&manifest.tree),
                None => {
                    let (tree, errors) = yaml::parse(file, source.parsed());
                    if !errors.is_empty() || yaml::go_reads(&tree).refused.is_some() {
                        secrets.collect_in_lines(file, source.parsed());
                    }
                    secrets.collect_all(&tree);
                }
            }
        }
        // What a template fills in is no secret yet, and its mask must not be searched for.
        let known = |span: &Span| !sources.get(span.file).is_opaque(span.start, span.end);
        secrets.found.retain(|(span, _)| known(span));
        let longest_first = |(_, text): &(Span, String)| std::cmp::Reverse(text.len());
        order::sort_by_key(&mut secrets.found, longest_first);
        secrets
    }

    fn collect_all(&mut self, tree: &Tree) {
        for root in tree.documents().filter_map(|document| document.root()) {
            self.collect(root);
        }
    }

    fn collect(&mut self, root: Ref<'_>) {
        let is_secret_object = root.get("kind").is_some_and(|kind| kind.text() == "Secret");
        let mut open = vec![(root, false)];
        while let Some((node, secret)) = open.pop() {
            // What an alias repeats was seen at its anchor.
            if node.is_alias() {
                continue;
            }
            match node.kind() {
                Kind::Mapping => {
                    for (key, value) in node.entries() {
                        let key_text = key.text();
                        let is_content = matches!(key_text, "data" | "stringData");
                        if is_content && is_secret_object && node.id() == root.id() {
                            self.places.push(value.span());
                        }
                        // Hosts are keys in registries.yaml.
                        if key_text.contains('@') {
                            self.collect_in_text(key);
                        }
                        let own = match key_text {
                            // A variable of the environment.
                            "value" => {
                                let name = node.get("name");
                                name.is_some_and(|name| is_secret_key(name.text()))
                            }
                            _ => is_secret_key(key_text) || is_private_key(key_text, value),
                        };
                        open.push((value, secret || own));
                    }
                }
                Kind::Sequence => open.extend(node.items().map(|item| (item, secret))),
                _ if secret || node.text().contains("PRIVATE KEY-----") => {
                    self.add(node.span(), node.text());
                }
                _ => self.collect_in_text(node),
            }
        }
    }

    /// `--etcd-s3-secret-key=…` in a list of arguments, and `password: …` in embedded YAML.
    fn collect_in_text(&mut self, node: Ref<'_>) {
        if node.text().contains('\n') && self.collect_embedded(node) {
            return;
        }
        let mut offset = 0;
        for line in node.text().split_inclusive('\n') {
            let start = offset;
            offset += line.len();
            // A sign that stands before the key is a slip, and no end of it.
            let before = line.len() - line.trim_start_matches(['=', ':', ' ']).len();
            let mut marks = line[before..].bytes();
            let Some(at) = marks.position(|byte| matches!(byte, b'=' | b':')) else {
                continue;
            };
            let at = before + at;
            for (from, to) in url_passwords(line) {
                self.add(span_within(node, start + from, start + to), &line[from..to]);
            }
            let key = line[before..at].trim().trim_start_matches('-').trim();
            let rest = &line[at + 1..];
            let value = rest.trim();
            if value.is_empty() {
                continue;
            }
            if is_secret_key(key) {
                let start = start + at + 1 + (rest.len() - rest.trim_start().len());
                self.add(span_within(node, start, start + value.len()), value);
            }
            for (from, to) in later_secrets(line, at + 1) {
                self.add(span_within(node, start + from, start + to), &line[from..to]);
            }
        }
    }

    /// Collects in YAML that stands in a text; `false` where it holds none.
    fn collect_embedded(&mut self, node: Ref<'_>) -> bool {
        if self.read.contains(&node.span()) {
            return true;
        }
        let Some((text, origin)) = node.embedded() else {
            return false;
        };
        let (tree, errors) = yaml::parse_embedded(node.span().file, &text, &origin);
        let mut roots = tree.documents().filter_map(|document| document.root());
        let is_yaml = errors.is_empty() && roots.all(|root| root.kind() != Kind::Scalar);
        if is_yaml {
            self.collect_all(&tree);
        }
        is_yaml
    }

    /// What stands behind keys with telling names in a text that is no YAML, on the line and below it.
    fn collect_in_lines(&mut self, file: FileId, text: &str) {
        let mut offset = 0;
        // How far the key was indented of which the lines below it may be the value.
        let mut above: Option<usize> = None;
        for line in text.split_inclusive('\n') {
            let start = offset;
            offset += line.len();
            let indent = line.len() - line.trim_start().len();
            let text = line.trim();
            let below =
                |key| indent > key || text.is_empty() || indent == key && text.starts_with('-');
            above = above.filter(|key| below(*key));
            let mut secret = above.map(|_| indent);
            for (at, mark) in line.match_indices([':', '=']) {
                if secret.is_none() && is_secret_key(key_before(line, at)) {
                    secret = Some(at + mark.len());
                    above = Some(indent);
                }
            }
            if let Some(from) = secret {
                let value = line[from.min(line.len())..].trim_start();
                let start = start + line.len() - value.len();
                let value = value.trim_end();
                self.add(Span::new(file, start, start + value.len()), value);
            }
        }
    }

    fn add(&mut self, span: Span, text: &str) {
        let text = text.trim().trim_matches(['"', '\'']);
        if is_secret_value(text) {
            self.found.push((span, text.to_owned()));
        }
    }

    /// Takes the secrets out of all that a finding says.
    pub fn hide_in(&self, diagnostic: &mut Diagnostic) {
        self.hide(&mut diagnostic.message);
        if let Some(help) = &mut diagnostic.help {
            self.hide(help);
        }
        for label in &mut diagnostic.related {
            self.hide(&mut label.message);
        }
        let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits);
        // An edit that repeats a secret would have to be shown with it.
        if edits
            .into_iter()
            .any(|edit| self.found.iter().any(|(_, text)| edit.text.contains(text)))
        {
            diagnostic.fix = None;
        }
    }

    /// Takes the secrets out of a text.
    pub fn hide(&self, text: &mut String) {
        for (_, secret) in &self.found {
            // Where the word itself stands for one, it is no secret, and messages need it.
            if secret != "token" && text.contains(secret.as_str()) {
                *text = text.replace(secret.as_str(), MASK);
            }
        }
    }

    /// Where secrets stand in a text, whatever it is about.
    pub fn in_text(&self, text: &str) -> Vec<(usize, usize)> {
        let secrets = self.found.iter().map(|(_, secret)| secret.as_str());
        let found = secrets.flat_map(|secret| text.match_indices(secret));
        found
            .map(|(start, secret)| (start, start + secret.len()))
            .collect()
    }

    /// The secrets that overlap a range of a file.
    pub fn within(&self, span: Span) -> impl Iterator<Item = Span> + '_ {
        let spans = self.found.iter().map(|(secret, _)| secret);
        let spans = spans.chain(&self.places).copied();
        spans.filter(move |secret| {
            secret.file == span.file && secret.start < span.end && span.start < secret.end
        })
    }
}

/// The key that ends before a mark, without quotes and the sign of RKE2's lists.
fn key_before(line: &str, mark: usize) -> &str {
    let before = line[..mark].trim_end_matches(['"', '\'', ' ', '+']);
    let mut words = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c)));
    words.next().unwrap_or_default()
}

/// Where secrets stand further on in a line of several `name=value` or `key: value`.
fn later_secrets(line: &str, from: usize) -> Vec<(usize, usize)> {
    let marks = line.match_indices(['=', ':']).map(|(at, _)| at);
    let marks = marks.filter(|at| {
        let rest = &line[at + 1..];
        *at >= from && (line.as_bytes()[*at] == b'=' || rest.starts_with(' '))
    });
    let found = marks.filter(|at| is_secret_key(key_before(line, *at)));
    let found = found.map(|at| {
        let rest = &line[at + 1..];
        let start = at + 1 + rest.len() - rest.trim_start().len();
        let value = &line[start..];
        let end = value.find([',', ';', '}', ']', '\n']);
        (start, start + end.unwrap_or(value.len()))
    });
    found.filter(|(start, end)| start < end).collect()
}

/// Whether a value is the key to a certificate in base64: any other `key` may be shown.
fn is_private_key(key: &str, value: Ref<'_>) -> bool {
    let last = key.rsplit('.').next();
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let is_long = value.kind() == Kind::Scalar && value.text().len() > 64;
    is_long && last == Some("key") && value.text().trim().bytes().all(is_base64)
}

/// Where a stretch of a scalar's text is written.
fn span_within(node: Ref<'_>, start: usize, end: usize) -> Span {
    match node.embedded() {
        Some((_, origin)) => origin.span(node.span().file, start, end),
        None => node.span(),
    }
}

/// Where the passwords of `https://user:password@host` stand; the scheme may be missing.
fn url_passwords(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices('@') {
        // The digest of an image stands behind its tag like a host behind a password.
        let host = &line[at + 1..];
        if host.starts_with("sha256:") || host.starts_with("sha512:") {
            continue;
        }
        let before = &line[..at];
        let start = before
            .rfind(|c: char| c == '/' || c.is_whitespace() || "\"',=".contains(c))
            .map_or(0, |at| at + 1);
        if let Some((user, password)) = before[start..].split_once(':')
            && !password.is_empty()
        {
            found.push((start + user.len() + 1, at));
        }
    }
    found
}

/// Whether a value is worth hiding.
pub fn is_secret_value(text: &str) -> bool {
    text.len() >= SHORTEST && !matches!(text, "true" | "false")
}

/// Whether what stands under a key of this name is nobody's business.
pub fn is_secret_key(key: &str) -> bool {
    let key = key.trim();
    // RKE2's short name of `token`; of the words below none is shorter than `psk`.
    if key.len() < 3 {
        return key.eq_ignore_ascii_case("t");
    }
    let key = key.to_ascii_lowercase();
    let last = key.rsplit(['-', '_', '.']).next().unwrap_or_default();
    // Paths to secrets, and names of them, are no secrets.
    if matches!(
        last,
        "file" | "name" | "path" | "dir" | "ref" | "secretname" | "existingsecret"
    ) {
        return false;
    }
    const WORDS: [&str; 11] = [
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
    ];
    WORDS
        .iter()
        .any(|word| last.ends_with(word) || is_misspelt(last, word))
        || [
            "access-key",
            "secret-key",
            "private-key",
            "access_key",
            "secret_key",
            "private_key",
            "api-key",
            "apikey",
            "datastore-endpoint",
        ]
        .iter()
        .any(|name| key.ends_with(name))
        || last == "secret"
}

/// Whether one of these is the other with one slip: RKE2 ignores `tokn`, but the token behind it is real.
fn is_misspelt(key: &str, word: &str) -> bool {
    // Most keys are told apart without measuring how far.
    key.len().abs_diff(word.len()) <= 1
        && word.len() > 4
        && key.as_bytes().first() == word.as_bytes().first()
        && strsim::damerau_levenshtein(key, word) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_of_urls() {
        let found = |line: &'static str| -> Vec<&str> {
            let found = url_passwords(line).into_iter();
            found.map(|(from, to)| &line[from..to]).collect()
        };
        assert_eq!(
            found("https://user:hunter22@r.example.com/v2"),
            ["hunter22"]
        );
        assert_eq!(found("user:hunter22@proxy.example.com:3128"), ["hunter22"]);
        assert_eq!(found("a=http://u:one1@h, u:two2@h"), ["one1", "two2"]);
        assert!(found("r.example.com/app:1.4@sha256:0123").is_empty());
        assert!(found("https://user@host.example.com:8443").is_empty());
        assert!(found("someone@example.com").is_empty());
    }

    /// What is found in a file, in the order of the text.
    fn found(text: &str) -> Vec<String> {
        let (tree, _) = yaml::parse(FileId(0), text);
        let mut secrets = Secrets::default();
        secrets.collect_all(&tree);
        order::sort_by_key(&mut secrets.found, |(span, _)| span.start);
        secrets.found.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn texts_within_texts() {
        assert_eq!(found("a: |\n  b: {token: one1, c: two2}\n"), ["one1"]);
        assert_eq!(found("a: |\n  b: {token: one1, c: [\n"), ["one1"]);
        assert_eq!(found("a: 'b=1; password=one1, c=two2'\n"), ["one1"]);
        assert_eq!(found("env: [{name: A_TOKEN, value: one1}]\n"), ["one1"]);
        assert_eq!(found("env: [{name: LEVEL, value: info}]\n"), [""; 0]);
        assert_eq!(found("image: a/b:token-1.2\n"), [""; 0]);
    }

    #[test]
    fn private_keys() {
        let key = "LS0tLS1C".repeat(10);
        assert_eq!(found(&format!("tls: {{key: {key}, crt: {key}a}}\n")), [key]);
        assert_eq!(
            found("toleration: {key: node-role.kubernetes.io/x}\n"),
            [""; 0]
        );
        let pem = "a: |\n  -----BEGIN PRIVATE KEY-----\n  abc\n";
        assert_eq!(found(pem), ["-----BEGIN PRIVATE KEY-----\nabc"]);
    }

    #[test]
    fn objects_of_kind_secret() {
        let (tree, _) = yaml::parse(FileId(0), "kind: Secret\nstringData: {type: helm}\n");
        let mut secrets = Secrets::default();
        secrets.collect_all(&tree);
        assert_eq!(secrets.within(Span::new(FileId(0), 30, 32)).count(), 1);
        let mut text = "helm".to_owned();
        secrets.hide(&mut text);
        assert_eq!(text, "helm");
    }

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
