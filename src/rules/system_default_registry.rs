//! A `system-default-registry` that is no registry.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::releases;
use crate::role::Role;
use crate::values::registry::{self, Flaw};

pub static RULE: Rule = Rule {
    id: "system-default-registry",
    summary: "`system-default-registry` has a scheme, a path or no host",
    page: page!("system_default_registry.md"),
    when: &[When::Key("system-default-registry")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("system-default-registry-parsed") {
        return;
    }
    let paths = context.has("system-default-registry-path");
    // Agents take the key and pass it over.
    let servers = context.nodes.iter();
    for node in servers.filter(|node| node.role != Some(Role::Agent)) {
        let Some(value) = node.text("system-default-registry") else {
            continue;
        };
        let text = value.text.as_str();
        let Some(flaw) = registry::flaw(text, paths) else {
            continue;
        };
        let says = |what: &str| {
            let message = format!("RKE2 exits: `system-default-registry` {what}");
            RULE.error(Consequence::WontStart, value.span, message)
                .evidence("rancher/rke2 pkg/images/images.go NewResolver")
        };
        found.push(match flaw {
            Flaw::Scheme => {
                let rest = text.rsplit_once("://").map_or(text, |(_, rest)| rest);
                let rest = rest.trim_end_matches('/');
                // What else is refused: a user before the host, and a path behind it.
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                let host = match host.split_once('/') {
                    Some((host, _)) if !paths => host,
                    _ => host,
                };
                let finding = says("starts with a scheme").help(format!("write `{host}`"));
                // Another flaw may be left, and a registry without TLS needs more than this.
                let is_all = host == rest && registry::flaw(host, paths).is_none();
                match text.starts_with("https://") && is_all {
                    true => finding.fix(value.span, host),
                    false => finding.suggest(value.span, host),
                }
            }
            Flaw::Slash => {
                let host = text.trim_end_matches('/');
                says("ends in a slash")
                    .help(format!("write `{host}`"))
                    .fix(value.span, host)
            }
            Flaw::Path => {
                let host = text.split('/').next().unwrap_or(text);
                let known = context.facts.trait_releases("system-default-registry-path");
                let taken = known.map(|known| releases(&known)).unwrap_or_default();
                says("has a path after the host").help(format!(
                    "write `{host}`, and set the path with a rewrite in registries.yaml; a path is taken by {taken}"
                ))
            }
            Flaw::Host => says("is no host with an optional port")
                .help("write it as in `registry.example.com:5000`"),
        });
    }
}
