//! `registries.yaml`, as the library that RKE2 uses reads it: yaml.v2 into structs, unknown fields dropped.

use crate::config::Problem;
use crate::source::{FileId, Source, Span};
use crate::yaml::{self, Kind, Ref, Scalar, SyntaxError, Tree};

/// One `registries.yaml`.
#[derive(Debug)]
pub struct Registries {
    /// The file.
    pub file: FileId,
    /// Why it is refused as a whole, if it is no YAML.
    pub refused: Option<Problem>,
    /// Values that do not fit their fields; any of them refuses the file.
    pub misfits: Vec<Misfit>,
    /// Fields that nothing reads.
    pub unknown: Vec<Unknown>,
    /// The mirrors, in the order of the file.
    pub mirrors: Vec<Mirror>,
    /// The hosts that `configs` names.
    pub configs: Vec<Text>,
}

/// A text of the file.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it says.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether a template fills in some of it, so that nothing may be said about it.
    pub opaque: bool,
}

/// The mirrors of one registry.
#[derive(Debug)]
pub struct Mirror {
    /// The registry, as image names have it, or `*`.
    pub host: Text,
    /// Where its images are looked for.
    pub endpoints: Vec<Text>,
    /// Patterns of repositories, with what takes their place.
    pub rewrites: Vec<(Text, Text)>,
}

/// A value that does not fit its field.
#[derive(Debug)]
pub struct Misfit {
    /// The field, as in `mirrors.docker.io.endpoint`.
    pub field: String,
    /// The value.
    pub span: Span,
    /// What the field takes.
    pub wanted: &'static str,
    /// What it got.
    pub got: &'static str,
    /// Whether the value is one text where a list of texts is wanted.
    pub one_of_many: bool,
    /// The text, where it is a quoted `true` or `false`.
    pub quoted_switch: Option<&'static str>,
}

/// A field that nothing reads.
#[derive(Debug)]
pub struct Unknown {
    /// Its name.
    pub name: Text,
    /// Where it stands: empty, or as in `mirrors.docker.io`.
    pub within: String,
    /// The fields that are read there.
    pub known: &'static [&'static str],
    /// The section that what it holds would belong to.
    pub section: Option<&'static str>,
}

/// The field that older containerds looked at.
pub const UNUSED: &str = "auths";

/// What a value is read into.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Struct(&'static [(&'static str, Shape)]),
    /// A mapping from hosts.
    Hosts(&'static Shape),
    /// A mapping from patterns to texts.
    Texts,
    List,
    Text,
    Switch,
}

const AUTH: Shape = Shape::Struct(&[
    ("auth", Shape::Text),
    ("identity_token", Shape::Text),
    ("password", Shape::Text),
    ("username", Shape::Text),
]);
const TLS: Shape = Shape::Struct(&[
    ("ca_file", Shape::Text),
    ("cert_file", Shape::Text),
    ("insecure_skip_verify", Shape::Switch),
    ("key_file", Shape::Text),
]);
const CONFIG: Shape = Shape::Struct(&[("auth", AUTH), ("tls", TLS)]);
const MIRROR: Shape = Shape::Struct(&[("endpoint", Shape::List), ("rewrite", Shape::Texts)]);
const FILE: Shape = Shape::Struct(&[
    ("auths", Shape::Hosts(&AUTH)),
    ("configs", Shape::Hosts(&CONFIG)),
    ("mirrors", Shape::Hosts(&MIRROR)),
]);

impl Shape {
    fn wanted(self) -> &'static str {
        match self {
            Shape::Struct(_) | Shape::Hosts(_) | Shape::Texts => "a mapping",
            Shape::List => "a list",
            Shape::Text => "a text",
            Shape::Switch => "true or false",
        }
    }
}

/// The names of the fields of each struct, which are static so that findings can keep them.
fn names(shape: Shape) -> &'static [&'static str] {
    match shape {
        _ if shape == AUTH => &["auth", "identity_token", "password", "username"],
        _ if shape == TLS => &["ca_file", "cert_file", "insecure_skip_verify", "key_file"],
        _ if shape == CONFIG => &["auth", "tls"],
        _ if shape == MIRROR => &["endpoint", "rewrite"],
        _ => &["configs", "mirrors"],
    }
}

/// Reads a file.
#[inline(never)]
pub fn read(source: &Source, file: FileId, tree: &Tree, errors: &[SyntaxError]) -> Registries {
    let errors = yaml::go_reads(tree).refusals(errors);
    let mut registries = Registries {
        file,
        refused: errors.into_iter().next().map(Problem::from),
        misfits: Vec::new(),
        unknown: Vec::new(),
        mirrors: Vec::new(),
        configs: Vec::new(),
    };
    let root = tree.document(0).and_then(|document| document.root());
    if let Some(root) = root {
        fit(source, root, FILE, "", &mut registries);
        read_mirrors(source, root, &mut registries);
    }
    registries
}

/// Compares values with the fields that they are read into; the fields nest four deep, so this ends.
fn fit(source: &Source, node: Ref<'_>, shape: Shape, field: &str, found: &mut Registries) {
    // Nothing is nothing, whatever was wanted.
    if node.is_null() {
        return;
    }
    let is_map = node.kind() == Kind::Mapping;
    let fits = match shape {
        Shape::Struct(_) | Shape::Hosts(_) | Shape::Texts => is_map,
        Shape::List => node.kind() == Kind::Sequence,
        Shape::Text => node.kind() == Kind::Scalar,
        Shape::Switch => node.kind() == Kind::Scalar && matches!(node.scalar(), Scalar::Bool(_)),
    };
    let span = node.span();
    let opaque = source.is_opaque(span.start, span.end);
    if !fits {
        // A template may fill in whatever is wanted.
        if !opaque {
            found.misfits.push(misfit(node, shape, field));
        }
        return;
    }
    match shape {
        Shape::Struct(fields) => {
            for (key, value) in node.entries() {
                let name = key.text();
                // It is read, but nothing looks at what was read.
                let holds = value.entries().next().is_some();
                if name == UNUSED && shape == FILE && holds {
                    found
                        .unknown
                        .push(unknown(source, (key, value), field, shape));
                }
                match fields.iter().find(|(known, _)| *known == name) {
                    Some((_, shape)) => {
                        fit(source, value, *shape, &join(source, field, key), found)
                    }
                    None if name == "<<" => {}
                    None => found
                        .unknown
                        .push(unknown(source, (key, value), field, shape)),
                }
            }
        }
        Shape::Hosts(inner) => {
            for (key, value) in node.entries().filter(|(key, _)| key.text() != "<<") {
                fit(source, value, *inner, &join(source, field, key), found);
            }
        }
        Shape::Texts => {
            for (key, value) in node.entries().filter(|(key, _)| key.text() != "<<") {
                fit(source, value, Shape::Text, &join(source, field, key), found);
            }
        }
        Shape::List => {
            for item in node.items() {
                fit(source, item, Shape::Text, field, found);
            }
        }
        Shape::Text | Shape::Switch => {}
    }
}

fn unknown(
    source: &Source,
    (key, value): (Ref<'_>, Ref<'_>),
    field: &str,
    shape: Shape,
) -> Unknown {
    let holds = |names: [&str; 2]| names.iter().any(|name| value.get(name).is_some());
    let section = match shape == FILE {
        true if holds(["endpoint", "rewrite"]) => Some("mirrors"),
        true if holds(["auth", "tls"]) => Some("configs"),
        _ => None,
    };
    Unknown {
        name: text(source, key),
        within: field.to_owned(),
        known: names(shape),
        section,
    }
}

fn misfit(node: Ref<'_>, shape: Shape, field: &str) -> Misfit {
    let is_text = node.kind() == Kind::Scalar;
    Misfit {
        field: field.to_owned(),
        span: node.span(),
        wanted: shape.wanted(),
        got: match node.kind() {
            Kind::Mapping => "a mapping",
            Kind::Sequence => "a list",
            _ => "a text",
        },
        one_of_many: is_text && shape == Shape::List,
        quoted_switch: ["true", "false"]
            .into_iter()
            .find(|word| is_text && shape == Shape::Switch && node.text().trim() == *word),
    }
}

/// The path of a field; what a template fills in has no name yet.
fn join(source: &Source, field: &str, key: Ref<'_>) -> String {
    let span = key.span();
    let name = match source.is_opaque(span.start, span.end) {
        true => "…",
        false => key.text(),
    };
    match field {
        "" => name.to_owned(),
        field => format!("{field}.{name}"),
    }
}

fn read_mirrors(source: &Source, root: Ref<'_>, found: &mut Registries) {
    let hosts = |name| root.get(name).into_iter().flat_map(Ref::entries);
    for (host, mirror) in hosts("mirrors").filter(|(key, _)| key.text() != "<<") {
        let scalars = |node: &Ref<'_>| node.kind() == Kind::Scalar && !node.is_null();
        let endpoints = mirror.get("endpoint").into_iter();
        // One text instead of a list is wrong, but what is meant is clear.
        let endpoints = endpoints.flat_map(|node| match node.kind() {
            Kind::Sequence => node.items().collect(),
            _ => vec![node],
        });
        let rewrites = mirror.get("rewrite").into_iter().flat_map(Ref::entries);
        found.mirrors.push(Mirror {
            host: text(source, host),
            endpoints: endpoints
                .filter(scalars)
                .map(|node| text(source, node))
                .collect(),
            rewrites: rewrites
                .filter(|(pattern, _)| pattern.text() != "<<")
                .map(|(pattern, replacement)| (text(source, pattern), text(source, replacement)))
                .collect(),
        });
    }
    let configs = hosts("configs").filter(|(key, _)| key.text() != "<<");
    found.configs = configs.map(|(host, _)| text(source, host)).collect();
}

fn text(source: &Source, node: Ref<'_>) -> Text {
    let span = node.span();
    Text {
        text: node.text().to_owned(),
        span,
        opaque: source.is_opaque(span.start, span.end),
    }
}
