//! Holds the tables of chart values canonical; `data/README.md` states the rules.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use rke2_preflight::facts::Facts;
use rke2_preflight::facts::values::ValueFact;

fn data() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn rows(path: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(data().join(path)).unwrap();
    assert!(text.ends_with('\n') && !text.contains('\r'), "{path}");
    let rows = text.lines().skip(1);
    rows.map(|line| line.split('\t').map(String::from).collect())
        .collect()
}

/// The versions of each chart, and those of which the values are known.
fn versions() -> BTreeMap<String, (Vec<String>, Vec<String>)> {
    let mut versions: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    for row in rows("chart_versions.tsv") {
        let (all, known) = versions.entry(row[0].clone()).or_default();
        all.push(row[1].clone());
        if row[3] != "-" {
            known.push(row[1].clone());
        }
    }
    versions
}

#[test]
fn every_chart_has_a_table() {
    let mut tables: Vec<String> = fs::read_dir(data().join("values"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    tables.sort();
    let charts: Vec<String> = versions().into_keys().collect();
    let mut wanted: Vec<String> = charts.iter().map(|chart| format!("{chart}.tsv")).collect();
    wanted.sort();
    assert_eq!(tables, wanted);
    let embedded: Vec<&str> = Facts::default().chart_names().collect();
    assert_eq!(embedded, charts);
}

/// What is packed into the core is what the tables say, and no more.
#[test]
fn packed_value_tables_say_the_same() {
    let facts = Facts::default();
    for (chart, (_, known)) in versions() {
        let mut said = vec![Vec::new(); known.len()];
        for mut row in rows(&format!("values/{chart}.tsv")) {
            let set = members(&row.pop().unwrap(), &known);
            // The core says nothing of long defaults.
            if row[4] == "…" {
                row[4] = "-".to_owned();
            }
            let members = said.iter_mut().zip(set);
            for (said, _) in members.filter(|(_, member)| *member) {
                said.push(row.join("\t"));
            }
        }
        for (version, mut said) in known.iter().zip(said) {
            let tree = facts.value_tree(&chart, version).unwrap();
            let mut found: Vec<String> = Vec::new();
            for (path, fact) in tree.paths() {
                assert_eq!(tree.get(&path), Some(fact), "{chart} {version} {path}");
                found.push(line(&path, &fact));
            }
            said.sort();
            found.sort();
            assert_eq!(found, said, "{chart} {version}");
        }
    }
}

/// A line as the table has it, without its versions.
fn line(path: &str, fact: &ValueFact) -> String {
    let flags = [
        ("asked", fact.asked),
        ("free", fact.free),
        ("guarded", fact.guarded),
        ("mixed", fact.mixed),
        ("needed", fact.needed),
        ("switch", fact.switch),
        ("template", fact.template),
        ("text", fact.text),
        ("unread", fact.unread),
    ];
    let flags = flags.iter().filter(|(_, on)| *on).map(|(flag, _)| *flag);
    let flags = flags.collect::<Vec<_>>().join(",");
    let flags = if flags.is_empty() { "-" } else { &flags };
    let (schema, default) = (fact.schema.unwrap_or("-"), fact.default.unwrap_or("-"));
    let (kind, switches) = (fact.kind.name(), fact.switches.unwrap_or("-"));
    format!("{path}\t{kind}\t{flags}\t{schema}\t{default}\t{switches}")
}

#[test]
fn value_tables_are_canonical() {
    let words = [
        "map", "list", "string", "int", "float", "bool", "any", "null",
    ];
    for (chart, (_, known)) in versions() {
        let mut before: Option<(String, usize)> = None;
        let mut seen: Vec<bool> = Vec::new();
        for row in rows(&format!("values/{chart}.tsv")) {
            let [path, kind, flags, schema, _default, _switches, cell] = &row[..] else {
                panic!("{chart}: {row:?}");
            };
            assert!(words.contains(&kind.as_str()), "{chart}: {kind}");
            for flag in flags.split(',').filter(|flags| *flags != "-") {
                let flags = [
                    "asked", "free", "guarded", "mixed", "needed", "switch", "template", "text",
                    "unread",
                ];
                assert!(flags.contains(&flag), "{chart} {path}: {flag}");
            }
            for word in schema.split('|').filter(|schema| *schema != "-") {
                assert!(
                    words.contains(&word) || word.starts_with('"'),
                    "{chart} {path}: {schema}"
                );
            }
            let set = members(cell, &known);
            assert_eq!(&written(&set, &known), cell, "{chart} {path}");
            let first = set.iter().position(|member| *member).unwrap();
            if before.as_ref().is_some_and(|(other, _)| other == path) {
                let twice = seen.iter().zip(&set).any(|(a, b)| *a && *b);
                assert!(!twice, "{chart} {path}: two lines for one version");
            } else {
                seen = vec![false; known.len()];
            }
            for (seen, member) in seen.iter_mut().zip(&set) {
                *seen |= member;
            }
            let place = (path.clone(), first);
            assert!(
                before.as_ref() < Some(&place),
                "{chart} {path}: out of order"
            );
            before = Some(place);
        }
    }
}

fn members(cell: &str, known: &[String]) -> Vec<bool> {
    let place = |text: &str| {
        let found = known.iter().position(|version| version == text);
        found.unwrap_or_else(|| panic!("no version {text}"))
    };
    let mut set = vec![false; known.len()];
    for part in cell.split(' ') {
        let (first, last) = match part.split_once("..") {
            None => (place(part), place(part)),
            Some((first, last)) => (
                if first.is_empty() { 0 } else { place(first) },
                if last.is_empty() {
                    known.len() - 1
                } else {
                    place(last)
                },
            ),
        };
        set[first..=last].fill(true);
    }
    set
}

/// The one way to write a set.
fn written(set: &[bool], known: &[String]) -> String {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < set.len() {
        if !set[at] {
            at += 1;
            continue;
        }
        let end = (at..set.len()).take_while(|i| set[*i]).last().unwrap();
        let first = if at == 0 { "" } else { &known[at] };
        parts.push(match () {
            () if end + 1 == set.len() => format!("{first}.."),
            () if at == end => known[at].clone(),
            () => format!("{first}..{}", known[end]),
        });
        at = end + 1;
    }
    parts.join(" ")
}
