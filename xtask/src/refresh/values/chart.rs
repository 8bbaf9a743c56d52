//! One version of a chart: its values with those of its subcharts, its schema, and what its templates read.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rke2_preflight::source::FileId;
use rke2_preflight::yaml::{self, Kind, Ref, Scalar};
use serde_json::{Map, Value};

use super::domain::Path;
use super::files::Files;
use super::ground::Atoms;
use super::interpret::{Interpreter, Run, read};
use super::schema::{self, Types};
use super::syntax::Str;

/// What is known of a chart version before it becomes a tree.
pub struct Chart {
    /// The chart's own values, with those of subcharts below their names.
    pub values: Value,
    /// What the templates read, and how.
    pub uses: BTreeMap<Path, u16>,
    /// The mappings that the templates look below whatever the values are.
    pub needed: BTreeSet<Path>,
    /// What has to hold wherever a path is read by itself.
    pub grounds: BTreeMap<Path, Atoms>,
    /// What has to hold wherever it is read with what stands below it.
    pub grounds_below: BTreeMap<Path, Atoms>,
    /// The types that the schema takes.
    pub types: BTreeMap<Path, Types>,
    /// The functions that the analysis does not know.
    pub unknown_functions: BTreeMap<Str, usize>,
}

/// A chart or subchart.
struct Part {
    /// The keys under which its values stand.
    prefix: Path,
    /// Its folder, with a slash at the end, or nothing.
    folder: String,
    values: Value,
    schema: Option<Value>,
    dependencies: Vec<Dependency>,
    /// A library's templates are only there to be included.
    library: bool,
}

struct Dependency {
    name: String,
    /// The key that its values stand under.
    key: String,
    conditions: Vec<String>,
    tags: Vec<String>,
}

/// Reads a chart version.
pub fn read_chart(files: &Files) -> Result<Chart, String> {
    let mut parts = Vec::new();
    load(files, "", &Path::from([]), &mut parts)?;
    // Helm lets a parent define what its subcharts define too, so parents come last.
    parts.sort_by_key(|part| std::cmp::Reverse(part.prefix.len()));
    let mut values = Value::Object(Map::new());
    for part in &parts {
        place(&mut values, &part.prefix, part.values.clone());
    }
    let mut defines = BTreeMap::new();
    let mut bodies = Vec::new();
    for part in &parts {
        let folder = format!("{}templates/", part.folder);
        let is_template = |path: &&str| {
            let end = path.rsplit('.').next().unwrap_or_default();
            path.starts_with(&folder) && matches!(end, "yaml" | "yml" | "tpl" | "txt" | "json")
        };
        for path in files.paths().filter(is_template) {
            let template = files.template(path)?;
            defines.extend(template.defines.clone());
            let name = path.rsplit('/').next().unwrap_or_default();
            if !name.starts_with('_') && !part.library {
                bodies.push((template, part, name == "NOTES.txt"));
            }
        }
    }
    let charts: HashSet<Path> = parts.iter().map(|part| part.prefix.clone()).collect();
    let mut interpreter = Interpreter::new(defines, files, &values, charts);
    let runs: Vec<_> = bodies
        .iter()
        .map(|(template, part, is_notes)| Run {
            body: &template.body,
            chart: part.prefix.clone(),
            switch: switch_of(&parts, part, &values),
            is_notes: *is_notes,
        })
        .collect();
    interpreter.run(&runs);
    let Interpreter {
        mut uses,
        needed,
        mut grounds,
        mut grounds_below,
        unknown_functions,
        ..
    } = interpreter;
    let mut types = BTreeMap::new();
    for part in &parts {
        // A subchart sees the globals of the whole, and those that are set for it alone.
        let global = super::domain::push(&part.prefix, "global");
        *uses.entry(global.clone()).or_default() |= read::WHOLE;
        grounds_below.insert(global, Atoms::new());
        for dependency in &part.dependencies {
            let conditions = dependency.conditions.iter().map(|condition| {
                let keys = condition.trim().split('.').map(Str::from);
                part.prefix.iter().cloned().chain(keys).collect::<Path>()
            });
            let tags = dependency
                .tags
                .iter()
                .map(|tag| Path::from([Str::from("tags"), Str::from(tag.as_str())]));
            for path in conditions.chain(tags) {
                *uses.entry(path.clone()).or_default() |= read::TEST;
                grounds.insert(path, Atoms::new());
            }
        }
        if let Some(schema) = &part.schema {
            for (path, found) in schema::types(schema) {
                let path = part.prefix.iter().chain(path.iter()).cloned().collect();
                types.insert(path, found);
            }
        }
    }
    Ok(Chart {
        values,
        uses,
        needed,
        grounds,
        grounds_below,
        types,
        unknown_functions,
    })
}

/// The switch that a chart has for one of its own subcharts, where there is but one.
fn switch_of(parts: &[Part], part: &Part, values: &Value) -> Option<Path> {
    let [key] = &part.prefix[..] else {
        return None;
    };
    let whole = parts.iter().find(|part| part.prefix.is_empty())?;
    let dependency = whole.dependencies.iter();
    let dependency = dependency.filter(|dependency| *dependency.key == **key);
    let [dependency] = &dependency.collect::<Vec<_>>()[..] else {
        return None;
    };
    let [condition] = &dependency.conditions[..] else {
        return None;
    };
    let path: Path = condition.trim().split('.').map(Str::from).collect();
    let own = path.iter().fold(values, |value, key| &value[&**key]);
    (own.is_boolean() && dependency.tags.is_empty()).then_some(path)
}

fn load(files: &Files, folder: &str, prefix: &Path, parts: &mut Vec<Part>) -> Result<(), String> {
    let read = |name: &str| -> Result<Option<Value>, String> {
        let text = files.text(&format!("{folder}{name}"))?;
        Ok(text.map(|text| from_yaml(&text)))
    };
    let meta = read("Chart.yaml")?.unwrap_or_default();
    let old = read("requirements.yaml")?.unwrap_or_default();
    let listed = [&old["dependencies"], &meta["dependencies"]];
    let listed = listed.iter().find_map(|value| value.as_array());
    let dependencies: Vec<Dependency> = listed.into_iter().flatten().map(Dependency::of).collect();
    let schema = files.text(&format!("{folder}values.schema.json"))?;
    let schema = schema.map(|text| {
        serde_json::from_str(&text).map_err(|error| format!("{folder}values.schema.json: {error}"))
    });
    let own = parts.len();
    parts.push(Part {
        prefix: prefix.clone(),
        folder: folder.to_owned(),
        values: match read("values.yaml")? {
            Some(Value::Object(values)) => Value::Object(values),
            _ => Value::Object(Map::new()),
        },
        schema: schema.transpose()?,
        library: meta["type"] == "library",
        dependencies,
    });
    let inside = format!("{folder}charts/");
    let mut folders: Vec<&str> = files
        .paths()
        .filter_map(|path| Some(path.strip_prefix(&inside)?.split_once('/')?.0))
        .collect();
    folders.dedup();
    for name in folders {
        let folder = format!("{inside}{name}/");
        let Some(text) = files.text(&format!("{folder}Chart.yaml"))? else {
            continue;
        };
        let name = from_yaml(&text)["name"].as_str().unwrap_or(name).to_owned();
        let dependencies = parts[own].dependencies.iter();
        let keys = dependencies.filter(|dependency| dependency.name == name);
        let mut keys: Vec<String> = keys.map(|dependency| dependency.key.clone()).collect();
        if keys.is_empty() {
            keys.push(name);
        }
        for key in keys {
            load(files, &folder, &super::domain::push(prefix, &key), parts)?;
        }
    }
    Ok(())
}

impl Dependency {
    fn of(value: &Value) -> Dependency {
        let text = |key: &str| value[key].as_str().map(str::to_owned);
        let name = text("name").unwrap_or_default();
        let conditions = text("condition").unwrap_or_default();
        let tags = value["tags"].as_array().into_iter().flatten();
        Dependency {
            key: text("alias").unwrap_or_else(|| name.clone()),
            name,
            conditions: conditions
                .split(',')
                .filter(|condition| !condition.trim().is_empty())
                .map(str::to_owned)
                .collect(),
            tags: tags
                .filter_map(|tag| tag.as_str().map(str::to_owned))
                .collect(),
        }
    }
}

/// Puts the values of a chart where they belong; what is there already is a subchart's, and gives way.
fn place(values: &mut Value, prefix: &[Str], own: Value) {
    let mut slot = values;
    for key in prefix {
        if !slot[&**key].is_object() {
            slot[&**key] = Value::Object(Map::new());
        }
        slot = &mut slot[&**key];
    }
    lay_over(slot, own);
}

fn lay_over(below: &mut Value, over: Value) {
    match (below, over) {
        (Value::Object(below), Value::Object(over)) => {
            for (key, value) in over {
                match below.get_mut(&key) {
                    Some(slot) => lay_over(slot, value),
                    None => {
                        below.insert(key, value);
                    }
                }
            }
        }
        (below, over) => *below = over,
    }
}

/// Reads YAML as Helm does: the first document, with merged mappings.
pub fn from_yaml(text: &str) -> Value {
    let (tree, _) = yaml::parse(FileId(0), text);
    let root = tree.document(0).and_then(|document| document.root());
    root.map_or(Value::Null, json)
}

fn json(node: Ref<'_>) -> Value {
    match node.kind() {
        Kind::Mapping => {
            let mut map = Map::new();
            let (merges, entries): (Vec<_>, Vec<_>) =
                node.entries().partition(|(key, _)| key.is_merge_key());
            for (_, value) in merges {
                let sources: Vec<Ref<'_>> = match value.kind() {
                    Kind::Sequence => value.items().collect(),
                    _ => vec![value],
                };
                for source in sources {
                    if let Value::Object(source) = json(source) {
                        for (key, value) in source {
                            map.entry(key).or_insert(value);
                        }
                    }
                }
            }
            for (key, value) in entries {
                map.insert(key.scalar().go_string(), json(value));
            }
            Value::Object(map)
        }
        Kind::Sequence => node.items().map(json).collect(),
        Kind::Alias => Value::Null,
        Kind::Scalar => match node.scalar() {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => value.into(),
            Scalar::Int(value) => value.into(),
            Scalar::UInt(value) => value.into(),
            Scalar::Float(value) => value.into(),
            Scalar::Str(text) => text.into_owned().into(),
        },
    }
}
