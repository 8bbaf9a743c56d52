//! Several values of `cni` that are no multus and one plugin.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "cni-order",
    summary: "`cni` holds several plugins that are not multus and then one more",
    page: page!("cni_order.md"),
    when: &[When::Key("cni")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("cni-list") {
        return;
    }
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        if node.is_opaque("cni") {
            continue;
        }
        let values = node.split("cni");
        let Some(entry) = node.get("cni").and_then(|setting| setting.entries.last()) else {
            continue;
        };
        let names: Vec<&str> = values.iter().map(|(value, _)| *value).collect();
        let (message, help) = match names[..] {
            ["multus", "multus"] => (
                "RKE2 exits: multus chains another plugin, and cannot chain itself",
                "name the plugin that gives pods their first interface: `cni: [multus, canal]`"
                    .to_owned(),
            ),
            [] | ["multus", _] => continue,
            ["multus"] => (
                "RKE2 exits: multus only chains another plugin, and none is named",
                "name the plugin that gives pods their first interface: `cni: [multus, canal]`"
                    .to_owned(),
            ),
            [_] => continue,
            [other, "multus"] if other != "multus" => (
                "RKE2 exits: multus must come first",
                format!("write `cni: [multus, {other}]`"),
            ),
            [_, _] => (
                "RKE2 exits: it takes two values only if the first one is multus",
                "name one plugin, or multus and one plugin".to_owned(),
            ),
            _ => (
                "RKE2 exits: `cni` takes one value, or multus and one more",
                "name one plugin, or multus and one plugin".to_owned(),
            ),
        };
        let finding = RULE
            .error(Consequence::WontStart, entry.value_span, message)
            .help(help)
            .evidence("rancher/rke2 pkg/cli/cmds/server.go validateCNI");
        let swap = matches!(names[..], [other, "multus"] if other != "multus" && other != "none");
        found.push(match (swap, &values[..]) {
            (true, [(other, first), (_, second)]) if first != second => {
                let mut finding = finding.fix(*first, "multus");
                if let Some(fix) = &mut finding.fix {
                    fix.edits.push(crate::diagnostic::Edit {
                        span: *second,
                        text: (*other).to_owned(),
                    });
                }
                finding
            }
            _ => finding,
        });
    }
}
