//! What RKE2 makes of a configuration: merged settings, arguments, warnings, and the error it stops at.

use crate::config::{Config, Entry, Shape, Value};
use crate::facts::Facts;
use crate::facts::options::{OptionFact, Type};
use crate::order;
use crate::release::Release;
use crate::role::Role;
use crate::source::Span;
use crate::yaml::{SyntaxError, go};

/// Something that RKE2 says while it reads a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub span: Option<Span>,
    /// What it says.
    pub message: String,
}

impl From<SyntaxError> for Problem {
    fn from(error: SyntaxError) -> Problem {
        Problem {
            span: Some(error.span),
            message: error.message,
        }
    }
}

/// How a release merges files and treats keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reader {
    /// Whether it reads `config.yaml.d`.
    pub drop_ins: bool,
    /// Whether `key+` adds to a key.
    pub plus: bool,
    /// What it does with a key that comes twice.
    pub duplicates: Duplicates,
    /// Whether a key that it does not know ends it.
    pub unknown_fatal: bool,
}

/// What happens to a key that comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duplicates {
    /// Both are passed on.
    Both,
    /// The first one in a file wins, and the last file.
    First,
    /// The last one wins.
    Last,
}

impl Reader {
    /// The ways of a release.
    pub fn of(facts: &Facts, release: Release) -> Reader {
        Reader {
            drop_ins: facts.has("drop-in-directory", release),
            plus: facts.has("plus-keys", release),
            duplicates: if facts.has("duplicate-keys-both", release) {
                Duplicates::Both
            } else if facts.has("duplicate-keys-first", release) {
                Duplicates::First
            } else {
                Duplicates::Last
            },
            unknown_fatal: facts.has("unknown-key-fatal", release),
        }
    }
}

/// One key with all that counts for it.
#[derive(Clone, Debug)]
pub struct Setting<'c> {
    /// The key as written, which may be an alias.
    pub key: &'c str,
    /// The values that are passed on, in order.
    pub values: Vec<&'c Value>,
    /// The entries that they come from.
    pub entries: Vec<&'c Entry>,
    /// The option that the key is the name or the letter of.
    pub option: Option<&'static OptionFact>,
}

/// One argument of `rke2 server` or `rke2 agent`.
#[derive(Clone, Debug)]
pub struct Arg<'c> {
    /// The key as written.
    pub key: &'c str,
    /// The value.
    pub value: &'c Value,
    /// The whole argument: `--key=value`.
    pub text: String,
}

/// What counts of a configuration.
#[derive(Clone, Debug, Default)]
pub struct Effective<'c> {
    /// The keys that the release takes, with their values.
    pub settings: Vec<Setting<'c>>,
    /// The keys that it does not know.
    pub unknown: Vec<Setting<'c>>,
}

/// What RKE2 makes of a configuration.
#[derive(Clone, Debug, Default)]
pub struct Arguments<'c> {
    /// The arguments that reach the command line.
    pub args: Vec<Arg<'c>>,
    /// What stops it; it stops at the first one.
    pub errors: Vec<Problem>,
    /// What it logs.
    pub warnings: Vec<Problem>,
}

impl<'c> Effective<'c> {
    /// The setting of an option, by its full name, whichever name is written.
    pub fn get(&self, key: &str) -> Option<&Setting<'c>> {
        let mut settings = self.settings.iter().rev();
        settings.find(|setting| setting.option.is_some_and(|option| option.key == key))
    }
}

impl<'c> Setting<'c> {
    /// The value of an option that takes one: the last.
    pub fn last(&self) -> Option<&'c Value> {
        self.values.last().copied()
    }

    /// The flag that the key names.
    pub fn flag(&self) -> &'c str {
        flag_name(self.key)
    }

    fn is_taken(&self, facts: &Facts, role: Role, release: Release) -> bool {
        let option = self.option.or_else(|| facts.option(self.flag()));
        option.is_some_and(|option| option.releases(role).contains(release))
    }

    /// Where the key is written last.
    pub fn key_span(&self) -> Option<Span> {
        self.entries.last().map(|entry| entry.key_span)
    }
}

/// Merges the files and tells unknown keys from others, as a release does.
/// Agents take a subset of what servers take, so an unknown role is judged as a server.
pub fn effective<'c>(
    facts: &Facts,
    config: &'c Config,
    release: Release,
    role: Option<Role>,
) -> Effective<'c> {
    let reader = Reader::of(facts, release);
    let role = role.unwrap_or(Role::Server);
    let settings = match merged(facts, config, &reader) {
        Ok(settings) => settings,
        Err(_) => return Effective::default(),
    };
    let takes = |setting: &Setting<'_>| setting.is_taken(facts, role, release);
    let (settings, unknown) = settings.into_iter().partition(takes);
    Effective { settings, unknown }
}

/// Makes the command line, and says what RKE2 says to it.
pub fn arguments<'c>(
    facts: &Facts,
    config: &'c Config,
    release: Release,
    role: Option<Role>,
) -> Arguments<'c> {
    let reader = Reader::of(facts, release);
    let role = role.unwrap_or(Role::Server);
    let mut made = Arguments::default();
    let settings = match merged(facts, config, &reader) {
        Ok(settings) => settings,
        Err(problem) => {
            made.errors.push(problem.clone());
            return made;
        }
    };
    for setting in &settings {
        let args = setting.values.iter().map(|value| Arg {
            key: setting.key,
            value,
            text: argument(setting.key, &value.text),
        });
        if setting.is_taken(facts, role, release) || reader.unknown_fatal {
            made.args.extend(args);
            continue;
        }
        for arg in args {
            let flag = arg.text.split('=').next().unwrap_or_default();
            let message = format!("Unknown flag {flag} found in config.yaml, skipping");
            made.warnings.push(Problem {
                span: setting.key_span(),
                message,
            });
        }
    }
    let mut args = made.args.iter();
    let stops = args.find_map(|arg| parse_argument(facts, arg, role, release));
    let stops = stops.or_else(|| {
        let taken = |setting: &&Setting<'_>| setting.is_taken(facts, role, release);
        two_forms(&settings.iter().filter(taken).collect::<Vec<_>>())
    });
    made.errors.extend(stops);
    made
}

/// The settings of all files that a release reads, or why it reads none.
fn merged<'c>(
    facts: &Facts,
    config: &'c Config,
    reader: &Reader,
) -> Result<Vec<Setting<'c>>, &'c Problem> {
    let mut entries: Vec<(usize, &Entry)> = Vec::new();
    let parts = config.parts.iter();
    for (file, part) in parts
        .filter(|part| reader.drop_ins || !part.drop_in)
        .enumerate()
    {
        if let Some(problem) = &part.refused {
            return Err(problem);
        }
        entries.extend(part.entries.iter().map(|entry| (file, entry)));
    }
    let mut settings = merge(&entries, reader);
    for setting in &mut settings {
        // With dashes of its own a key becomes another argument.
        setting.option = facts.option(setting.key);
    }
    Ok(settings)
}

/// One key gets one place in the order, that of its first appearance.
fn merge<'c>(all: &[(usize, &'c Entry)], reader: &Reader) -> Vec<Setting<'c>> {
    let key_of = |entry: &'c Entry| match reader.plus {
        true => entry.key(),
        false => entry.name.as_str(),
    };
    // Sorted by key, the appearances of each stand together, the first one first.
    let mut by_key: Vec<usize> = (0..all.len()).collect();
    order::sort_by(&mut by_key, |a, b| {
        (key_of(all[*a].1), a).cmp(&(key_of(all[*b].1), b))
    });
    let mut first: Vec<usize> = vec![0; all.len()];
    for index in 0..by_key.len() {
        let own = by_key[index];
        let before = index.checked_sub(1).map(|before| by_key[before]);
        let same = before.filter(|before| key_of(all[*before].1) == key_of(all[own].1));
        first[own] = same.map_or(own, |before| first[before]);
    }
    let mut settings: Vec<Setting<'c>> = Vec::new();
    // Where the setting of each first appearance is, and the file that its key was seen in last.
    let mut places: Vec<(usize, usize)> = vec![(0, 0); all.len()];
    for (index, &(file, entry)) in all.iter().enumerate() {
        let fresh = Setting {
            key: key_of(entry),
            values: entry.values.iter().collect(),
            entries: vec![entry],
            option: None,
        };
        if first[index] == index {
            places[index] = (settings.len(), file);
            settings.push(fresh);
            continue;
        }
        let (place, seen_in) = &mut places[first[index]];
        let setting = &mut settings[*place];
        if entry.append() && reader.plus {
            // A value of nothing becomes a list of nothing, not a list that holds nothing.
            if setting
                .entries
                .iter()
                .all(|entry| entry.shape == Shape::Null)
            {
                setting.values.clear();
            }
            if entry.shape != Shape::Null {
                setting.values.extend(&entry.values);
            }
            setting.entries.push(entry);
            continue;
        }
        match reader.duplicates {
            Duplicates::Both => {
                setting.values.extend(&entry.values);
                setting.entries.push(entry);
            }
            Duplicates::First if *seen_in == file => {}
            Duplicates::First | Duplicates::Last => *setting = fresh,
        }
        *seen_in = file;
    }
    settings
}

/// `--key=value`, or `-k=value` for a key of one letter.
fn argument(key: &str, value: &str) -> String {
    let dashes = if key.len() == 1 { "-" } else { "--" };
    format!("{dashes}{key}={value}")
}

/// The flag that a key names: RKE2 looks at what stands between the dashes and the first `=`.
fn flag_name(key: &str) -> &str {
    let key = key.trim_start_matches('-');
    key.split('=').next().unwrap_or(key)
}

/// What the command line says to one argument, if it refuses it.
fn parse_argument(facts: &Facts, arg: &Arg<'_>, role: Role, release: Release) -> Option<Problem> {
    let says = |message: String| {
        Some(Problem {
            span: Some(arg.value.span),
            message,
        })
    };
    let rest = arg
        .text
        .strip_prefix("--")
        .or_else(|| arg.text.strip_prefix('-'))?;
    if rest.is_empty() || rest.starts_with(['-', '=']) {
        return says(format!("bad flag syntax: {}", arg.text));
    }
    let (name, value) = rest.split_once('=')?;
    if matches!(name, "help" | "h") {
        return None;
    }
    let Some(option) = facts.accepted(name, role, release) else {
        return says(format!("flag provided but not defined: -{name}"));
    };
    match option.kind(release) {
        Type::Bool if go::parse_bool(value).is_none() => says(format!(
            "invalid boolean value \"{value}\" for -{name}: parse error"
        )),
        Type::Int if go::parse_int(value).is_none() => says(format!(
            "invalid value \"{value}\" for flag -{name}: parse error"
        )),
        Type::Duration if go::parse_duration(value).is_none() => says(format!(
            "invalid value \"{value}\" for flag -{name}: parse error"
        )),
        _ => None,
    }
}

/// Both names of one option, anywhere in the merged configuration, stop RKE2.
fn two_forms(settings: &[&Setting<'_>]) -> Option<Problem> {
    settings.iter().find_map(|setting| {
        let option = setting.option.filter(|option| option.key != setting.key)?;
        let mut others = settings.iter();
        let by_name = others.any(|other| other.key == option.key);
        by_name.then(|| Problem {
            span: setting.key_span(),
            message: format!(
                "Cannot use two forms of the same flag: {} {}",
                setting.key, option.key
            ),
        })
    })
}
