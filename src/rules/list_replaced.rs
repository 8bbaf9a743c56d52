//! A list that a later file sets again, so that the items of the earlier one are lost.

use super::{Context, Mark, NodeView, Rule, When};
use crate::config::{Duplicates, Entry, Reader, Value};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Type;
use crate::order;

pub static RULE: Rule = Rule {
    id: "list-replaced",
    summary: "A list is set again without `+`, so the items that it had are lost",
    page: page!("list_replaced.md"),
    when: &[When::Has(Mark::Repeated)],
    check,
};

/// Lists that are one choice: whoever sets them again means another one.
const ONE_CHOICE: [&str; 7] = [
    "cluster-cidr",
    "cluster-dns",
    "cni",
    "ingress-controller",
    "node-external-ip",
    "node-ip",
    "service-cidr",
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let reader = Reader::of(context.facts, context.to);
    if reader.duplicates == Duplicates::Both {
        return;
    }
    for node in &context.nodes {
        if node.parts().any(|part| part.control) {
            continue;
        }
        // Where `+` is not known, a key with it is no option.
        let readable = |entry: &&Entry| !entry.opaque && (reader.plus || !entry.append());
        let all = node.parts().enumerate().flat_map(|(file, part)| {
            let entries = part.entries.iter().filter(readable);
            entries.map(move |entry| (file, entry))
        });
        let mut all: Vec<(usize, &Entry)> = all.collect();
        order::sort_by_key(&mut all, |(file, entry)| {
            (entry.key(), *file, entry.key_span)
        });
        for same in all.chunk_by(|(_, a), (_, b)| a.key() == b.key()) {
            let mut set = 0;
            for (index, (file, entry)) in same.iter().enumerate() {
                if entry.append() {
                    continue;
                }
                // What stood in the same file without `+` is a duplicate of this key.
                let replaced = same[set..index].iter();
                let replaced = replaced.filter(|(other, old)| other != file || old.append());
                let replaced: Vec<&Entry> = replaced.map(|(_, entry)| *entry).collect();
                set = index;
                if !replaced.is_empty() {
                    found.extend(judge(context, node, &reader, &replaced, entry));
                }
            }
        }
    }
}

fn judge(
    context: &Context<'_>,
    node: &NodeView<'_>,
    reader: &Reader,
    replaced: &[&Entry],
    by: &Entry,
) -> Option<Diagnostic> {
    let (_, option, kind) = node
        .options()
        .find(|(setting, ..)| setting.key == by.key())?;
    if kind != Type::List
        || ONE_CHOICE.contains(&option.key)
        || by.values.iter().any(|value| value.opaque)
    {
        return None;
    }
    // Nothing written is how a list is emptied.
    if by.values.is_empty() {
        return None;
    }
    let again: Vec<&str> = by
        .values
        .iter()
        .flat_map(|value| names(context, option.key, value))
        .collect();
    let lost = |value: &&Value| {
        let mut names = names(context, option.key, value).into_iter();
        !value.opaque && !value.text.is_empty() && names.any(|name| !again.contains(&name))
    };
    let lost: Vec<&Value> = replaced
        .iter()
        .flat_map(|entry| &entry.values)
        .filter(lost)
        .collect();
    let first = lost.first()?;
    let key = by.key();
    let from = context.sources.get(first.span.file).name();
    let items = match lost.len() {
        1 => format!("`{}`", first.text),
        count => format!("`{}` and {} more", first.text, count - 1),
    };
    let message = match first.span.file == by.key_span.file {
        true => format!("this `{key}` replaces what `{key}+` added before it, and drops {items}"),
        false => format!("this `{key}` replaces the list of {from}, and drops {items}"),
    };
    let help = match reader.plus {
        true => {
            format!("write `{key}+` to add to the list; or repeat the items that are meant to stay")
        }
        false => "repeat the items that are meant to stay".to_owned(),
    };
    let finding = RULE
        .warning(Consequence::Ignored, by.key_span, message)
        .related(first.span, "dropped")
        .help(help)
        .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile");
    Some(match reader.plus {
        true => finding.suggest(by.key_span, format!("{key}+")),
        false => finding,
    })
}

/// What tells items from others: the flags, labels or variables that they set.
fn names<'v>(context: &Context<'_>, option: &str, value: &'v Value) -> Vec<&'v str> {
    let name = |item: &'v str| {
        let item = item.trim().trim_start_matches("--");
        let end = match option {
            "node-taint" => item.find(['=', ':']),
            _ => item.find('='),
        };
        &item[..end.unwrap_or(item.len())]
    };
    match context.facts.blanks(option, context.to) {
        Some(_) => value.text.split(',').map(name).collect(),
        None => vec![name(&value.text)],
    }
}
