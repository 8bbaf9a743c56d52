//! What Helm and a packaged chart make of the values that a HelmChartConfig sets.

mod changes;
mod guard;
mod meant;
mod walk;

pub use changes::{KeyChange, changes};
pub use guard::{Broken, broken, is_off};
pub use meant::{Meant, meant};
pub use walk::{Entry, State, entries, places, reads, switch_path, switches, value, walk};

use std::cell::OnceCell;

use crate::facts::Facts;
use crate::facts::objects::has_helmchartconfig_field;
use crate::facts::values::{ValueTree, path};
use crate::project::helm::HelmChartConfig;
use crate::project::{Object, Project};
use crate::release::Release;
use crate::source::{FileId, Source};
use crate::yaml::{Kind, Reading, Ref};

/// The only namespace in which RKE2 keeps its charts.
pub const NAMESPACE: &str = "kube-system";

/// A HelmChartConfig for a chart that a release packages.
#[derive(Debug)]
pub struct ChartView<'a> {
    /// The manifest.
    pub config: &'a HelmChartConfig,
    /// The chart.
    pub chart: &'a str,
    /// The version that the release packages.
    pub version: &'a str,
    /// What that version reads; `None` where it is not known.
    pub tree: Option<ValueTree>,
    /// The mappings of values that Helm reads, with the one first that goes over the other.
    pub roots: Vec<Ref<'a>>,
    /// Whether a Secret holds more of them.
    pub has_more: bool,
    /// All values that are set.
    pub entries: Vec<Entry<'a>>,
    /// The guards that they run into, once a rule has asked for them.
    broken: OnceCell<Vec<Broken>>,
    /// The values of the mapping itself; rules ask for hundreds of paths.
    top: Vec<(String, Ref<'a>)>,
}

/// The HelmChartConfigs that take effect in a release, with what its charts make of them.
pub fn views<'a>(facts: &'a Facts, project: &'a Project, release: Release) -> Vec<ChartView<'a>> {
    let configs = project.chart_configs.iter();
    configs
        .filter_map(|config| view(facts, project, config, release))
        .collect()
}

#[inline(never)]
fn view<'a>(
    facts: &'a Facts,
    project: &'a Project,
    config: &'a HelmChartConfig,
    release: Release,
) -> Option<ChartView<'a>> {
    let name = config.name.as_ref().filter(|name| !name.opaque)?;
    let elsewhere = config.namespace.as_ref();
    if elsewhere.is_some_and(|namespace| !namespace.opaque && namespace.text != NAMESPACE) {
        return None;
    }
    // Somebody's own chart may have any values.
    if project.charts.iter().any(|chart| chart.name == name.text) {
        return None;
    }
    let version = facts.chart(release, &name.text)??;
    let tree = facts.value_tree(&name.text, version);
    let has = |field| has_helmchartconfig_field(field, release);
    // What stands in `values` goes over what stands in `valuesContent`.
    let direct = match config.values_field.is_some() && has("values") {
        true => object(project, config).and_then(|object| object.spec(&["values"])),
        false => None,
    };
    let content = config
        .values
        .as_ref()
        .and_then(|values| values.content.as_ref());
    let is_read = |reading: &Reading| reading.refused.is_none() && reading.differs.is_none();
    let content = content.filter(|content| content.unread.is_none() && is_read(&content.reading));
    let content = content.and_then(|content| content.root());
    let roots = [direct, content].into_iter().flatten();
    let roots: Vec<Ref<'_>> = roots.filter(|root| root.kind() == Kind::Mapping).collect();
    let entries = match &tree {
        Some(tree) => roots.iter().flat_map(|root| walk(tree, *root)).collect(),
        None => Vec::new(),
    };
    let top = roots.iter().flat_map(|root| walk::entries(*root));
    Some(ChartView {
        top: top.map(|(name, _, value)| (name, value)).collect(),
        config,
        chart: &name.text,
        version,
        tree,
        roots,
        entries,
        broken: OnceCell::new(),
        has_more: config.has_secrets && has("valuesSecrets"),
    })
}

/// The object that a HelmChartConfig was read from.
fn object<'a>(project: &'a Project, config: &HelmChartConfig) -> Option<Object<'a>> {
    let mut manifests = project.manifests.iter();
    let manifest = manifests.find(|manifest| manifest.file == config.file)?;
    let mut objects = manifest.objects();
    objects.find(|object| object.kind.span() == config.kind_span)
}

/// Why nothing was said about the HelmChartConfigs of a file; `None` where any of them was judged.
pub fn not_assessed(
    facts: &Facts,
    project: &Project,
    file: FileId,
    release: Release,
) -> Option<String> {
    let mut first = None;
    for config in project
        .chart_configs
        .iter()
        .filter(|config| config.file == file)
    {
        let name = config.name.as_ref();
        let reason = match name {
            None => Some("it names no chart".to_owned()),
            Some(name) if name.opaque => Some("a template names the chart".to_owned()),
            Some(name) if !is_chart_like(facts, &name.text) => {
                Some(format!("`{}` is no chart of RKE2's", name.text))
            }
            Some(name) => {
                let version = facts.chart(release, &name.text).flatten();
                let known = version.map(|version| facts.value_tree(&name.text, version));
                let version = version.unwrap_or_default();
                matches!(known, Some(None)).then(|| {
                    format!(
                        "what {} {version} reads from its values is not known",
                        name.text
                    )
                })
            }
        };
        first.get_or_insert(reason?);
    }
    first
}

impl<'a> ChartView<'a> {
    /// The value that is set at a path.
    pub fn set(&self, path: &str) -> Option<Ref<'a>> {
        let Some(first) = path::segments(path).next() else {
            return self.roots.first().copied();
        };
        let first = path::key(first);
        let mut nodes = self.top.iter().filter(|(name, _)| *name == *first);
        nodes.find_map(|(_, node)| {
            let mut below = path::segments(path).skip(1);
            below.try_fold(*node, |node, segment| value(node, &path::key(segment)))
        })
    }

    /// Whether the chart has a key right below a path; `*` is any key or item.
    pub fn has_child(&self, parent: &str, name: &str) -> bool {
        let child = |tree: &ValueTree| tree.fact(tree.child(tree.place(parent)?, name)?);
        self.tree.as_ref().and_then(child).is_some()
    }

    /// Whether a value is the one that counts, and not laid over by one of the same path.
    pub fn counts(&self, entry: &Entry<'_>) -> bool {
        let set = self.set(&entry.path);
        set.is_none_or(|set| set.span() == entry.value.span())
    }

    /// Whether anything is set under the first segment of a path; most are ruled out by that.
    pub fn may_set(&self, path: &str) -> bool {
        let first = path.split('.').next().unwrap_or(path);
        matches!(first.as_bytes(), [b'*' | b'"', ..])
            || self.top.iter().any(|(name, _)| name == first)
    }

    /// The chart as messages name it: `rke2-cilium 1.17.401`.
    pub fn name(&self) -> String {
        format!("{} {}", self.chart, self.version)
    }
}

/// Whether a name is a chart of RKE2's, or is meant to be one.
pub fn is_chart_like(facts: &Facts, name: &str) -> bool {
    facts.is_chart(name) || name.starts_with("rke2-") || name.ends_with("-config")
}

/// Whether a template fills in some of a node, so that nothing may be said about it.
pub fn is_opaque(source: &Source, node: Ref<'_>) -> bool {
    let span = node.span();
    source.is_opaque(span.start, span.end)
}
