//! Arguments for etcd that etcd never sees.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::{nearest, releases};
use crate::release::Ranges;

pub static RULE: Rule = Rule {
    id: "etcd-arg",
    summary: "An item of `etcd-arg` has no effect",
    page: page!("etcd_arg.md"),
    when: &[When::Key("etcd-arg")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut names: Option<Vec<(&'static str, Ranges)>> = None;
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        for argument in context.arguments(node, "etcd-arg") {
            let item = argument.item;
            let all = names.get_or_insert_with(|| context.facts.etcd_arguments());
            let here = all.iter().filter(|(_, having)| having.contains(context.to));
            let known: Vec<&str> = here.map(|(name, _)| *name).collect();
            let known = &known[..];
            let (name, rest) = item.text.split_once('=').unwrap_or((&item.text, ""));
            let name = name.trim_start_matches('-');
            if name.is_empty() && rest.is_empty() {
                continue;
            }
            if argument.value.is_none() {
                let message = format!("RKE2 drops `{}`: there is no `=` in it", item.text);
                let example = name.split([' ', ':']).next().unwrap_or_default();
                let help = match known.contains(&example) {
                    true => format!("write `{example}=` and the value"),
                    false => "write the name, `=` and the value".to_owned(),
                };
                found.push(
                    RULE.warning(Consequence::Ignored, item.span, message)
                        .help(help)
                        .evidence("k3s-io/k3s pkg/daemons/executor/executor.go ToConfigFile"),
                );
            } else if let Some((_, having)) = all.iter().find(|(other, _)| *other == name) {
                if having.contains(context.to) {
                    continue;
                }
                let message = format!(
                    "etcd ignores `{name}`: that of {} has no such name",
                    context.to
                );
                let finding = RULE
                    .warning(Consequence::Ignored, context.place(item, name), message)
                    .evidence("etcd-io/etcd server/embed/config.go");
                let other = match name.strip_prefix("experimental-") {
                    Some(rest) => rest.to_owned(),
                    None => format!("experimental-{name}"),
                };
                found.push(match known.contains(&&*other) {
                    true => finding.help(format!("write `{other}`")),
                    false => finding.help(format!("it is part of {}", releases(having))),
                });
            } else {
                let message = format!("etcd ignores `{name}`: its configuration has no such name");
                let finding = RULE
                    .warning(Consequence::Ignored, context.place(item, name), message)
                    .evidence("k3s-io/k3s pkg/daemons/executor/executor.go ToConfigFile")
                    .evidence("etcd-io/etcd server/embed/config.go");
                let dashed = name.replace('_', "-");
                found.push(match nearest(&dashed, known) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("write the name as etcd's configuration file has it"),
                });
            }
        }
    }
}
