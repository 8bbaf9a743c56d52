//! An argument that RKE2 passes itself.

use super::{Context, Rule, When};
use crate::config::arguments::{Op, TARGETS};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "component-arg-managed",
    summary: "An argument for a component replaces one that RKE2 passes itself",
    page: page!("component_arg_managed.md"),
    when: &[When::Suffix("-arg")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for target in &TARGETS {
        for node in &context.nodes {
            for argument in context.arguments_of(node, target) {
                if argument.op != Op::Replace || argument.value.is_none() {
                    continue;
                }
                let flag = argument.flag();
                let name = flag.trim_start_matches('-');
                let Some(managed) = context.facts.managed_argument(target.option, name) else {
                    continue;
                };
                let set = managed.instead.and_then(|key| node.get(key));
                let same = set.is_some_and(|setting| {
                    let values: Vec<&str> = setting.values.iter().map(|v| &*v.text).collect();
                    values.join(",") == argument.text()
                });
                if same || (managed.beside && set.is_none()) {
                    continue;
                }
                let component = target.component;
                let source = match component {
                    "etcd" => "k3s-io/k3s pkg/daemons/executor/executor.go",
                    "kubelet" | "kube-proxy" => "k3s-io/k3s pkg/daemons/agent/agent_linux.go",
                    _ => "k3s-io/k3s pkg/daemons/control/server.go",
                };
                let message = match (managed.instead, managed.beside) {
                    (Some(key), true) => format!(
                        "{component} does not get what `{key}` says: this argument replaces it"
                    ),
                    _ => format!(
                        "this replaces the `{name}` that RKE2 gives {component}, and no other part of the cluster knows of it"
                    ),
                };
                let finding = RULE
                    .warning(
                        Consequence::Changed,
                        context.place(argument.item, argument.key),
                        message,
                    )
                    .evidence(source);
                let usable = managed.instead.filter(|key| {
                    let option = context.facts.option(key);
                    option.is_some_and(|option| option.server.contains(context.to))
                });
                let finding = match set.and_then(|setting| setting.key_span()) {
                    Some(span) => finding.related(span, "what RKE2 would pass"),
                    None => finding,
                };
                found.push(match usable {
                    Some(key) => finding.help(format!("use the key `{key}`")),
                    None => finding.help("leave it to RKE2"),
                });
            }
        }
    }
}
