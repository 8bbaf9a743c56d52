//! What each file *is*, and which files belong together: nodes, and the clusters they form.

mod classify;
pub mod helm;
pub mod objects;
mod pairs;
pub mod plan;
pub mod rancher;
pub mod registries;
pub mod selector;
mod stated;

use crate::config::{Config, read_part};
use crate::facts::Facts;
use crate::order;
use crate::role::Role;
use crate::source::{FileId, Sources};
use crate::yaml::{self, SyntaxError, Tree};

pub use classify::{Kind, puts_together, reads_as_k3s, role_word};
pub use objects::{Manifest, Object};
pub use pairs::pairs;
pub use stated::stated;

/// Everything that was given, sorted out.
#[derive(Debug, Default)]
pub struct Project {
    /// Every file, in the order given.
    pub inputs: Vec<Input>,
    /// The nodes whose configuration was found, sorted by path.
    pub nodes: Vec<Node>,
    /// Files in a `config.yaml.d` that RKE2 passes over, because of their names.
    pub passed_over: Vec<FileId>,
    /// The files of Kubernetes objects, in their order.
    pub manifests: Vec<Manifest>,
    /// The HelmChartConfigs, in the order of the files.
    pub chart_configs: Vec<helm::HelmChartConfig>,
    /// HelmCharts of one's own.
    pub charts: Vec<helm::HelmChart>,
    /// The `registries.yaml` files, in the order of the files.
    pub registries: Vec<registries::Registries>,
}

/// One file and what it was taken for.
#[derive(Debug)]
pub struct Input {
    /// The file.
    pub file: FileId,
    /// What it is.
    pub kind: Kind,
    /// The first thing that keeps it from being read.
    pub unreadable: Option<SyntaxError>,
}

/// One node's configuration.
#[derive(Debug)]
pub struct Node {
    /// What tells it from the others: its folder, or its file where a folder holds several.
    pub name: String,
    /// The nodes with the same word here form one cluster; nodes without one stand alone.
    pub cluster: Option<String>,
    /// What it is, as far as the path or the caller tell.
    pub role: Option<Role>,
    /// Its files.
    pub config: Config,
}

/// A file to sort out.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// The file.
    pub file: FileId,
    /// Whether the user named the file itself, and not a folder that holds it.
    pub named: bool,
}

impl Project {
    /// The Kubernetes objects, in the order of the files.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.manifests.iter().flat_map(Manifest::objects)
    }
}

/// Sorts the files out.
pub fn read(facts: &Facts, sources: &Sources, given: &[Given], role: Option<Role>) -> Project {
    let mut project = Project::default();
    let mut configs: Vec<Read> = Vec::new();
    for (file, kind, tree, errors) in sorted(facts, sources, given) {
        let source = sources.get(file);
        let unreadable = errors.first().cloned();
        project.inputs.push(Input {
            file,
            kind,
            unreadable,
        });
        match kind {
            Kind::Config => {
                configs.push((ConfigPath::of(source.path_made()), file, tree, errors));
                continue;
            }
            Kind::Registries => {
                let registries = registries::read(source, file, &tree, &errors);
                project.registries.push(registries);
            }
            _ => {}
        }
        if kind.is_manifest() {
            let manifest = Manifest {
                file,
                tree,
                is_whole: errors.is_empty(),
            };
            let configs = helm::configs(source, &manifest);
            project.chart_configs.extend(configs);
            project.charts.extend(helm::charts(&manifest));
            project.manifests.push(manifest);
        }
    }
    let by_path = |a: &Read, b: &Read| (&a.0, a.1).cmp(&(&b.0, b.1));
    order::sort_by(&mut configs, by_path);
    if part_twins(sources, &mut configs) {
        order::sort_by(&mut configs, by_path);
    }
    configs.retain(|(path, file, ..)| {
        let read = path.is_read();
        if !read {
            project.passed_over.push(*file);
        }
        read
    });
    for (path, file, tree, errors) in &configs {
        let part = read_part(
            sources.get(*file),
            *file,
            tree,
            errors,
            path.drop_in.is_some(),
        );
        match project.nodes.last_mut() {
            Some(node) if node.name == path.main => node.config.parts.push(part),
            _ => project.nodes.push(Node {
                name: path.main.clone(),
                cluster: None,
                role: role.or_else(|| role_of(&path.main)),
                config: Config { parts: vec![part] },
            }),
        }
    }
    name_nodes(&mut project.nodes);
    let managed = rancher::nodes(&project.manifests, sources);
    project.nodes.extend(managed);
    project
}

/// The files, and what each is.
fn sorted(
    facts: &Facts,
    sources: &Sources,
    given: &[Given],
) -> Vec<(FileId, Kind, Tree, Vec<SyntaxError>)> {
    let mut mains: Vec<String> = Vec::new();
    let files = given.iter().map(|&Given { file, named }| {
        let source = sources.get(file);
        let (tree, errors) = yaml::parse(file, source.parsed());
        let is_broken = !errors.is_empty();
        let kind = classify::classify(facts, source, &tree, is_broken, named);
        if kind == Kind::Config && classify::is_config_path(source.path_made()) {
            mains.push(ConfigPath::of(source.path_made()).main);
        }
        (file, kind, tree, errors)
    });
    let mut files: Vec<_> = files.collect();
    // RKE2 reads a configuration and its drop-ins together, whatever one of them holds.
    for (file, kind, ..) in &mut files {
        let path = sources.get(*file).path_made();
        if *kind == Kind::Other
            && classify::is_config_path(path)
            && mains.contains(&ConfigPath::of(path).main)
        {
            *kind = Kind::Config;
        }
    }
    files
}

/// A file of a configuration that was read.
type Read = (ConfigPath, FileId, Tree, Vec<SyntaxError>);

/// A template beside what was made from it is a configuration of its own, and does not add to the other.
fn part_twins(sources: &Sources, configs: &mut [Read]) -> bool {
    let twins = (1..configs.len()).filter(|&at| configs[at].0 == configs[at - 1].0);
    let twins: Vec<usize> = twins.collect();
    for &at in &twins {
        configs[at].0.main = sources.get(configs[at].1).path.clone();
    }
    !twins.is_empty()
}

/// Where a file stands in its configuration: `server-1/config.yaml.d/10-a.yaml` is a drop-in
/// of `server-1/config.yaml`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ConfigPath {
    /// The main file's path, whether or not there is one.
    main: String,
    /// The drop-in's name; RKE2 reads them in byte order, after the main file.
    drop_in: Option<String>,
}

impl ConfigPath {
    fn of(path: &str) -> ConfigPath {
        let folders = path.match_indices('/').map(|(at, _)| path.split_at(at));
        let drop_in = folders.into_iter().find_map(|(folder, name)| {
            let main = folder.strip_suffix(".d").filter(|main| is_yaml(main))?;
            Some((main.to_owned(), name[1..].to_owned()))
        });
        match drop_in {
            Some((main, name)) => ConfigPath {
                main,
                drop_in: Some(name),
            },
            None => ConfigPath {
                main: path.to_owned(),
                drop_in: None,
            },
        }
    }

    /// Of the drop-ins, RKE2 reads those that end in `.yaml` or `.yml`, and no sub-folders.
    fn is_read(&self) -> bool {
        let drop_in = self.drop_in.as_deref();
        drop_in.is_none_or(|name| is_yaml(name) && !name.contains('/'))
    }
}

fn is_yaml(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// The role that the path tells, the words next to the file first.
fn role_of(path: &str) -> Option<Role> {
    path.rsplit('/').find_map(|part| role_word(part)?.role())
}

/// Names nodes after their folder where that is enough, and groups those whose names say
/// that they are nodes of one cluster.
fn name_nodes(nodes: &mut [Node]) {
    let folders: Vec<Option<String>> = nodes
        .iter()
        .map(|node| {
            node.name
                .rsplit_once('/')
                .map(|(folder, _)| folder.to_owned())
        })
        .collect();
    for (index, node) in nodes.iter_mut().enumerate() {
        let folder = folders[index].as_deref();
        let (parent, own) = match folder {
            // A folder of its own: its parent holds the cluster.
            Some(folder)
                if folders
                    .iter()
                    .filter(|f| f.as_deref() == Some(folder))
                    .count()
                    == 1 =>
            {
                node.name = folder.to_owned();
                folder.rsplit_once('/').unwrap_or(("", folder))
            }
            _ => node.name.rsplit_once('/').unwrap_or(("", &node.name)),
        };
        if role_word(own).is_some() {
            node.cluster = Some(parent.to_owned());
        }
    }
    // One node alone is no cluster to compare.
    let clusters: Vec<Option<String>> = nodes.iter().map(|node| node.cluster.clone()).collect();
    for node in nodes {
        if clusters
            .iter()
            .filter(|cluster| **cluster == node.cluster)
            .count()
            < 2
        {
            node.cluster = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(paths: &[&str]) -> Project {
        let mut sources = Sources::default();
        let given: Vec<Given> = paths
            .iter()
            .map(|path| Given {
                file: sources.add(path, b"cni: canal\n"),
                named: true,
            })
            .collect();
        read(&Facts::default(), &sources, &given, None)
    }

    fn names(project: &Project) -> Vec<(&str, Option<&str>, Option<Role>, usize)> {
        let nodes = project.nodes.iter();
        nodes
            .map(|node| {
                (
                    &*node.name,
                    node.cluster.as_deref(),
                    node.role,
                    node.config.parts.len(),
                )
            })
            .collect()
    }

    #[test]
    fn folders_are_nodes() {
        let project = project(&[
            "c/server-1/config.yaml.d/20-b.yaml",
            "c/server-1/config.yaml",
            "c/server-1/config.yaml.d/10-a.yaml",
            "c/agent-1/config.yaml",
        ]);
        assert_eq!(
            names(&project),
            [
                ("c/agent-1", Some("c"), Some(Role::Agent), 1),
                ("c/server-1", Some("c"), Some(Role::Server), 3),
            ]
        );
        let parts = &project.nodes[1].config.parts;
        assert_eq!(
            parts.iter().map(|part| part.drop_in).collect::<Vec<_>>(),
            [false, true, true]
        );
    }

    #[test]
    fn files_that_are_passed_over() {
        let project = project(&[
            "s/config.yaml.d/10-a.YML",
            "s/config.yaml.d/20-b.yaml.bak",
            "s/config.yaml.d/more/30-c.yaml",
            "t/conf.d/config.yaml",
        ]);
        let parts = |node: &Node| node.config.parts.iter().map(|p| p.drop_in).collect();
        let parts: Vec<Vec<bool>> = project.nodes.iter().map(parts).collect();
        assert_eq!(parts, [[true], [false]]);
        assert_eq!(project.passed_over, [FileId(1), FileId(2)]);
    }

    #[test]
    fn templates_are_what_they_make() {
        let project = project(&[
            "roles/rke2/templates/config.yaml.d/10-a.yaml.j2",
            "roles/rke2/templates/config.yaml.j2",
            "made/config.yaml",
            "made/config.yaml.d/10-a.yaml",
            "made/config.yaml.tpl",
        ]);
        assert_eq!(
            names(&project),
            [
                ("made/config.yaml", None, None, 2),
                ("made/config.yaml.tpl", None, None, 1),
                ("roles/rke2/templates", None, None, 2),
            ]
        );
        assert!(project.passed_over.is_empty());
    }

    #[test]
    fn environments_are_no_cluster() {
        let project = project(&["prod/config.yaml", "staging/config.yaml"]);
        assert_eq!(
            names(&project),
            [("prod", None, None, 1), ("staging", None, None, 1)]
        );
    }

    #[test]
    fn files_of_one_folder() {
        let project = project(&["etc/server.yaml", "etc/agent.yaml"]);
        assert_eq!(
            names(&project),
            [
                ("etc/agent.yaml", Some("etc"), Some(Role::Agent), 1),
                ("etc/server.yaml", Some("etc"), Some(Role::Server), 1),
            ]
        );
    }
}
