//! `cargo xtask refresh --charts DIR`: derives from a git clone of rancher/rke2-charts what each chart version reads
//! from its values.
//!
//! Four sources together: the chart's own values, those of its subcharts, its schema, and its templates.
//! Without the templates a tenth of the keys that are read would be missing.

mod access;
mod chart;
mod domain;
mod files;
mod functions;
mod ground;
mod guards;
mod interpret;
mod lexer;
mod lists;
mod model;
mod schema;
mod syntax;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::rc::Rc;

use super::git::Repository;
use super::table::{self, Table};
use files::{Files, Store};
use model::Cells;

/// The versions of one chart: version and package.
type Versions<'t> = Vec<(&'t str, &'t str)>;

/// The branches that may hold the charts, the likeliest first.
const BRANCHES: [&str; 3] = ["refs/remotes/origin/main", "refs/heads/main", "HEAD"];

/// Writes the tables of chart values.
pub fn run(clone: &Path) -> Result<(), String> {
    let charts = Charts::open(clone)?;
    let versions = table::read("chart_versions")?;
    let rows = versions.select(&["chart", "version", "package"])?;
    let mut names: BTreeMap<&str, Versions> = BTreeMap::new();
    for row in rows.iter().filter(|row| row[2] != "-") {
        names.entry(row[0]).or_default().push((row[1], row[2]));
    }
    for (chart, versions) in &names {
        eprintln!("reading {chart}, {} versions", versions.len());
        write(chart, versions, &charts)?;
    }
    Ok(())
}

/// All charts of a clone.
pub struct Charts {
    folders: BTreeMap<String, BTreeMap<String, String>>,
    branch: &'static str,
    store: Rc<Store>,
}

impl Charts {
    /// Looks into a clone.
    pub fn open(clone: &Path) -> Result<Charts, String> {
        let repository = Repository::open(clone)?;
        let branch = BRANCHES
            .into_iter()
            .find(|branch| repository.has(&format!("{branch}:charts")))
            .ok_or("the clone has no folder charts; is it a clone of rancher/rke2-charts?")?;
        Ok(Charts {
            folders: folders(&repository.list(branch, "charts")?),
            branch,
            store: Rc::new(Store::new(repository)),
        })
    }

    /// The files of a chart version. Some are only there as archives.
    fn files(&self, package: &str, chart: &str, version: &str) -> Result<Files, String> {
        let folder = format!("charts/{package}/{chart}/{version}");
        let ids = match self.folders.get(&folder) {
            Some(ids) => ids.clone(),
            None => {
                let branch = self.branch;
                let archive = format!("{branch}:assets/{package}/{chart}-{version}.tgz");
                self.store.unpack(&archive)?
            }
        };
        Ok(Files::new(ids, &self.store))
    }

    /// Writes a chart version into a folder.
    pub fn unpack(&self, chart: &str, version: &str, folder: &Path) -> Result<(), String> {
        let versions = table::read("chart_versions")?;
        let rows = versions.select(&["chart", "version", "package"])?;
        let row = rows.iter().find(|row| row[0] == chart && row[1] == version);
        let row = row.ok_or_else(|| format!("no chart {chart} {version}"))?;
        let files = self.files(row[2], chart, version)?;
        for path in files.paths() {
            let text = files.text(path)?.unwrap_or_default();
            let place = folder.join(path);
            let failed = |error| format!("{}: {error}", place.display());
            fs::create_dir_all(place.parent().unwrap_or(folder)).map_err(failed)?;
            fs::write(&place, &*text).map_err(failed)?;
        }
        Ok(())
    }
}

/// Chart folders with their files: paths below the folder, and object ids.
fn folders(listing: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut folders: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for line in listing.lines() {
        let Some((meta, path)) = line.split_once('\t') else {
            continue;
        };
        let id = meta.rsplit(' ').next().unwrap_or_default();
        let Some((cut, _)) = path.match_indices('/').nth(3) else {
            continue;
        };
        let files = folders.entry(path[..cut].to_owned()).or_default();
        files.insert(path[cut + 1..].to_owned(), id.to_owned());
    }
    folders
}

fn write(chart: &str, known: &Versions, charts: &Charts) -> Result<(), String> {
    // What a line says, and for which versions it holds.
    let mut lines: BTreeMap<String, Vec<(Cells, Vec<bool>)>> = BTreeMap::new();
    let mut read: BTreeMap<String, BTreeMap<String, Cells>> = BTreeMap::new();
    for (index, (version, package)) in known.iter().enumerate() {
        let files = charts.files(package, chart, version)?;
        let mark = files.mark();
        if !read.contains_key(&mark) {
            let found =
                chart::read_chart(&files).map_err(|error| format!("{chart} {version}: {error}"))?;
            for (function, count) in &found.unknown_functions {
                eprintln!(
                    "to look at: {chart} {version} calls {function}, which is not known, {count} times"
                );
            }
            read.insert(mark.clone(), model::lines(&found));
        }
        for (path, cells) in &read[&mark] {
            let mut cells = cells.clone();
            if model::is_pinned(path) {
                cells[3] = "-".to_owned();
            }
            let same = lines.entry(path.clone()).or_default();
            let place = match same.iter().position(|(other, _)| *other == cells) {
                Some(place) => place,
                None => {
                    same.push((cells, vec![false; known.len()]));
                    same.len() - 1
                }
            };
            same[place].1[index] = true;
        }
    }
    let names: Vec<&str> = known.iter().map(|(version, _)| *version).collect();
    let rows = lines.into_iter().flat_map(|(path, lines)| {
        let names = &names;
        lines.into_iter().map(move |(cells, members)| {
            let mut row = vec![path.clone()];
            row.extend(cells);
            row.push(set(names, &members));
            row
        })
    });
    let header = [
        "path", "type", "flags", "schema", "default", "switches", "versions",
    ];
    Table::new(&format!("values/{chart}"), header.into_iter(), rows).write()
}

/// A set of versions as the tables write it.
fn set(names: &[&str], members: &[bool]) -> String {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(first) = (at..members.len()).find(|index| members[*index]) {
        let end = (first..members.len())
            .find(|index| !members[*index])
            .unwrap_or(members.len());
        let from = if first == 0 { "" } else { names[first] };
        parts.push(match () {
            () if end == members.len() => format!("{from}.."),
            () if end == first + 1 => names[first].to_owned(),
            () => format!("{from}..{}", names[end - 1]),
        });
        at = end;
    }
    parts.join(" ")
}
