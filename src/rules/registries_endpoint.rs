//! Endpoints of `registries.yaml` that lead nowhere, or elsewhere than they seem to.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::nearest;
use crate::project::registries::Text;
use crate::values::url::{self, Url};

pub static RULE: Rule = Rule {
    id: "registries-endpoint",
    summary: "An endpoint in `registries.yaml` is no URL of a registry",
    page: page!("registries_endpoint.md"),
    when: &[When::Has(Mark::Registries)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for registries in &context.project.registries {
        let endpoints = registries
            .mirrors
            .iter()
            .flat_map(|mirror| &mirror.endpoints);
        for endpoint in endpoints.filter(|endpoint| !endpoint.opaque) {
            let finding = match url::parse(endpoint.text.trim()) {
                Err(why) => Some(ignored(endpoint, why)),
                Ok(url) => judge(endpoint, &url),
            };
            found.extend(finding.map(|finding| {
                finding
                    .evidence("k3s-io/k3s pkg/agent/containerd/config.go normalizeEndpointAddress")
            }));
        }
    }
}

fn ignored(endpoint: &Text, why: &str) -> Diagnostic {
    RULE.warning(
        Consequence::Ignored,
        endpoint.span,
        format!("RKE2 passes over this endpoint: {why}"),
    )
    .help("write `https://HOST:PORT`, or `http://HOST:PORT`")
}

fn judge(endpoint: &Text, url: &Url<'_>) -> Option<Diagnostic> {
    // One slash is missing, and the scheme has become a host.
    if url.scheme.is_empty() && matches!(url.host, "http" | "https") {
        let message = format!(
            "this endpoint leads to a host called `{}`, since two slashes belong after the colon",
            url.host
        );
        return Some(
            RULE.warning(Consequence::Ignored, endpoint.span, message)
                .help(format!("write `{}://` and the host", url.host)),
        );
    }
    if url.host.is_empty() {
        return Some(ignored(endpoint, "it names no host"));
    }
    match &*url.scheme {
        "http" | "https" => None,
        "" => {
            let scheme = match is_local(url.host) && !matches!(url.port, "" | "443") {
                true => "http",
                false => "https",
            };
            let message = format!("without a scheme, this endpoint is taken for `{scheme}://`");
            Some(
                RULE.info(Consequence::Changed, endpoint.span, message)
                    .help("write `https://`, or `http://` for a registry without TLS, before it"),
            )
        }
        scheme => {
            let message = format!(
                "pulls through this endpoint fail: containerd speaks http and https, and no `{scheme}`"
            );
            let help = match nearest(scheme, &["http", "https"]) {
                Some(near) => format!("did you mean `{near}://`?"),
                None => "write `https://`, or `http://` for a registry without TLS".to_owned(),
            };
            Some(
                RULE.warning(Consequence::Ignored, endpoint.span, message)
                    .help(help),
            )
        }
    }
}

/// Only the machine itself is spoken to without TLS.
fn is_local(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || address
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
