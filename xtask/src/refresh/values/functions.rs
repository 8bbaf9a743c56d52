//! What the functions of Go, Sprig and Helm do with the values they are given.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::Value;

use super::domain::{Path, Set, Thing, join, one, or_unknown, push, texts, union, unknown};
use super::interpret::{Interpreter, Scope, read};
use super::lists::omit;
use super::syntax::{Expr, Str};

/// Functions that make text or a number of their arguments.
const TEXT: &str = " quote squote printf print println toString trunc indent nindent b64enc b64dec lower upper title \
untitle trim trimAll trimSuffix trimPrefix replace regexReplaceAll regexReplaceAllLiteral regexMatch \
mustRegexReplaceAll mustRegexMatch regexFind regexSplit mustRegexSplit regexFindAll contains hasPrefix hasSuffix sha256sum sha1sum \
adler32sum int int64 float64 add add1 sub mul div mod max min floor ceil round semver semverCompare split splitList \
splitn camelcase snakecase kebabcase nospace cat wrap wrapWith repeat substr abbrev html js urlquery urlParse urlJoin \
atoi len now date dateInZone ago toDate genCA genSelfSignedCert genSignedCert genPrivateKey genCAWithKey \
genSignedCertWithKey derivePassword htpasswd randAlphaNum randAlpha randNumeric randAscii uuidv4 toDecimal seq until \
untilStep initials plural bcrypt encryptAES decryptAES osBase base dir clean ext isAbs getHostByName toStrings \
swapcase addf mulf divf subf maxf minf unixEpoch durationRound duration buildCustomCert sortAlpha b32enc b32dec \
shuffle env expandenv join lookup dateModify mustDateModify ";

/// Those of them that write what they are given as text, or put it between other text.
const QUOTED: &str = " quote squote toString printf print b64enc trunc trimAll trimSuffix trimPrefix replace upper lower ";

/// Functions that serialise an argument with all that is in it.
const WHOLE: &str = " toYaml toJson toPrettyJson mustToJson mustToPrettyJson toRawJson mustToRawJson toToml \
toYamlPretty mustToYaml ";

/// Functions that read YAML or JSON.
const PARSE: &str = " fromYaml fromJson fromYamlArray fromJsonArray mustFromJson mustFromYaml ";

/// Functions that only look whether, or what, something is.
const TEST: &str = " not empty ";
const COMPARE: &str = " eq ne lt le gt ge ";
const TYPE: &str = " kindIs kindOf typeOf typeIs typeIsLike isNumeric deepEqual ";

/// Functions that hand lists on.
const LISTS: &str = " first last initial rest reverse uniq compact without has concat append prepend slice mustAppend \
mustPrepend mustFirst mustUniq mustCompact mustWithout mustHas mustLast mustInitial mustRest mustSlice mustReverse \
chunk ";

/// Functions that fail where the first argument is no mapping.
const OF_MAPPINGS: &str = " hasKey get keys values pick omit set unset ";

const MERGE: &str = " merge mergeOverwrite mustMerge mustMergeOverwrite ";

fn among(list: &str, name: &str) -> bool {
    list.split_ascii_whitespace().any(|other| other == name)
}

impl Interpreter<'_> {
    /// What a function makes of its arguments.
    pub(super) fn call(
        &mut self,
        name: &str,
        arguments: Vec<Set>,
        exprs: &[Expr],
        scope: &mut Scope,
    ) -> Set {
        let all = |interpreter: &mut Self, how: u16| {
            for set in &arguments {
                interpreter.read(set, how);
            }
            unknown()
        };
        let last = || arguments.last().cloned().unwrap_or_else(unknown);
        let mappings = match name {
            _ if among(MERGE, name) => &arguments[..],
            _ if among(OF_MAPPINGS, name) => arguments.get(..1).unwrap_or_default(),
            _ => &[],
        };
        for set in mappings {
            self.need(set);
        }
        match name {
            "fail" | "call" => unknown(),
            "and" | "or" | "default" | "coalesce" | "ternary" | "mustDefault" => {
                // Those of `and` and `or` were looked at one by one.
                if !matches!(name, "and" | "or") {
                    all(self, read::TEST);
                }
                match (name, &arguments[..]) {
                    ("and", [.., last]) => last.clone(),
                    ("ternary", [yes, no, _]) => union([yes, no]),
                    (_, []) => unknown(),
                    _ => union(&arguments),
                }
            }
            "required" => {
                if let Some(set) = arguments.get(1) {
                    self.read(set, read::REQUIRED);
                }
                last()
            }
            "dig" => self.dig(&arguments),
            "get" | "index" => self.index(&arguments),
            "hasKey" => {
                if let [base, keys] = &arguments[..] {
                    for key in texts(keys) {
                        let set = self.field(base, &key);
                        self.read(&set, read::TEST);
                    }
                }
                unknown()
            }
            "pluck" => {
                let keys = arguments.first().map(texts).unwrap_or_default();
                let bases = arguments.iter().skip(1);
                let found: Vec<Set> = bases
                    .flat_map(|base| keys.iter().map(|key| self.field(base, key)))
                    .collect();
                one(Thing::List(union(&found)))
            }
            "dict" => {
                let mut entries: BTreeMap<Str, Set> = BTreeMap::new();
                for pair in arguments.chunks_exact(2) {
                    for key in keys_or_any(&pair[0]) {
                        entries.insert(key, pair[1].clone());
                    }
                }
                one(Thing::Dict(Rc::new(entries)))
            }
            "list" | "tuple" => one(Thing::Tuple(arguments.into())),
            "set" => self.set(&arguments, exprs, scope),
            "unset" | "deepCopy" | "mustDeepCopy" | "toCaseMap" => {
                arguments.first().cloned().unwrap_or_else(unknown)
            }
            "omit" => omit(&arguments),
            "pick" => {
                let keys = arguments.iter().skip(1).flat_map(texts);
                let base = arguments.first().cloned().unwrap_or_else(unknown);
                let entries = keys.map(|key| {
                    let value = self.field(&base, &key);
                    (key, value)
                });
                one(Thing::Dict(Rc::new(entries.collect())))
            }
            "keys" | "values" => {
                all(self, read::RANGE);
                let items: Vec<Set> = arguments.iter().map(|set| self.items(set)).collect();
                match name {
                    "values" => one(Thing::List(union(&items))),
                    _ => unknown(),
                }
            }
            "include" => {
                if let [names, rest @ ..] = &arguments[..] {
                    let context = rest.first().cloned().unwrap_or_else(unknown);
                    for name in texts(names) {
                        self.invoke(&name, &context);
                    }
                }
                unknown()
            }
            "tpl" => self.tpl(&arguments),
            _ if among(QUOTED, name) => all(self, read::PRINT | read::TEXT),
            _ if among(TEXT, name) => all(self, read::PRINT),
            _ if among(TEST, name) => all(self, read::TEST),
            _ if among(COMPARE, name) => all(self, read::TEST | read::COMPARE),
            _ if among(TYPE, name) => all(self, read::TYPE),
            _ if among(WHOLE, name) => {
                all(self, read::WHOLE);
                match arguments.is_empty() {
                    true => unknown(),
                    false => one(Thing::Yaml(union(&arguments))),
                }
            }
            _ if among(PARSE, name) => {
                let mut found = BTreeSet::new();
                for thing in arguments.first().iter().flat_map(|set| set.iter()) {
                    if let Thing::Yaml(set) = thing {
                        found.extend(set.iter().cloned());
                    } else {
                        self.read_thing(thing, read::PRINT);
                        found.insert(Thing::Unknown);
                    }
                }
                or_unknown(Rc::new(found))
            }
            _ if among(MERGE, name) => {
                let is_all = |thing: &Thing| matches!(thing, Thing::Value(path) if path.is_empty());
                if let [all, rest @ ..] = &arguments[..]
                    && all.iter().any(is_all)
                {
                    // What is merged into the values themselves may be read at any of their paths.
                    self.lays_over = true;
                    for set in rest {
                        self.read(set, read::WHOLE);
                    }
                }
                let merged = union(&arguments);
                if let Some(Expr::Variable(variable, fields)) = exprs.first()
                    && fields.is_empty()
                {
                    scope.assign(variable, &merged);
                }
                merged
            }
            _ if among(LISTS, name) => self.list(name, &arguments),
            _ => {
                *self.unknown_functions.entry(name.into()).or_default() += 1;
                all(self, read::WHOLE)
            }
        }
    }

    fn dig(&mut self, arguments: &[Set]) -> Set {
        let [keys @ .., default, base] = arguments else {
            return unknown();
        };
        let mut found = base.clone();
        for key in keys {
            found = self.step(&found, key);
        }
        self.read(&found, read::TEST);
        union([&found, default])
    }

    fn step(&self, base: &Set, key: &Set) -> Set {
        match texts(key) {
            keys if keys.is_empty() => self.items(base),
            keys => {
                let found: Vec<Set> = keys.iter().map(|key| self.field(base, key)).collect();
                union(&found)
            }
        }
    }

    fn index(&mut self, arguments: &[Set]) -> Set {
        let [base, keys @ ..] = arguments else {
            return unknown();
        };
        let mut found = base.clone();
        for key in keys {
            let places: Vec<usize> = key
                .iter()
                .filter_map(|thing| match thing {
                    Thing::Number(text) => text.parse().ok(),
                    _ => None,
                })
                .collect();
            let is_tuple = found.iter().any(|thing| matches!(thing, Thing::Tuple(_)));
            if let ([place], true) = (&places[..], is_tuple) {
                let parts: Vec<Set> = found
                    .iter()
                    .map(|thing| match thing {
                        Thing::Tuple(items) => items.get(*place).cloned().unwrap_or_else(unknown),
                        other => self.items(&one(other.clone())),
                    })
                    .collect();
                found = union(&parts);
                continue;
            }
            for thing in key.iter().filter(|thing| matches!(thing, Thing::Value(_))) {
                self.read_thing(thing, read::PRINT);
            }
            found = self.step(&found, key);
        }
        found
    }

    fn set(&mut self, arguments: &[Set], exprs: &[Expr], scope: &mut Scope) -> Set {
        let [base, key, value] = arguments else {
            return unknown();
        };
        let keys = keys_or_any(key);
        let mut found = BTreeSet::new();
        for thing in base.iter() {
            match thing {
                Thing::Dict(entries) => {
                    let mut entries = (**entries).clone();
                    for key in &keys {
                        let entry = entries.entry(key.clone()).or_default();
                        *entry = join(&union([&*entry, value]));
                    }
                    found.insert(Thing::Dict(Rc::new(entries)));
                }
                Thing::Value(path) | Thing::Without(path, _) => {
                    for key in &keys {
                        self.note(&push(path, key), read::WRITE);
                    }
                    let set = self.set_to.entry(push(path, &keys[0])).or_default();
                    *set = join(&union([&*set, value]));
                    found.insert(thing.clone());
                }
                other => {
                    self.read(value, read::TEST);
                    found.insert(other.clone());
                }
            }
        }
        let found = Rc::new(found);
        if let Some(Expr::Variable(variable, fields)) = exprs.first()
            && fields.is_empty()
        {
            scope.assign(variable, &found);
        }
        found
    }

    fn tpl(&mut self, arguments: &[Set]) -> Set {
        let context = arguments.get(1).cloned().unwrap_or_else(unknown);
        for thing in arguments.first().iter().flat_map(|set| set.iter()) {
            match thing {
                Thing::Value(path) => {
                    self.read_thing(thing, read::PRINT);
                    self.run_default(path, &context);
                }
                Thing::Yaml(set) => {
                    for thing in set.iter() {
                        if let Thing::Value(path) = thing {
                            self.run_default(path, &context);
                        }
                    }
                }
                Thing::Text(text) => self.run_text(text, &context),
                Thing::File(chart, patterns) => {
                    let folder: String =
                        chart.iter().map(|name| format!("charts/{name}/")).collect();
                    for pattern in patterns.iter() {
                        let key = Str::from(format!("{folder}\n{pattern}"));
                        if !self.is_seen(&key, &context) {
                            for text in self.files.matching(&folder, pattern) {
                                self.run_text(&text, &context);
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        unknown()
    }

    /// Values may be templates themselves: what the chart's own values hold at a path is run.
    fn run_default(&mut self, path: &Path, context: &Set) {
        let mut open = vec![path.iter().fold(self.values, |value, key| &value[&**key])];
        while let Some(value) = open.pop() {
            match value {
                Value::String(text) if text.contains("{{") => {
                    self.run_text(&Str::from(text.as_str()), context)
                }
                Value::Array(items) => open.extend(items),
                Value::Object(map) => open.extend(map.values()),
                _ => {}
            }
        }
    }

    /// Something that is no function, with arguments: only `.Files` has methods that matter.
    pub(super) fn method(&mut self, callee: &Set, arguments: &[Set]) -> Set {
        let mut found = BTreeSet::new();
        for thing in callee.iter() {
            match thing {
                Thing::FilesMethod(chart, name) => {
                    let patterns = arguments.first().map(texts).unwrap_or_default();
                    let reads = matches!(&**name, "Get" | "Glob" | "GetBytes" | "Lines");
                    found.insert(match reads && !patterns.is_empty() {
                        true => Thing::File(chart.clone(), patterns.into()),
                        false => Thing::Unknown,
                    });
                }
                Thing::Value(_) => {
                    self.read_thing(thing, read::WHOLE);
                    found.insert(Thing::Unknown);
                }
                other => {
                    found.insert(other.clone());
                }
            }
        }
        for thing in arguments.iter().flat_map(|set| set.iter()) {
            if matches!(thing, Thing::Value(_)) {
                self.read_thing(thing, read::PRINT);
            }
        }
        Rc::new(found)
    }
}

/// The keys that a text stands for, or any where it is not known.
fn keys_or_any(set: &Set) -> Vec<Str> {
    match texts(set) {
        keys if keys.is_empty() => vec!["*".into()],
        keys => keys,
    }
}
