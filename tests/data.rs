//! Holds the tables of `data/` canonical and consistent with each other; `data/README.md` states the rules.

use rke2_preflight::release::{Ranges, Release};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// A table as read: its name, its header and its rows.
struct Table {
    name: &'static str,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn read(name: &'static str) -> Table {
        let text = read(&format!("{name}.tsv"));
        assert!(text.ends_with('\n'), "{name}: the last line has no end");
        assert!(!text.contains('\r'), "{name}: lines end with LF alone");
        let mut lines = text.lines().map(|line| line.split('\t').map(String::from));
        let header: Vec<String> = lines.next().expect("a header").collect();
        let rows: Vec<Vec<String>> = lines.map(Iterator::collect).collect();
        for row in &rows {
            assert_eq!(row.len(), header.len(), "{name}: {row:?}");
            for cell in row {
                assert!(
                    !cell.is_empty() && cell.trim() == cell,
                    "{name}: empty cell or blanks around it in {row:?}"
                );
            }
        }
        Table { name, header, rows }
    }

    fn column(&self, name: &str) -> usize {
        let found = self.header.iter().position(|column| column == name);
        found.unwrap_or_else(|| panic!("{}: no column {name}", self.name))
    }

    fn cells<'a>(&'a self, column: &str) -> impl Iterator<Item = &'a str> {
        let index = self.column(column);
        self.rows.iter().map(move |row| row[index].as_str())
    }
}

/// How a cell sorts: releases as releases, sets by their first release, the rest by byte.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Release(Release),
    Text(String),
}

const TABLES: &[&str] = &[
    "advisories",
    "announcements",
    "api_removals",
    "argument_values",
    "breakers",
    "channels",
    "chart_globals",
    "chart_needs",
    "chart_upstream",
    "chart_versions",
    "combinations",
    "commas",
    "component_flags",
    "component_keys",
    "component_steps",
    "crd_kinds",
    "critical_values",
    "crossings",
    "default_changes",
    "default_requests",
    "deprecated_keys",
    "empty_values",
    "etcd_arguments",
    "gate_locks",
    "gates",
    "helm",
    "helmchartconfig_fields",
    "image_archives",
    "k3s_components",
    "k3s_only",
    "kubelet_labels",
    "managed_arguments",
    "object_fields",
    "option_releases",
    "options",
    "os_images",
    "plan_fields",
    "rancher_keys",
    "releases",
    "rollouts",
    "shared_values",
    "traits",
    "value_guards",
    "value_renames",
    "values",
];

const WITHOUT_SOURCE: [&str; 3] = ["chart_versions", "option_releases", "releases"];

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("data")
        .join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn releases() -> Vec<Release> {
    let table = Table::read("releases");
    table
        .cells("release")
        .map(|cell| Release::parse(cell).unwrap_or_else(|| panic!("no release: {cell}")))
        .collect()
}

fn order(column: &str, cell: &str) -> Order {
    let release = match column {
        "release" => Release::parse(cell),
        "releases" => Ranges::parse(cell).and_then(|ranges| ranges.iter().next().map(|r| r.0)),
        _ => None,
    };
    release.map_or_else(|| Order::Text(cell.to_owned()), Order::Release)
}

/// How many columns of a table with sets of releases say what a line is about.
fn names(table: &str) -> usize {
    match table {
        "argument_values" | "object_fields" => 3,

        "crd_kinds" => 4,
        "component_flags" | "empty_values" | "option_releases" | "values" => 2,
        _ => 1,
    }
}

/// The releases of a set, in order.
fn members(all: &[Release], cell: &str) -> BTreeSet<Release> {
    let ranges = Ranges::parse(cell).unwrap_or_else(|| panic!("malformed set: {cell}"));
    all.iter()
        .copied()
        .filter(|r| ranges.contains(*r))
        .collect()
}

#[test]
fn every_table_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let files: BTreeSet<String> = std::fs::read_dir(folder)
        .expect("the folder data")
        .map(|entry| entry.expect("an entry").file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".tsv").map(String::from))
        .collect();
    assert_eq!(files, TABLES.iter().map(|t| t.to_string()).collect());
    let readme = read("README.md");
    for &table in TABLES {
        assert!(
            readme.contains(&format!("`{table}.tsv`")),
            "README.md: {table}"
        );
    }
}

#[test]
fn rows_are_sorted_and_unique() {
    // The versions of a chart stand in their own order, which the values of charts build on.
    for name in TABLES
        .iter()
        .copied()
        .filter(|name| *name != "chart_versions")
    {
        let table = Table::read(name);
        let keys: Vec<Vec<Order>> = table
            .rows
            .iter()
            .map(|row| {
                let cells = table.header.iter().zip(row);
                let mut keys: Vec<Order> =
                    cells.map(|(column, cell)| order(column, cell)).collect();
                // What a line is about comes first, then the time from which it holds.
                if let Some(index) = table.header.iter().position(|c| c == "releases") {
                    let since = keys.remove(index);
                    keys.insert(names(name), since);
                }
                keys
            })
            .collect();
        for (row, pair) in table.rows.iter().skip(1).zip(keys.windows(2)) {
            assert!(
                pair[0] < pair[1],
                "{name}: out of order or twice: {}",
                row.join(" | ")
            );
        }
    }
}

#[test]
fn the_last_column_is_the_source() {
    for name in TABLES.iter().copied() {
        let table = Table::read(name);
        let last = table.header.last().expect("a column");
        assert_eq!(last == "source", !WITHOUT_SOURCE.contains(&name), "{name}");
    }
}

#[test]
fn releases_exist_and_sets_are_canonical() {
    let all = releases();
    let known: BTreeSet<Release> = all.iter().copied().collect();
    for name in TABLES.iter().copied() {
        let table = Table::read(name);
        for column in &table.header {
            for cell in table.cells(column) {
                match column.as_str() {
                    "release" => {
                        let release = Release::parse(cell).expect(cell);
                        assert!(known.contains(&release), "{name}: unknown release {cell}");
                        assert_eq!(release.to_string(), cell, "{name}");
                    }
                    "releases" => canonical(name, &all, &known, cell),
                    _ => {}
                }
            }
        }
    }
}

/// A set prints back as it was read, is the shortest for its members and names known releases only.
fn canonical(name: &str, all: &[Release], known: &BTreeSet<Release>, cell: &str) {
    let ranges = Ranges::parse(cell).unwrap_or_else(|| panic!("{name}: malformed set {cell}"));
    assert_eq!(ranges.to_string(), cell, "{name}");
    for (first, last) in ranges.iter() {
        for end in [Some(first), last].into_iter().flatten() {
            assert!(known.contains(&end), "{name}: unknown release in {cell}");
        }
    }
    let members: Vec<bool> = all.iter().map(|r| ranges.contains(*r)).collect();
    assert_eq!(Ranges::of(all, &members).to_string(), cell, "{name}");
}

#[test]
fn every_release_is_announced_or_not() {
    let announcements = Table::read("announcements");
    let told: BTreeSet<&str> = announcements.cells("release").collect();
    for release in releases() {
        let name = release.to_string();
        assert!(told.contains(&*name), "announcements: no line for {name}");
    }
    for state in announcements.cells("state") {
        let states = ["announced", "withdrawn", "unannounced", "prime"];
        assert!(states.contains(&state), "announcements: {state}");
    }
}

#[test]
fn options_cover_what_is_accepted() {
    let all = releases();
    let mut accepted: BTreeMap<String, BTreeSet<Release>> = BTreeMap::new();
    let table = Table::read("option_releases");
    for (key, cell) in table.cells("key").zip(table.cells("releases")) {
        let set = accepted.entry(key.to_owned()).or_default();
        set.extend(members(&all, cell));
    }
    let mut described: BTreeMap<String, BTreeSet<Release>> = BTreeMap::new();
    let table = Table::read("options");
    for (key, cell) in table.cells("key").zip(table.cells("releases")) {
        let set = described.entry(key.to_owned()).or_default();
        for release in members(&all, cell) {
            assert!(
                set.insert(release),
                "options: two lines for {key} in {release}"
            );
        }
    }
    for key in accepted.keys() {
        let described = described.get(key).cloned().unwrap_or_default();
        let differ: Vec<String> = described
            .symmetric_difference(&accepted[key])
            .map(Release::to_string)
            .collect();
        assert!(
            differ.is_empty(),
            "options: {key} is described or accepted, but not both, in {}",
            differ.join(", ")
        );
    }
    for key in described.keys() {
        assert!(
            accepted.contains_key(key),
            "options: no release accepts {key}"
        );
    }
}

#[test]
fn keys_of_other_tables_are_options() {
    let table = Table::read("option_releases");
    let keys: BTreeSet<&str> = table.cells("key").collect();
    for (name, column) in [
        ("commas", "option"),
        ("component_keys", "option"),
        ("empty_values", "option"),
        ("critical_values", "key"),
        ("default_changes", "key"),
        ("shared_values", "key"),
        ("managed_arguments", "option"),
        ("rancher_keys", "key"),
        ("deprecated_keys", "key"),
        ("values", "option"),
    ] {
        let table = Table::read(name);
        for key in table.cells(column) {
            assert!(keys.contains(key), "{name}: {key} is no option");
        }
    }
    for key in Table::read("k3s_only").cells("key") {
        assert!(!keys.contains(key), "k3s_only: RKE2 takes {key}");
    }
}

const MOMENTS: &[&str] = &["on", "step", "into", "out", "change", "runs"];

const CONSEQUENCES: &[&str] = &[
    "wont-start",
    "component-down",
    "chart-fails",
    "traffic",
    "data-loss",
    "ignored",
    "changed",
    "unsupported",
    "insecure",
];

#[test]
fn words_come_from_short_lists() {
    let lists: &[(&str, &str, &[&str])] = &[
        (
            "options",
            "type",
            &["string", "list", "bool", "int", "duration"],
        ),
        ("options", "hidden", &["yes", "no"]),
        ("options", "secret", &["yes", "no"]),
        ("option_releases", "role", &["server", "agent"]),
        ("deprecated_keys", "role", &["server", "agent", "any"]),
        (
            "deprecated_keys",
            "consequence",
            &["ignored", "unsupported"],
        ),
        ("values", "outcome", &["ok", "deprecated", "fatal"]),
        ("advisories", "severity", &["error", "warning", "info"]),
        ("advisories", "certainty", &["seen", "inferred"]),
        ("advisories", "moment", MOMENTS),
        ("advisories", "consequence", CONSEQUENCES),
        (
            "rancher_keys",
            "handling",
            &["listed", "content", "own", "other"],
        ),
        ("object_fields", "severity", &["error", "warning", "info"]),
        ("object_fields", "consequence", CONSEQUENCES),
        ("breakers", "severity", &["error", "warning", "info"]),
        ("breakers", "certainty", &["seen", "inferred"]),
        ("breakers", "moment", MOMENTS),
        ("breakers", "consequence", CONSEQUENCES),
        (
            "crd_kinds",
            "held",
            &["template", "crds", "operator", "server"],
        ),
        ("combinations", "severity", &["error", "warning", "info"]),
        ("combinations", "certainty", &["seen", "inferred"]),
        ("combinations", "moment", MOMENTS),
        ("combinations", "consequence", CONSEQUENCES),
        ("traits", "certainty", &["seen", "inferred"]),
        ("critical_values", "certainty", &["seen", "inferred"]),
        ("commas", "blanks", &["trimmed", "kept", "fatal"]),
        ("empty_values", "certainty", &["seen", "inferred"]),
        ("empty_values", "role", &["any", "server"]),
        ("gate_locks", "value", &["true", "false"]),
        ("kubelet_labels", "kind", &["label", "namespace"]),
        ("managed_arguments", "when", &["always", "beside"]),
    ];
    for &(name, column, words) in lists {
        for cell in Table::read(name).cells(column) {
            assert!(words.contains(&cell), "{name}: {column} {cell}");
        }
    }
}

#[test]
fn arguments_belong_together() {
    let table = Table::read("component_flags");
    let flags: BTreeSet<(&str, &str)> = table.cells("component").zip(table.cells("flag")).collect();
    let etcd = Table::read("etcd_arguments");
    let flags: BTreeSet<(&str, &str)> = flags
        .into_iter()
        .chain(etcd.cells("argument").map(|argument| ("etcd", argument)))
        .collect();
    let components: BTreeSet<&str> = flags.iter().map(|(component, _)| *component).collect();
    let values = Table::read("argument_values");
    for (component, flag) in values.cells("component").zip(values.cells("argument")) {
        let known = components
            .iter()
            .filter(|name| component == "-" || component == **name)
            .any(|name| flags.contains(&(name, flag)));
        assert!(known, "argument_values: {component} has no flag {flag}");
    }
    let managed = Table::read("managed_arguments");
    let options = Table::read("option_releases");
    let keys: BTreeSet<&str> = options.cells("key").collect();
    let lines = managed.cells("option").zip(managed.cells("argument"));
    for ((option, argument), instead) in lines.zip(managed.cells("instead")) {
        assert!(
            instead == "-" || keys.contains(instead),
            "managed_arguments: {instead}"
        );
        let component = option.trim_end_matches("-arg");
        if components.contains(component) {
            assert!(
                flags.contains(&(component, argument)),
                "managed_arguments: {component} has no flag {argument}"
            );
        }
    }
    let gates = Table::read("gates");
    let names: BTreeSet<&str> = gates.cells("gate").collect();
    for gate in Table::read("gate_locks").cells("gate") {
        assert!(
            names.contains(gate),
            "gate_locks: {gate} is in no line of gates"
        );
    }
}

#[test]
fn exceptions_belong_to_shipped_charts() {
    let charts = Table::read("chart_versions");
    let shipped: BTreeSet<(&str, &str)> =
        charts.cells("chart").zip(charts.cells("version")).collect();
    let table = Table::read("chart_upstream");
    for pair in table.cells("chart").zip(table.cells("version")) {
        assert!(
            shipped.contains(&pair),
            "chart_upstream: no release ships {pair:?}"
        );
    }
}

#[test]
fn every_klipper_helm_has_a_helm() {
    let helm = Table::read("helm");
    let known: BTreeSet<&str> = helm.cells("klipper-helm").collect();
    for version in Table::read("releases").cells("klipper-helm") {
        assert!(known.contains(version), "helm: no line for {version}");
    }
}

#[test]
fn version_names_the_newest_release() {
    let version = read("VERSION");
    let (date, release) = version
        .trim_end()
        .split_once(' ')
        .expect("date and release");
    assert_eq!(date.len(), "2026-08-04".len());
    let newest = releases().last().expect("a release").to_string();
    assert_eq!(release, newest);
}
