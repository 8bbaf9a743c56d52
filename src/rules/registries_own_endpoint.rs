//! Rewrites for an endpoint that is the registry itself.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::url;

pub static RULE: Rule = Rule {
    id: "registries-own-endpoint",
    summary: "A mirror in `registries.yaml` has rewrites, but its last endpoint is the registry itself",
    page: page!("registries_own_endpoint.md"),
    when: &[When::Has(Mark::Registries)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let behaviour = "registries-default-endpoint-not-rewritten";
    let Some(behaviour) = context
        .facts
        .behaviour(behaviour, context.to)
        .filter(|behaviour| behaviour.holds)
    else {
        return;
    };
    let mirrors = context.project.registries.iter().flat_map(|r| &r.mirrors);
    for mirror in mirrors.filter(|mirror| !mirror.rewrites.is_empty() && !mirror.host.opaque) {
        let Some(last) = mirror.endpoints.last().filter(|last| !last.opaque) else {
            continue;
        };
        let (Some(own), Some(endpoint)) = (address(&mirror.host.text), address(&last.text)) else {
            continue;
        };
        if own != endpoint {
            continue;
        }
        let probably = if behaviour.certain { "" } else { "probably " };
        let only = match mirror.endpoints.len() {
            1 => "the rewrites",
            _ => "for it, the rewrites",
        };
        let message = format!(
            "this endpoint is the registry itself, so {only} {probably}have no effect: \
             the default endpoint is asked for the name as it is"
        );
        found.push(
            RULE.warning(Consequence::Ignored, last.span, message)
                .related(mirror.host.span, "the registry")
                .help(match url::parse(&mirror.host.text) {
                    Ok(host) if host.port.is_empty() => {
                        "write the port, which makes it another endpoint: `https://HOST:443`"
                    }
                    _ => "name the endpoint by another name of the same host",
                })
                .evidence(behaviour.source)
                .evidence("rancher/rke2-docs docs/install/private_registry.md"),
        );
    }
}

/// Scheme, host with port, and path, as RKE2 completes them.
fn address(text: &str) -> Option<(String, String, String)> {
    let url = url::parse(text.trim()).ok()?;
    let scheme = match &*url.scheme {
        "" => "https",
        scheme => scheme,
    };
    let host = match url.host {
        "" => return None,
        "docker.io" => "registry-1.docker.io",
        host => host,
    };
    let host = match url.port {
        "" => host.to_owned(),
        port => format!("{host}:{port}"),
    };
    let path = match url.path {
        "" | "/" => "/v2",
        path => path,
    };
    Some((scheme.to_owned(), host, path.to_owned()))
}
