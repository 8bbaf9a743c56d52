//! Names in `registries.yaml` that are no names of registries.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::registries::Text;

pub static RULE: Rule = Rule {
    id: "registries-host",
    summary: "A registry in `registries.yaml` is written as a URL or a path",
    page: page!("registries_host.md"),
    when: &[When::Has(Mark::Registries)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for registries in &context.project.registries {
        let mirrors = registries
            .mirrors
            .iter()
            .map(|mirror| ("mirrors", &mirror.host));
        let configs = registries.configs.iter().map(|host| ("configs", host));
        let hosts = mirrors.chain(configs).filter(|(_, host)| !host.opaque);
        found.extend(hosts.filter_map(|(section, host)| judge(section, host)));
    }
}

fn judge(section: &str, host: &Text) -> Option<Diagnostic> {
    let text = host.text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let name = rest.split('/').next().unwrap_or_default();
    let name = name.rsplit_once('@').map_or(name, |(_, host)| host);
    if name == text || name.is_empty() {
        return None;
    }
    let message = match section {
        "mirrors" => {
            "this mirror is never used: images are told apart by the host that their name begins with"
        }
        _ => "this is never used: a host and its port are looked for here, and no URL",
    };
    Some(
        RULE.warning(Consequence::Ignored, host.span, message)
            .help(format!("write `{name}`"))
            .suggest(host.span, format!("\"{name}\""))
            .evidence("rancher/wharfie pkg/registries/registries.go")
            .evidence("k3s-io/k3s pkg/agent/containerd/config.go configForHost"),
    )
}
