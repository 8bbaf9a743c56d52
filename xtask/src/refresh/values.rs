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
mod guards;
mod interpret;
mod lexer;
mod lists;
mod model;
mod schema;
mod syntax;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
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
    let repository = Repository::open(clone)?;
    let branch = BRANCHES
        .into_iter()
        .find(|branch| repository.has(&format!("{branch}:charts")))
        .ok_or("the clone has no folder charts; is it a clone of rancher/rke2-charts?")?;
    let mut folders = folders(&repository.list(branch, "charts")?);
    let store = Rc::new(Store::new(repository));
    let versions = table::read("chart_versions")?;
    let rows = versions.select(&["chart", "version", "package"])?;
    let mut charts: BTreeMap<&str, Versions> = BTreeMap::new();
    for row in &rows {
        charts.entry(row[0]).or_default().push((row[1], row[2]));
    }
    for (chart, versions) in &charts {
        for (version, package) in versions.iter().filter(|(_, package)| *package != "-") {
            let folder = format!("charts/{package}/{chart}/{version}");
            if let Entry::Vacant(missing) = folders.entry(folder) {
                let archive = format!("{branch}:assets/{package}/{chart}-{version}.tgz");
                missing.insert(store.unpack(&archive)?);
            }
        }
    }
    for (chart, versions) in &charts {
        eprintln!("reading {chart}, {} versions", versions.len());
        write(chart, versions, &folders, &store)?;
    }
    Ok(())
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

fn write(
    chart: &str,
    versions: &Versions,
    folders: &BTreeMap<String, BTreeMap<String, String>>,
    store: &Rc<Store>,
) -> Result<(), String> {
    let known: Vec<_> = versions
        .iter()
        .filter(|(_, package)| *package != "-")
        .collect();
    // What a line says, and for which versions it holds.
    let mut lines: BTreeMap<String, Vec<(Cells, Vec<bool>)>> = BTreeMap::new();
    let mut read: BTreeMap<String, BTreeMap<String, Cells>> = BTreeMap::new();
    for (index, (version, package)) in known.iter().enumerate() {
        let folder = format!("charts/{package}/{chart}/{version}");
        let ids = folders
            .get(&folder)
            .ok_or_else(|| format!("no folder {folder}"))?;
        let files = Files::new(ids.clone(), store);
        let mark = files.mark();
        if !read.contains_key(&mark) {
            let found = chart::read_chart(&files).map_err(|error| format!("{folder}: {error}"))?;
            for (function, count) in &found.unknown_functions {
                eprintln!(
                    "to look at: {folder} calls {function}, which is not known, {count} times"
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
    let header = ["path", "type", "flags", "schema", "default", "versions"];
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
