//! From what a chart holds, reads and describes to the lines of its table.

use std::collections::{BTreeMap, BTreeSet};

use rke2_preflight::facts::values::path;
use serde_json::Value;

use super::chart::Chart;
use super::domain::{Path, push};
use super::ground::Atoms;
use super::interpret::read;
use super::schema::Types;
use super::syntax::Str;

/// What the table says about one path of one version: type, flags, schema, default, switches.
pub type Cells = [String; 5];

/// Longer defaults are not written out.
const LONGEST: usize = 80;

#[derive(Default)]
struct Node {
    /// What the chart's own values hold; nothing where they do not name it.
    own: Option<Own>,
    /// How the templates read it.
    uses: u16,
    /// Whether the templates name it.
    read: bool,
    types: Types,
    in_schema: bool,
    children: BTreeSet<Str>,
}

struct Own {
    kind: &'static str,
    empty: bool,
    default: Option<String>,
}

/// The lines of a chart version, by path.
pub fn lines(chart: &Chart) -> BTreeMap<String, Cells> {
    let mut nodes: BTreeMap<Path, Node> = BTreeMap::new();
    own_values(&chart.values, &Path::from([]), &mut nodes);
    for (path, uses) in with_free_walks(&chart.uses) {
        if uses != read::WRITE {
            let node = nodes.entry(path).or_default();
            node.read = true;
            node.uses |= uses;
        }
    }
    for (path, types) in chart.types.iter().filter(|(path, _)| !path.is_empty()) {
        let node = nodes.entry(path.clone()).or_default();
        node.in_schema = true;
        node.types = types.clone();
    }
    // Whatever chart it is, RKE2 and Rancher set globals.
    let global = nodes.entry(Path::from([Str::from("global")])).or_default();
    global.read = true;
    global.uses |= read::WHOLE;
    global.own.get_or_insert(Own {
        kind: "map",
        empty: false,
        default: None,
    });
    connect(&mut nodes);
    let guards: BTreeSet<Path> = nodes
        .keys()
        .filter(|path| only_guards(&nodes, path))
        .cloned()
        .collect();
    let free: BTreeSet<&Path> = nodes
        .iter()
        .filter(|(_, node)| node.is_free())
        .map(|(path, _)| path)
        .collect();
    let switches = switches(&nodes, chart);
    let mut lines = BTreeMap::new();
    for (path, node) in &nodes {
        let below_free = (1..path.len()).any(|at| free.contains(&Path::from(&path[..at])));
        let guarded = guards.contains(path);
        // What is handed on as it is needs no list of what templates look at in passing.
        if below_free && node.own.is_none() && node.types.is_empty() && !guarded {
            continue;
        }
        let made_up = path.len() == 1 && &*path[0] == "global" && chart.values["global"].is_null();
        let state = State {
            guarded,
            made_up,
            below_free,
            unread: is_unread(&nodes, path),
            handed_on: (1..=path.len()).any(|at| nodes[&path[..at]].has(read::WHOLE)),
            is_tag: path
                .last()
                .is_some_and(|key| key.to_lowercase().ends_with("tag")),
            needed: chart.needed.contains(path),
            switches: own_switches(&switches, path),
        };
        lines.insert(written(path), cells(node, state));
    }
    lines
}

impl Node {
    fn has(&self, how: u16) -> bool {
        self.uses & how != 0
    }

    /// Whether what stands below it is handed on as it is.
    fn is_free(&self) -> bool {
        let own = self.own.as_ref().map_or("any", |own| own.kind);
        let is_list = own == "list" || self.types.contains("list");
        let empty = self.own.as_ref().is_some_and(|own| own.empty);
        let leaf = empty
            || is_list
            || (own == "map" && self.has(read::PRINT))
            || (self.own.is_none() && self.has(read::RANGE));
        self.has(read::WHOLE) || (self.children.is_empty() && leaf)
    }
}

fn own_values(value: &Value, path: &Path, nodes: &mut BTreeMap<Path, Node>) {
    if !path.is_empty() {
        let (kind, empty) = match value {
            Value::Null => ("any", false),
            Value::Bool(_) => ("bool", false),
            Value::Number(number) if number.is_f64() => ("float", false),
            Value::Number(_) => ("int", false),
            Value::String(_) => ("string", false),
            Value::Array(_) => ("list", false),
            Value::Object(map) => ("map", map.is_empty()),
        };
        let is_scalar = !matches!(value, Value::Null | Value::Array(_) | Value::Object(_));
        let own = Own {
            kind,
            empty,
            default: is_scalar.then(|| value.to_string()),
        };
        nodes.entry(path.clone()).or_default().own = Some(own);
    }
    if let Value::Object(map) = value {
        for (key, value) in map {
            own_values(value, &push(path, key), nodes);
        }
    }
}

/// A template that walks down into whatever there is reads `a.*.*.*`: everything below `a` is free.
fn with_free_walks(uses: &BTreeMap<Path, u16>) -> BTreeMap<Path, u16> {
    let is_any = |key: &Str| &**key == "*";
    // `.Values.Values` is a slip of a template that means nothing.
    let real = uses
        .iter()
        .filter(|(path, _)| path.iter().all(|key| &**key != "Values"));
    let mut uses: BTreeMap<Path, u16> = real.map(|(path, uses)| (path.clone(), *uses)).collect();
    let walked: BTreeSet<Path> = uses
        .keys()
        .filter_map(|path| {
            let at = path.windows(3).position(|keys| keys.iter().all(is_any))?;
            Some(path[..at].into())
        })
        .collect();
    uses.retain(|path, _| {
        let below = |at: usize| is_any(&path[at]) && walked.contains(&path[..at]);
        !(1..path.len()).any(below)
    });
    for path in walked {
        *uses.entry(path).or_default() |= read::WHOLE;
    }
    uses
}

/// Adds the nodes above others, and tells each its children.
fn connect(nodes: &mut BTreeMap<Path, Node>) {
    let paths: Vec<Path> = nodes.keys().cloned().collect();
    for path in paths {
        for at in 1..path.len() {
            let parent = nodes.entry(path[..at].into()).or_default();
            parent.children.insert(path[at].clone());
        }
    }
}

/// Whether the templates read a path, and all below it, only to fail.
fn only_guards(nodes: &BTreeMap<Path, Node>, path: &Path) -> bool {
    let node = &nodes[path];
    if node.uses != read::GUARD || node.own.is_some() || node.in_schema {
        return false;
    }
    let below = nodes
        .range(path.clone()..)
        .skip(1)
        .take_while(|(other, _)| other.starts_with(path));
    below
        .into_iter()
        .all(|(_, node)| node.uses & !read::GUARD == 0)
}

/// What has to hold for a path to count, and does not hold with the chart's own values.
fn switches(nodes: &BTreeMap<Path, Node>, chart: &Chart) -> BTreeMap<Path, Atoms> {
    let off = |atoms: &Atoms| -> Atoms {
        let atoms = atoms.iter().filter(|atom| !atom.holds(&chart.values));
        atoms.cloned().collect()
    };
    let mut found: BTreeMap<Path, Atoms> = BTreeMap::new();
    // Those below come first.
    for (path, node) in nodes.iter().rev() {
        let mut all: Vec<Atoms> = Vec::new();
        all.extend(chart.grounds.get(path).map(off));
        all.extend(chart.grounds_below.get(path).map(off));
        for at in 0..path.len() {
            let above: Path = path[..at].into();
            all.extend(chart.grounds_below.get(&above).map(off));
            // What is empty becomes true by what is put into it.
            let own = nodes.get(&above).and_then(|node| node.own.as_ref());
            if own.is_none_or(|own| own.kind != "map" || own.empty) {
                all.extend(chart.grounds.get(&above).map(off));
            }
        }
        for key in &node.children {
            all.extend(found.get(&push(path, key)).cloned());
        }
        let all = all.into_iter();
        let common = all.reduce(|some, others| some.intersection(&others).cloned().collect());
        if let Some(common) = common {
            found.insert(path.clone(), common);
        }
    }
    found
}

/// The switches of a path that are not those of what is above it already.
fn own_switches(switches: &BTreeMap<Path, Atoms>, path: &Path) -> String {
    let above: Path = path[..path.len() - 1].into();
    let none = Atoms::new();
    let (own, above) = (switches.get(path), switches.get(&above));
    let own = own.unwrap_or(&none).difference(above.unwrap_or(&none));
    let own: Vec<String> = own.map(|atom| atom.written(written)).collect();
    own.join(" ")
}

/// What a node is that it does not tell by itself.
struct State {
    /// The templates read it only to fail.
    guarded: bool,
    /// The chart's own values do not hold it after all.
    made_up: bool,
    /// What it stands below is handed on as it is.
    below_free: bool,
    /// Nothing reads it.
    unread: bool,
    /// It is the tag of an image.
    is_tag: bool,
    /// It goes on with what it stands below, as what it is.
    handed_on: bool,
    /// The templates look below it whatever the values are.
    needed: bool,
    /// What has to hold for it to count, and does not.
    switches: String,
}

/// Whether the chart's own values hold a path that nothing looks at: neither itself, nor what is above or below it.
fn is_unread(nodes: &BTreeMap<Path, Node>, path: &Path) -> bool {
    let node = &nodes[path];
    if node.read || node.own.is_none() {
        return false;
    }
    let above = (1..path.len()).any(|at| {
        let parent = &path[..at];
        let any = push(&parent.into(), "*");
        nodes[parent].has(read::WHOLE | read::RANGE | read::PRINT) || nodes.contains_key(&any)
    });
    let beside = nodes.contains_key(&Path::from([Str::from("*")]));
    let mut below = nodes
        .range(path.clone()..)
        .skip(1)
        .take_while(|(other, _)| other.starts_with(path));
    !above && !beside && !below.any(|(_, node)| node.read)
}

fn cells(node: &Node, state: State) -> Cells {
    let State {
        guarded,
        made_up,
        below_free,
        is_tag,
        handed_on,
        needed,
        unread,
        switches,
    } = state;
    let free = node.is_free();
    let named = node.children.iter().any(|key| &**key != "*");
    let kind = match node.own.as_ref().map(|own| own.kind) {
        // Who only looks at the items takes lists and mappings.
        None if named => "map",
        None => "any",
        // Text that is handed on as it is may as well be a mapping.
        Some("string" | "int" | "float" | "bool") if free => "any",
        Some(kind) => kind,
    };
    let in_values = node.own.is_some() && !made_up;
    let other = read::PRINT | read::WHOLE | read::RANGE | read::TYPE | read::COMPARE;
    let switch = kind == "bool" && node.has(read::TEST) && !node.has(other) && !below_free;
    let asked = kind == "map" && node.own.is_some() && !free && node.has(read::TEST);
    // Tags stand between other text, whichever way they are written.
    let in_text = is_tag && node.has(read::PRINT);
    let text =
        (node.has(read::TEXT) || in_text) && !handed_on && !matches!(kind, "bool" | "map" | "list");
    let needed = kind == "map" && node.own.is_some() && needed;
    let flags = [
        ("asked", asked),
        ("free", free && !guarded),
        ("guarded", guarded),
        ("mixed", node.has(read::TYPE) && !guarded),
        ("needed", needed),
        ("switch", switch),
        ("template", node.read && !in_values && !guarded),
        ("text", text),
        ("unread", unread),
    ];
    let flags: Vec<&str> = flags
        .iter()
        .filter(|(_, on)| *on)
        .map(|(flag, _)| *flag)
        .collect();
    let types: Vec<&str> = node.types.iter().map(String::as_str).collect();
    let default = node.own.as_ref().and_then(|own| own.default.clone());
    let default = default.map(|text| match text.chars().count() > LONGEST {
        true => "…".to_owned(),
        false => text,
    });
    [
        kind.to_owned(),
        or_nothing(flags.join(",")),
        or_nothing(types.join("|")),
        or_nothing(default.unwrap_or_default()),
        or_nothing(switches),
    ]
}

fn or_nothing(text: String) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// A path as the tables write it.
fn written(path: &[Str]) -> String {
    path.iter()
        .fold(String::new(), |written, key| match &**key {
            "*" => path::any(&written),
            key => path::join(&written, key),
        })
}

/// Whether a default changes with every version and says nothing: tags and digests of images.
pub fn is_pinned(path: &str) -> bool {
    let (_, last) = path::split(path);
    let last = last.to_ascii_lowercase();
    let used = last.starts_with("use");
    !used && (last.ends_with("tag") || last.ends_with("digest") || last == "version")
}
