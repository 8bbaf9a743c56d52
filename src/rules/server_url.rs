//! A `server` that is no URL of a supervisor.

use super::{Context, Rule, When};
use crate::config::Value;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::server_url::{Flaw, ServerUrl, authority, parse};

pub static RULE: Rule = Rule {
    id: "server-url",
    summary: "`server` is no `https://` URL, or has the port of the apiserver",
    page: page!("server_url.md"),
    when: &[When::Key("server")],
    check,
};

/// The port of the supervisor, which nodes join through.
const SUPERVISOR: u16 = 9345;

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        let Some(value) = node.text("server") else {
            continue;
        };
        found.extend(match parse(&value.text) {
            Ok(url) => port(value, url),
            Err(flaw) => Some(broken(value, flaw)),
        });
    }
}

fn port(value: &Value, url: ServerUrl<'_>) -> Option<Diagnostic> {
    let host = url.host;
    let message = match url.port {
        Some(6443) => {
            "nodes join through the supervisor on port 9345; 6443 is the port of the apiserver"
        }
        None => "without a port the node asks on 443; the supervisor listens on 9345",
        // A load balancer may listen anywhere.
        Some(_) => return None,
    };
    let right = format!("https://{host}:{SUPERVISOR}");
    Some(
        RULE.warning(Consequence::WontStart, value.span, message)
            .help(format!(
                "write `{right}`, unless a load balancer forwards that port to 9345"
            ))
            .suggest(value.span, right)
            .evidence("rancher/rke2 pkg/cli/defaults/defaults.go SupervisorPort"),
    )
}

fn broken(value: &Value, flaw: Flaw<'_>) -> Diagnostic {
    let (what, right) = match flaw {
        Flaw::Scheme(rest) => {
            let url = authority(rest).ok();
            let right = url.map(|url| {
                let port = url.port.unwrap_or(SUPERVISOR);
                format!("https://{}:{port}", url.host)
            });
            ("`server` must start with https://", right)
        }
        Flaw::Host => ("`server` names no host", None),
        Flaw::Port => ("the port of `server` is no port", None),
        Flaw::Brackets => ("an IPv6 address in `server` needs brackets", None),
    };
    let finding = RULE
        .error(
            Consequence::WontStart,
            value.span,
            format!("the node cannot join: {what}"),
        )
        .evidence("k3s-io/k3s pkg/clientaccess/token.go setServer");
    match right {
        Some(right) => finding
            .help(format!("write `{right}`"))
            .suggest(value.span, right),
        None if flaw == Flaw::Brackets => finding.help("write `https://[ADDRESS]:9345`"),
        None => finding.help("write `https://HOST:9345`"),
    }
}
