//! `cargo xtask refresh --rke2 DIR --charts DIR`: derives from git clones of rancher/rke2 and rancher/rke2-charts
//! what can be derived. Either may be given alone.
//!
//! Every final release is read at its tag, never from a branch, so the same clone gives the same tables byte for byte.
//! `data/README.md` says which tables these are; the others are curated and stay as they are.

mod carry;
mod channels;
mod charts;
mod checks;
mod components;
mod git;
mod go;
mod options;
mod shell;
mod table;
pub mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use rke2_preflight::release::{Ranges, Release};

use components::COMPONENTS;
use git::{Repository, Tag};
use options::Role;
use table::Table;

const USAGE: &str = "cargo xtask refresh [--rke2 DIR] [--charts DIR]    \
    git clones of rancher/rke2 with all tags, and of rancher/rke2-charts";

/// What is derived from one release.
struct Facts {
    tag: Tag,
    components: Vec<String>,
    charts: BTreeMap<String, charts::Packaged>,
    options: BTreeMap<Role, BTreeSet<String>>,
    values: checks::Values,
}

/// Writes the derived tables.
pub fn run(args: &[String]) -> Result<(), String> {
    let clones = parse(args)?;
    let started = Instant::now();
    if let Some(clone) = clones.get("--rke2") {
        rke2(clone)?;
    }
    if let Some(clone) = clones.get("--charts") {
        values::run(clone)?;
    }
    eprintln!("done in {:.1} s", started.elapsed().as_secs_f32());
    eprintln!(
        "next: cargo test --test data, which names the releases and keys that need a curated line"
    );
    Ok(())
}

fn rke2(clone: &Path) -> Result<(), String> {
    let mut repository = Repository::open(clone)?;
    let tags = repository.finals()?;
    lacks_none(&tags)?;
    let facts = read_all(&mut repository, tags)?;
    let all: Vec<Release> = facts.iter().map(|fact| fact.tag.release).collect();
    let derived = [
        releases(&facts),
        chart_versions(&facts, &all),
        option_releases(&facts, &all),
        channels::read(&mut repository)?,
    ];
    let carried = carry::tables(&all)?;
    for table in derived.iter().chain(&carried) {
        table.write()?;
    }
    table::write("VERSION", &version(&facts)?)?;
    let values: Vec<_> = facts.iter().map(|fact| (&fact.tag, &fact.values)).collect();
    for finding in checks::run(&mut repository, &values)? {
        eprintln!("to look at: {finding}");
    }
    Ok(())
}

fn parse(args: &[String]) -> Result<BTreeMap<&str, PathBuf>, String> {
    let pairs = args.chunks(2).map(|pair| match pair {
        [option, folder] if matches!(option.as_str(), "--rke2" | "--charts") => {
            Ok((option.as_str(), PathBuf::from(folder)))
        }
        _ => Err(format!("usage: {USAGE}")),
    });
    let clones = pairs.collect::<Result<BTreeMap<&str, PathBuf>, String>>()?;
    match clones.is_empty() {
        true => Err(format!("usage: {USAGE}")),
        false => Ok(clones),
    }
}

/// A clone without its older tags would make the tables forget them.
fn lacks_none(tags: &[Tag]) -> Result<(), String> {
    let known = table::read("releases")?;
    let there: BTreeSet<String> = tags.iter().map(|tag| tag.release.to_string()).collect();
    let lacking = known.column("release")?.find(|name| !there.contains(*name));
    match lacking {
        None => Ok(()),
        Some(name) => Err(format!(
            "the clone has no tag {name}, which data/releases.tsv knows; try git fetch --tags --unshallow in it"
        )),
    }
}

fn read_all(repository: &mut Repository, tags: Vec<Tag>) -> Result<Vec<Facts>, String> {
    let count = tags.len();
    let mut options = options::Reader::default();
    let mut facts = Vec::with_capacity(count);
    for (index, tag) in tags.into_iter().enumerate() {
        if index % 50 == 0 {
            eprintln!("reading release {} of {count}, {}", index + 1, tag.name);
        }
        let read = read(repository, &mut options, tag.clone());
        facts.push(read.map_err(|error| format!("{}: {error}", tag.name))?);
    }
    Ok(facts)
}

fn read(
    repository: &mut Repository,
    options: &mut options::Reader,
    tag: Tag,
) -> Result<Facts, String> {
    let dockerfile = repository.need(&tag.name, "Dockerfile")?;
    let versions = repository.file(&tag.name, "charts/chart_versions.yaml")?;
    let charts = match versions {
        Some(text) => charts::from_versions(&text)?,
        None => charts::from_dockerfile(&dockerfile)?,
    };
    let sources = components::Sources {
        version: repository.need(&tag.name, "scripts/version.sh")?,
        images: repository.need(&tag.name, "scripts/build-images")?,
        modules: repository.need(&tag.name, "go.mod")?,
        dockerfile,
    };
    let mut command_line = options.release(repository, &tag.name);
    let accepted = command_line.accepted()?;
    let mut values = checks::Values::new();
    for (option, list) in checks::LISTS {
        if let Some(items) = command_line.list(list)? {
            values.insert(option, items);
        }
    }
    Ok(Facts {
        values,
        components: components::read(&sources)?,
        charts,
        options: accepted,
        tag,
    })
}

fn releases(facts: &[Facts]) -> Table {
    let header = ["release", "commit_date"].into_iter();
    let header = header.chain(COMPONENTS.iter().map(|component| component.name));
    let rows = facts.iter().map(|fact| {
        let mut row = vec![fact.tag.name.clone(), fact.tag.date.clone()];
        row.extend(fact.components.iter().cloned());
        row
    });
    Table::new("releases", header, rows)
}

/// Each chart's versions in their own order; a version that two packages have comes from the later release's.
fn chart_versions(facts: &[Facts], all: &[Release]) -> Table {
    let packaged = facts.iter().flat_map(|fact| &fact.charts);
    let found: BTreeMap<(&String, &String), &Option<String>> = packaged
        .map(|(chart, packaged)| ((chart, &packaged.version), &packaged.package))
        .collect();
    let mut rows: Vec<_> = found.into_iter().collect();
    rows.sort_by_cached_key(|((chart, version), _)| (*chart, charts::order(chart, version)));
    let rows = rows.into_iter().map(|((chart, version), package)| {
        let ships = |fact: &Facts| {
            fact.charts
                .get(chart)
                .is_some_and(|shipped| shipped.version == *version)
        };
        let members: Vec<bool> = facts.iter().map(ships).collect();
        let releases = Ranges::of(all, &members).to_string();
        let package = package.clone().unwrap_or_else(|| "-".to_owned());
        vec![chart.clone(), version.clone(), releases, package]
    });
    let header = ["chart", "version", "releases", "package"].into_iter();
    Table::new("chart_versions", header, rows)
}

fn option_releases(facts: &[Facts], all: &[Release]) -> Table {
    let keys: BTreeSet<(Role, &String)> = facts
        .iter()
        .flat_map(|fact| &fact.options)
        .flat_map(|(role, keys)| keys.iter().map(|key| (*role, key)))
        .collect();
    let rows = keys.into_iter().map(|(role, key)| {
        let accepts = |fact: &Facts| fact.options[&role].contains(key);
        let members: Vec<bool> = facts.iter().map(accepts).collect();
        let releases = Ranges::of(all, &members).to_string();
        vec![role.name().to_owned(), key.clone(), releases]
    });
    Table::new(
        "option_releases",
        ["role", "key", "releases"].into_iter(),
        rows,
    )
}

/// The newest release, and the day up to which something happened to any.
fn version(facts: &[Facts]) -> Result<String, String> {
    let newest = facts.last().ok_or("the clone has no final release")?;
    let announcements = table::read("announcements")?;
    let announced = announcements.column("date")?.max().unwrap_or_default();
    let tagged = facts.iter().map(|fact| fact.tag.date.as_str()).max();
    let date = announced.max(tagged.unwrap_or_default());
    Ok(format!("{date} {}\n", newest.tag.name))
}
