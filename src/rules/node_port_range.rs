//! A range of node ports that does not parse.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::network::{PortRange, parse_port_range};

pub static RULE: Rule = Rule {
    id: "node-port-range",
    summary: "`service-node-port-range` is no range of ports",
    page: page!("node_port_range.md"),
    when: &[When::Key("service-node-port-range")],
    check,
};

const OPTION: &str = "service-node-port-range";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("node-port-range-parsed") {
        return;
    }
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        let Some(value) = node.text(OPTION) else {
            continue;
        };
        let text = &value.text;
        let why = match parse_port_range(text) {
            PortRange::Ok(..) => continue,
            PortRange::Malformed => "is no range of ports",
            PortRange::TooHigh => "reaches past port 65535",
            PortRange::Backwards => "ends before it begins",
        };
        let message = format!("RKE2 exits: `{OPTION}: {text}` {why}");
        let finding = RULE
            .error(Consequence::WontStart, value.span, message)
            .help(
                "write the first and the last port with a hyphen between them, as in `30000-32767`",
            )
            .evidence("k3s-io/k3s pkg/cli/server/server.go");
        // Other marks between two ports are meant as a hyphen.
        let ports = text.split_once([':', ',', '/', '–', '—']);
        let ports = ports
            .or_else(|| text.split_once(" - "))
            .or_else(|| text.split_once(".."));
        let mended = ports.map(|(first, last)| format!("{}-{}", first.trim(), last.trim()));
        found.push(match mended {
            Some(range) if matches!(parse_port_range(&range), PortRange::Ok(..)) => {
                finding.suggest(value.span, format!("\"{range}\""))
            }
            _ => finding,
        });
    }
}
