//! HelmChartConfigs: whose values they change, and the values themselves, which are YAML inside YAML.

use super::objects::{Manifest, Object};
use crate::source::{FileId, Source, Span};
use crate::yaml::{self, Kind, Reading, Ref, SyntaxError, Tree};

/// The group of HelmCharts and HelmChartConfigs.
pub const GROUP: &str = "helm.cattle.io";

/// A HelmChartConfig.
#[derive(Debug)]
pub struct HelmChartConfig {
    /// The file.
    pub file: FileId,
    /// Where its `kind` stands.
    pub kind_span: Span,
    /// `metadata.name`: the chart that it is for.
    pub name: Option<Word>,
    /// `metadata.namespace`
    pub namespace: Option<Word>,
    /// `spec.valuesContent`
    pub values: Option<Values>,
    /// `spec.values`, which should be a mapping: whether it is one, or null, and where it stands.
    pub values_field: Option<(bool, Span)>,
    /// Whether it has `spec.valuesSecrets`, which no file shows.
    pub has_secrets: bool,
}

/// A text of the manifest.
#[derive(Clone, Debug)]
pub struct Word {
    /// What it says.
    pub text: String,
    /// Where.
    pub span: Span,
    /// Whether a template fills in some of it.
    pub opaque: bool,
}

/// The content of `valuesContent`.
#[derive(Debug)]
pub struct Values {
    /// Where it stands.
    pub span: Span,
    /// Whether a template fills in all of it.
    pub opaque: bool,
    /// What it holds; `None` where it is a mapping, and not the text that it has to be.
    pub content: Option<Content>,
}

/// The text of `valuesContent`, read.
#[derive(Debug)]
pub struct Content {
    /// Its YAML; spans are those of the file.
    pub tree: Tree,
    /// How Helm's YAML library reads it.
    pub reading: Reading,
    /// Why not all of it could be read.
    pub unread: Option<SyntaxError>,
}

impl Content {
    /// What the first document holds; Helm reads no other.
    pub fn root(&self) -> Option<Ref<'_>> {
        self.tree.document(0)?.root()
    }
}

/// A HelmChart of one's own: a HelmChartConfig may be for it.
#[derive(Debug)]
pub struct HelmChart {
    /// `metadata.name`
    pub name: String,
}

/// Reads the HelmChartConfigs of a file.
#[inline(never)]
pub fn configs(source: &Source, manifest: &Manifest) -> Vec<HelmChartConfig> {
    let configs = objects(manifest, "HelmChartConfig").map(|object| {
        let spec = |field| object.spec(&[field]).filter(|value| !value.is_null());
        HelmChartConfig {
            file: object.file,
            kind_span: object.kind.span(),
            name: word(source, object.name()),
            namespace: word(source, object.namespace()),
            values: spec("valuesContent").map(|content| values(source, object.file, content)),
            values_field: spec("values")
                .map(|values| (values.kind() == Kind::Mapping, values.span())),
            has_secrets: spec("valuesSecrets").is_some(),
        }
    });
    configs.collect()
}

/// The HelmCharts of a file.
pub fn charts(manifest: &Manifest) -> impl Iterator<Item = HelmChart> {
    objects(manifest, "HelmChart").filter_map(|object| {
        let name = object.name()?.text().to_owned();
        Some(HelmChart { name })
    })
}

fn objects<'m>(manifest: &'m Manifest, kind: &str) -> impl Iterator<Item = Object<'m>> {
    let objects = manifest.objects();
    objects.filter(move |object| object.is(GROUP, kind))
}

fn word(source: &Source, node: Option<Ref<'_>>) -> Option<Word> {
    let node = node.filter(|node| node.kind() == Kind::Scalar && !node.is_null())?;
    let span = node.span();
    Some(Word {
        text: node.text().to_owned(),
        span,
        opaque: source.is_opaque(span.start, span.end),
    })
}

#[inline(never)]
fn values(source: &Source, file: FileId, content: Ref<'_>) -> Values {
    let span = content.span();
    let Some((text, origin)) = content.embedded() else {
        return Values {
            span,
            opaque: false,
            content: None,
        };
    };
    let (tree, errors) = yaml::parse_embedded(file, &text, &origin);
    let content = Content {
        reading: yaml::go_reads(&tree),
        unread: errors.into_iter().find(|error| !error.after_first_root),
        tree,
    };
    let is_mark = |root: Ref<'_>| {
        let span = root.span();
        root.kind() == Kind::Scalar && source.is_opaque(span.start, span.end)
    };
    Values {
        span,
        opaque: content.root().is_some_and(is_mark),
        content: Some(content),
    }
}
