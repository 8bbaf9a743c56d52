//! Packs the tables of `data/`: as text they are more than twice as large, and have to be searched for tabs.
//!
//! `src/facts/tsv.rs` reads the tables that are written here, and `src/facts/values/packed.rs` those of chart values.
//! Tests hold what was written and what is read together.
//! Like is put beside like, because that is what compresses well: first all names, then all types, and so on.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::{env, fs};

/// A key path, as the names that lead there.
type Keys = Vec<String>;

/// What a line says of a path: type, flags and schema; default; switches; versions.
type Line = (String, String, String, Vec<u8>);

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=data");
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    let write = |name: &str, content: &[u8]| {
        fs::write(Path::new(&out).join(name), content).expect("the folder is there");
    };
    write("values.bin", &values());
    for entry in fs::read_dir("data").expect("the tables are there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            let name = path.file_stem().expect("it has a name").to_string_lossy();
            let (cells, places) = table(&fs::read_to_string(&path).expect("it is text"));
            write(&format!("{name}.cells"), cells.as_bytes());
            write(&format!("{name}.places"), &places);
        }
    }
}

/// A table by columns: its header and the cells, each one once; and which of them each row has.
fn table(text: &str) -> (String, Vec<u8>) {
    let (header, body) = text.split_once('\n').expect("there is a header");
    let rows: Vec<Vec<&str>> = body
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let mut cells = format!("{header}\n");
    let mut places = short(rows.len()).to_vec();
    for column in 0..header.split('\t').count() {
        let all = rows
            .iter()
            .map(|row| row.get(column).copied().unwrap_or_default());
        let mut distinct: Vec<&str> = Vec::new();
        let mut place: HashMap<&str, usize> = HashMap::new();
        for cell in all.clone() {
            place.entry(cell).or_insert_with(|| {
                distinct.push(cell);
                distinct.len() - 1
            });
        }
        // Where hardly any is there twice, places would take more room than the cells that they spare.
        if distinct.len() * 10 > rows.len() * 9 {
            distinct = all.clone().collect();
        }
        let start = cells.len();
        for cell in &distinct {
            cells.push_str(cell);
            cells.push('\n');
        }
        let len = cells.len() - start;
        for number in [distinct.len(), len & 0xffff, len >> 16] {
            places.extend(short(number));
        }
        if distinct.len() < rows.len() {
            let own = || all.clone().map(|cell| short(place[cell]));
            places.extend(own().map(|[low, _]| low));
            if distinct.len() > 256 {
                places.extend(own().map(|[_, high]| high));
            }
        }
    }
    (cells, places)
}

/// A number as two bytes, the low one first.
fn short(number: usize) -> [u8; 2] {
    u16::try_from(number)
        .expect("no table is that large")
        .to_le_bytes()
}

/// The tables of chart values.
fn values() -> Vec<u8> {
    let versions = rows::<4>("data/chart_versions.tsv");
    let mut charts: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in &versions {
        let known = charts.entry(&row[0]).or_default();
        if row[3] != "-" {
            known.push(&row[1]);
        }
    }
    let read = |(chart, versions): (&&str, &Vec<&str>)| tree(chart, versions);
    let trees: Vec<_> = charts.iter().map(read).collect();
    let lines = || trees.iter().flat_map(BTreeMap::values).flatten();
    let codes = by_count(lines().map(|(code, ..)| code.clone()));
    let defaults = by_count(lines().map(|(_, default, ..)| default.clone()));
    let switches = by_count(lines().map(|(_, _, switches, _)| switches.clone()));
    assert!(codes.len() < 127, "a code no longer fits beside its mark");

    let mut packed = Vec::new();
    section(&mut packed, codes.join("\n").as_bytes());
    section(&mut packed, defaults.join("\n").as_bytes());
    section(&mut packed, switches.join("\n").as_bytes());
    let (codes, defaults) = (places(&codes), places(&defaults));
    let switches = places(&switches);
    for (chart, tree) in charts.keys().zip(&trees) {
        let sets = by_count(tree.values().flatten().map(|(.., set)| set.clone()));
        let set_places = places(&sets);
        let mut columns: [Vec<u8>; 7] = Default::default();
        let [
            set_column,
            depths,
            names,
            code_column,
            default_column,
            switch_column,
            line_sets,
        ] = &mut columns;
        for set in &sets {
            section(set_column, set);
        }
        for (keys, lines) in tree {
            depths.push(u8::try_from(keys.len()).expect("no path is that long"));
            names.extend(keys.last().expect("a path has keys").bytes());
            names.push(b'\n');
            if lines.is_empty() {
                code_column.push(127);
            }
            for (index, (code, default, own, set)) in lines.iter().enumerate() {
                // The highest bit says that another line follows.
                let more = if index + 1 < lines.len() { 128 } else { 0 };
                code_column.push(codes[code] as u8 | more);
                number(default_column, defaults[default]);
                number(switch_column, switches[own]);
                number(line_sets, set_places[set]);
            }
        }
        let mut block = Vec::new();
        for column in columns {
            section(&mut block, &column);
        }
        section(&mut packed, chart.as_bytes());
        section(&mut packed, &block);
    }
    packed
}

/// The paths of a chart's table, those that only lead to others included.
fn tree(chart: &str, versions: &[&str]) -> BTreeMap<Keys, Vec<Line>> {
    let mut tree: BTreeMap<Keys, Vec<Line>> = BTreeMap::new();
    for [path, kind, flags, schema, default, switches, set] in
        rows(&format!("data/values/{chart}.tsv"))
    {
        let keys = keys(&path);
        for end in 1..keys.len() {
            tree.entry(keys[..end].to_vec()).or_default();
        }
        let line = (
            format!("{kind}\t{flags}\t{schema}"),
            default,
            switches,
            members(&set, versions),
        );
        tree.entry(keys).or_default().push(line);
    }
    tree
}

/// The rows of a table, without its header, cut or filled up to a number of cells.
fn rows<const N: usize>(path: &str) -> Vec<[String; N]> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        std::array::from_fn(|_| cells.next().unwrap_or_default())
    };
    text.lines().skip(1).map(row).collect()
}

/// The segments of a path; those in quotes stay so.
fn keys(path: &str) -> Keys {
    let mut keys = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in path.chars() {
        match c {
            '.' if !quoted => {
                keys.push(String::new());
                continue;
            }
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && c == '\\' && !escaped;
        keys.last_mut().expect("there is always one").push(c);
    }
    keys
}

/// A set of versions as pairs of places: the first that is in it, and the first after it that is not.
fn members(set: &str, versions: &[&str]) -> Vec<u8> {
    let place = |name: &str| {
        let place = versions.iter().position(|version| *version == name);
        place.unwrap_or_else(|| panic!("no version {name}"))
    };
    let ends = set.split(' ').flat_map(|part| match part.split_once("..") {
        None => [place(part), place(part) + 1],
        Some((first, last)) => [
            if first.is_empty() { 0 } else { place(first) },
            if last.is_empty() {
                versions.len()
            } else {
                place(last) + 1
            },
        ],
    });
    ends.map(|end| u8::try_from(end).expect("no chart has so many versions"))
        .collect()
}

/// What there is, the most frequent first.
fn by_count<T: Ord + Clone>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1;
    }
    let mut items: Vec<(T, usize)> = counts.into_iter().collect();
    items.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    items.into_iter().map(|(item, _)| item).collect()
}

fn places<T: std::hash::Hash + Eq>(items: &[T]) -> HashMap<&T, usize> {
    items
        .iter()
        .enumerate()
        .map(|(place, item)| (item, place))
        .collect()
}

/// Bytes with their number before them.
fn section(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, bytes.len());
    out.extend(bytes);
}

/// A number, seven bits a byte, the lowest first.
fn number(out: &mut Vec<u8>, mut number: usize) {
    while number > 127 {
        out.push((number & 127) as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}
