//! A key that the release does not take.

use super::{Context, Mark, NodeView, Rule, When};
use crate::config::Setting;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::{OptionFact, Stranger};
use crate::names::{as_help, nearest, releases, slips};
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "unknown-key",
    summary: "A key that the release does not take",
    page: page!("unknown_key.md"),
    when: &[When::Has(Mark::UnknownKey)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for setting in &node.effective.unknown {
            found.extend(judge(context, node, setting));
        }
    }
}

fn judge(context: &Context<'_>, node: &NodeView<'_>, setting: &Setting<'_>) -> Option<Diagnostic> {
    let entry = setting.entries.last()?;
    // A template fills the key in, or YAML reads it as nothing.
    if setting.entries.iter().any(|entry| entry.opaque) || entry.name.is_empty() {
        return None;
    }
    let key = setting.flag();
    let plain = key.strip_suffix('+').unwrap_or(key);
    if !context.has("plus-keys") && plain != key && context.facts.option(plain).is_some() {
        // The key is known; what the release does not know is the plus.
        return None;
    }
    let role = node.role.unwrap_or(Role::Server);
    let other = match context.facts.stranger(plain, role, context.to) {
        Stranger::K3sOnly(_) | Stranger::ServerOnly => return None,
        Stranger::OtherReleases(option) => Some(option),
        Stranger::Unknown => None,
    };
    let release = context.to;
    let fatal = context.has("unknown-key-fatal");
    let mut finding = match fatal {
        true => {
            let message = format!("RKE2 exits: {release} has no key `{key}`");
            RULE.error(Consequence::WontStart, entry.key_span, message)
        }
        false => {
            let message = format!("RKE2 skips `{key}`: {release} has no such key");
            RULE.warning(Consequence::Ignored, entry.key_span, message)
        }
    };
    finding = finding.evidence("k3s-io/k3s pkg/configfilearg/parser.go stripInvalidFlags");
    for earlier in &setting.entries[..setting.entries.len() - 1] {
        finding = finding.related(earlier.key_span, "and here");
    }
    let taken = Taken::new(context, role);
    let mut guess = taken.guess(plain);
    if let Some(option) = other {
        // A key of other releases is meant as it is, unless it was renamed and then differs by a letter.
        let renamed = |(key, _): &(&str, _)| slips(plain, key, 1) == Some(1);
        guess = guess.filter(renamed).filter(|_| !taken.comes_later(option));
        if guess.is_none() {
            return Some(finding.help(taken.elsewhere(option)));
        }
    }
    if let Some((key, why)) = guess {
        if node.is_set(key) {
            return Some(finding.help(format!("{why} `{key}`, which is set too: remove this one")));
        }
        let plus = if entry.append() { "+" } else { "" };
        return Some(
            finding
                .help(format!("{why} `{key}`"))
                .suggest(entry.key_span, format!("{key}{plus}")),
        );
    }
    let flag = spelled(plain);
    if let Some(option) = context.facts.component_option(&flag) {
        return Some(finding.help(format!(
            "this is a flag of a component: write it as an item of `{option}`, `{flag}=VALUE`"
        )));
    }
    Some(finding.help("remove it; `rke2 server --help` lists what a release takes"))
}

/// The keys that the release takes for a role.
struct Taken<'c> {
    context: &'c Context<'c>,
    role: Role,
    keys: Vec<&'static str>,
}

impl<'c> Taken<'c> {
    fn new(context: &'c Context<'c>, role: Role) -> Taken<'c> {
        let options = context.facts.options().iter();
        let taken = options.filter(|option| option.releases(role).contains(context.to));
        Taken {
            context,
            role,
            keys: taken.map(|option| option.key).collect(),
        }
    }

    /// The key that is meant, and what is wrong with the one that is written.
    fn guess(&self, key: &str) -> Option<(&'static str, &'static str)> {
        let find = |wanted: &str| self.keys.iter().copied().find(|key| *key == wanted);
        if let Some(key) = find(&spelled(key)) {
            return Some((
                key,
                "keys are lower case, with dashes between the words: write",
            ));
        }
        let by_env = self.context.facts.options().iter().find(|option| {
            let mut forms = option.forms.iter().filter_map(|form| form.env);
            forms.any(|names| names.split(',').any(|name| name == key))
        });
        if let Some(key) = by_env.and_then(|option| find(option.key)) {
            return Some((key, "this is an environment variable, whose key is"));
        }
        // Of a few letters anything may be meant.
        if key.len() < 4 {
            return None;
        }
        let near = nearest(&spelled(key), &self.keys).or_else(|| self.longer(key));
        near.map(|key| (key, "a key of nearly this name is"))
    }

    /// The only key that starts with these words.
    fn longer(&self, key: &str) -> Option<&'static str> {
        let mut longer = self.keys.iter().filter(|other| {
            other
                .strip_prefix(key)
                .is_some_and(|rest| rest.starts_with('-'))
        });
        let only = longer.next()?;
        longer.next().is_none().then_some(*only)
    }

    /// Whether the newest releases take the option.
    fn comes_later(&self, option: &OptionFact) -> bool {
        let taken = option.releases(self.role);
        taken.contains(self.context.facts.newest())
    }

    /// Which releases take the option.
    fn elsewhere(&self, option: &OptionFact) -> String {
        let taken = option.releases(self.role);
        let key = option.key;
        let by = releases(taken);
        match self.context.from.filter(|from| taken.contains(*from)) {
            Some(from) => {
                format!("{from} takes `{key}`, so this step ends what it does; it is taken by {by}")
            }
            None if self.comes_later(option) => format!("`{key}` is taken by {by}"),
            None => format!("`{key}` is taken by {by}: {}", as_help(option.about)),
        }
    }
}

/// A key as RKE2 spells keys: `tlsSan` and `TLS_SAN` are `tls-san`.
fn spelled(key: &str) -> String {
    let mut spelled = String::new();
    let mut before = None;
    for letter in key.trim().chars() {
        if letter.is_ascii_uppercase() && before.is_some_and(|c: char| c.is_ascii_lowercase()) {
            spelled.push('-');
        }
        before = Some(letter);
        match letter {
            '_' | ' ' | '.' => spelled.push('-'),
            letter => spelled.push(letter.to_ascii_lowercase()),
        }
    }
    spelled
}
