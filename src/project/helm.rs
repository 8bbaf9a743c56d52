//! HelmChartConfigs: whose values they change, and the values themselves, which are YAML inside YAML.

use crate::source::{FileId, Source, Span};
use crate::yaml::{self, Kind, Reading, Ref, Tree};

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
    /// Whether all of it could be read.
    pub complete: bool,
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
pub fn configs(source: &Source, file: FileId, tree: &Tree) -> Vec<HelmChartConfig> {
    objects(tree, "HelmChartConfig")
        .filter_map(|root| {
            let metadata = root.get("metadata");
            let content = root
                .get("spec")
                .and_then(|spec| spec.get("valuesContent"))
                .filter(|content| !content.is_null());
            Some(HelmChartConfig {
                file,
                kind_span: root.get("kind")?.span(),
                name: word(source, metadata?.get("name")),
                namespace: word(source, metadata?.get("namespace")),
                values: content.map(|content| values(source, file, content)),
            })
        })
        .collect()
}

/// The HelmCharts of a file.
pub fn charts(tree: &Tree) -> impl Iterator<Item = HelmChart> {
    objects(tree, "HelmChart").filter_map(|root| {
        let name = root.get("metadata")?.get("name")?.text();
        Some(HelmChart {
            name: name.to_owned(),
        })
    })
}

fn objects<'t>(tree: &'t Tree, kind: &str) -> impl Iterator<Item = Ref<'t>> {
    let roots = tree.documents().filter_map(|document| document.root());
    roots.filter(move |root| {
        let is = |key: &str, test: &dyn Fn(&str) -> bool| {
            root.get(key).is_some_and(|value| test(value.text()))
        };
        root.kind() == Kind::Mapping
            && is("kind", &|text| text == kind)
            && is("apiVersion", &|text| text.starts_with("helm.cattle.io/"))
    })
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
        complete: errors.iter().all(|error| error.after_first_root),
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
