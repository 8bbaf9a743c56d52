//! Values that no output may carry: tokens, passwords, keys.
//!
//! Rules may quote what they find; this is the one place that takes secrets out again.

mod key;

use crate::diagnostic::Diagnostic;
use crate::order;
use crate::project::{self, Project};
use crate::source::{FileId, Sources, Span};
use crate::yaml::scalar::plain;
use crate::yaml::{self, Kind, Ref, Tree, go};

pub use key::is_secret_key;
use key::{is_about_tls, is_private_key, is_secret_scalar};

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
    pub fn of(sources: &Sources, given: &[project::Given], project: Option<&Project>) -> Secrets {
        let mut secrets = Secrets::default();
        let configs = project.map_or(&[][..], |project| &project.chart_configs);
        for values in configs.iter().filter_map(|config| config.values.as_ref()) {
            let content = values.content.iter();
            for content in content.filter(|content| content.unread.is_none()) {
                secrets.read.push(values.span);
                secrets.collect_all(&content.tree);
            }
        }
        let read = project.map_or(&[][..], |project| &project.manifests);
        for &project::Given { file, .. } in given {
            let source = sources.get(file);
            let mut known = read.iter();
            match known.find(|manifest| manifest.file == file && manifest.is_whole) {
                Some(manifest) => secrets.collect_all(&manifest.tree),
                None => {
                    let (tree, errors) = yaml::parse(file, source.parsed());
                    if !errors.is_empty() || yaml::go_reads(&tree).refused.is_some() {
                        secrets.collect_in_text(&Written::File(file), source.parsed(), true);
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
        let mut open = vec![(root, Given::Whole, false)];
        let mut repeated = Vec::new();
        while let Some((node, given, mut about_tls)) = open.pop() {
            // What an alias repeats was seen at its anchor, but not that it is a secret.
            if node.is_alias() && (given != Given::Secret || repeated.contains(&node.id())) {
                continue;
            }
            if node.is_alias() {
                repeated.push(node.id());
            }
            match node.kind() {
                Kind::Mapping => {
                    let mut keys = node.entries().map(|(key, _)| key.text());
                    about_tls |= keys.any(|key| matches!(key, "cert" | "crt"));
                    let mut bare = false;
                    for (key, value) in node.entries() {
                        let name = key.text();
                        let is_content = matches!(name, "data" | "stringData");
                        if is_content && is_secret_object && node.id() == root.id() {
                            self.places.push(value.span());
                        }
                        if key.kind() != Kind::Scalar {
                            open.push((key, Given::Value, about_tls));
                        } else if name.contains(['@', ':', '=', ' ']) {
                            // Hosts are keys in registries.yaml, and a key without its colon is one word more.
                            self.collect_in_text(&Written::Scalar(key), name, true);
                        }
                        let own = match name {
                            // A variable of the environment.
                            "value" => {
                                let name = node.get("name");
                                name.is_some_and(|name| is_secret_key(name.text()))
                            }
                            _ if value.kind() == Kind::Scalar && is_secret_scalar(name) => true,
                            _ => is_secret_key(name) || is_private_key(name, value, about_tls),
                        };
                        // `{token, abc}` in the place of `{token: abc}`.
                        let is_bare = value.source().is_empty() && value.is_null();
                        if bare && is_bare {
                            self.add(key.span(), name);
                        }
                        bare = own && is_bare;
                        let below = about_tls || is_about_tls(name);
                        open.push((value, given.or(own, Given::Value), below));
                    }
                }
                Kind::Sequence => {
                    let mut after_flag = false;
                    for item in node.items() {
                        open.push((item, given.or(after_flag, Given::Whole), about_tls));
                        // `--token` as one argument, its value as the next.
                        after_flag = item.text().starts_with('-') && is_secret_key(item.text());
                    }
                }
                _ if given == Given::Secret || is_secret_by_itself(node.text()) => {
                    self.add(node.span(), node.text());
                }
                _ => {
                    let text = node.text();
                    let is_nested = text.contains('\n') || text.starts_with(['{', '[']);
                    if !is_nested || !self.collect_embedded(node) {
                        let is_bare = given == Given::Whole || is_nested;
                        self.collect_in_text(&Written::Scalar(node), text, is_bare);
                    }
                }
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

    /// What stands behind keys with telling names in a text that is no YAML: `--etcd-s3-secret-key=…` in a list
    /// of arguments, or the lines of a broken file, where the value may stand below its key.
    ///
    /// Where the text is `bare`, nothing says what its first word is, and it may be a key without its colon.
    fn collect_in_text(&mut self, written: &Written<'_>, text: &str, bare: bool) {
        // Most texts are one word.
        if !text.contains([':', '=', ' ']) {
            return;
        }
        let has_lines = text.trim_end().contains('\n');
        let is_secret_object =
            has_lines && text.lines().any(|line| line.trim_end() == "kind: Secret");
        let is_secret = |key: &str| {
            is_secret_key(key)
                || is_secret_scalar(key)
                || is_secret_object && matches!(key, "data" | "stringData")
        };
        let mut offset = 0;
        // How far the key was indented of which the lines below it may be the value, and whether it had one.
        let mut above: Option<(usize, bool)> = None;
        for line in text.split_inclusive('\n') {
            let start = offset;
            offset += line.len();
            let mut add = |(from, to): (usize, usize)| {
                self.add(written.span(start + from, start + to), &line[from..to]);
            };
            for password in url_passwords(line) {
                add(password);
            }
            let indent = line.len() - line.trim_start().len();
            let content = line.trim();
            above = above.filter(|&(key, has_value)| {
                let is_item = content.starts_with('-');
                let is_value = is_item || !has_value && !is_entry(content);
                indent > key || content.is_empty() || indent == key && is_value
            });
            if above.is_some() {
                let whole = line.trim_start_matches(['-', ' ']);
                add((line.len() - whole.len(), line.len()));
            }
            let mut first = true;
            for (from, end) in words(line) {
                let word = &line[from..end];
                let rest = &line[end..];
                let behind = rest.trim_start_matches(['"', '\'', ' ', '+']);
                let marked = behind.strip_prefix([':', '=']);
                let is_first = std::mem::take(&mut first);
                let value = match marked {
                    Some(value) if is_secret(word) => value,
                    // What holds a certificate says whose key it is.
                    Some(value) if above.is_some() => value,
                    None if behind.len() < rest.len()
                        && !content.starts_with('#')
                        && (word.starts_with('-')
                            || is_first && bare && (has_lines || words(behind).count() == 1))
                        && is_secret(word) =>
                    {
                        behind
                    }
                    _ => continue,
                };
                let value = value.trim_start();
                let from = line.len() - value.len();
                add((from, from + end_of_value(value)));
                if is_first && marked.is_some() {
                    add((from, line.len()));
                    let is_below = matches!(value.trim_end().as_bytes(), [] | [b'|' | b'>', ..]);
                    above = has_lines.then_some((indent, !is_below));
                }
            }
        }
    }

    fn add(&mut self, span: Span, text: &str) {
        let text = text.trim().trim_matches(['"', '\'']);
        // The last one may be there twice, as it is written and as a number.
        let mut last = self.found.iter().rev().take(2);
        let is_new = last.all(|last| (last.0.start, &*last.1) != (span.start, text));
        if is_new && is_secret_value(text) {
            self.found.push((span, text.to_owned()));
            // A number is one in each way that it may be written.
            let number = plain(text).number();
            self.found
                .extend(number.map(|number| (span, go::print_float(number))));
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

/// Where a text stands that is searched.
enum Written<'a> {
    /// It is a whole file.
    File(FileId),
    /// It is the text of a scalar.
    Scalar(Ref<'a>),
}

impl Written<'_> {
    /// Where a stretch of the text is written.
    fn span(&self, start: usize, end: usize) -> Span {
        match self {
            Written::File(file) => Span::new(*file, start, end),
            Written::Scalar(node) => match node.embedded() {
                Some((_, origin)) => origin.span(node.span().file, start, end),
                None => node.span(),
            },
        }
    }
}

/// What is known of a node from where it stands.
#[derive(Clone, Copy, PartialEq)]
enum Given {
    /// It is a value under a key.
    Value,
    /// It is an item or a document, which has no key of its own.
    Whole,
    /// It is a secret, whatever it holds.
    Secret,
}

impl Given {
    /// The same for what stands in the node.
    fn or(self, is_secret: bool, other: Given) -> Given {
        match is_secret || self == Given::Secret {
            true => Given::Secret,
            false => other,
        }
    }
}

/// Where the words of a line stand that may be keys.
fn words(line: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + line[from..].find(is_part)?;
        let rest = &line[start..];
        from = start + rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        Some((start, from))
    })
}

/// Whether a line begins with a key and its colon.
fn is_entry(line: &str) -> bool {
    let mut colons = line.match_indices(':');
    colons.any(|(at, _)| line[at + 1..].is_empty() || line[at + 1..].starts_with(' '))
}

/// Where the value ends that begins here: at its quote, or where a list goes on.
fn end_of_value(value: &str) -> usize {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
    let end = match quote {
        Some(quote) => value[1..].find(quote).map(|at| at + 2),
        None => value.find([',', ';', '}', ']', '\n']),
    };
    end.unwrap_or(value.len())
}

/// Whether a text says of itself that it is a secret.
fn is_secret_by_itself(text: &str) -> bool {
    text.contains("PRIVATE KEY-----") || text.starts_with("Bearer ") || text.starts_with("Basic ")
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
        let is_end = |c: char| c == '/' || c.is_whitespace() || "\"',=".contains(c);
        let last = before.rsplit(is_end).next().unwrap_or_default();
        let start = before.len() - last.len();
        if let Some((user, password)) = last.split_once(':')
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
        assert_eq!(found("a\u{2028}u:two2@h"), ["two2"]);
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
    fn what_says_that_it_is_a_secret() {
        assert_eq!(found("a: {cert: b, key: one1}\n"), ["one1"]);
        assert_eq!(found("a: {cert: b, keyFile: one1}\n"), [""; 0]);
        assert_eq!(found("a: {cert: b, key: /etc/one1}\n"), [""; 0]);
        assert_eq!(found("tls.ca.key: one1\n"), ["one1"]);
        assert_eq!(found("tls: {ca: {key: one1}}\n"), ["one1"]);
        assert_eq!(found("tls: {server: {key: [one1]}}\n"), ["one1"]);
        assert_eq!(found("tls: {ca: {kye: one1}}\n"), ["one1"]);
        assert_eq!(found("tls: {key_file: one1}\n"), [""; 0]);
        assert_eq!(found("a: Bearer one1\n"), ["Bearer one1"]);
        assert_eq!(found("authorization: one1\n"), ["one1"]);
        assert_eq!(found("authorization: {mode: one1}\n"), [""; 0]);
        assert_eq!(found("[--token, one1, --cni, two2]\n"), ["one1"]);
        assert_eq!(
            found("a: '{\"auths\": {\"r\": {\"auth\": \"one1\"}}}'\n"),
            ["one1"]
        );
        assert_eq!(found("a: &b one1\ntoken: *b\n"), ["one1"]);
        assert_eq!(found("a: &b [one1]\ntoken: *b\n"), ["one1"]);
    }

    #[test]
    fn slips() {
        for text in [
            "token one1\n",
            "{token:one1}\n",
            "{token, one1}\n",
            "? {token: one1}\n",
            "-t: one1\n",
            "- --token one1\n",
            "maxmindLicensKey: one1\n",
            "a: |\n  b: [\n  token:\n  one1\n",
        ] {
            assert_eq!(found(text), ["one1"], "{text}");
        }
        for text in ["description: password required\n", "# token is here\n"] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn broken_texts() {
        let found = |text: &str| {
            let mut secrets = Secrets::default();
            secrets.collect_in_text(&Written::File(FileId(0)), text, true);
            let found = secrets.found.into_iter().map(|(_, text)| text);
            found.collect::<Vec<_>>()
        };
        assert_eq!(found("token:\none1\ncni: [\n"), ["one1"]);
        assert_eq!(found("token: |\none1\ncni: [\n"), ["one1"]);
        assert_eq!(found("cni: [\n\"token\" 'one1'\n"), ["one1"]);
        assert_eq!(found("# token one1\ncni: [\n"), [""; 0]);
        assert_eq!(
            found("kind: Secret\ndata:\n  a: one1\n  [\n"),
            ["a: one1", "one1"]
        );
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
}
