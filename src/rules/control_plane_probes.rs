//! Settings of the control plane's probes that RKE2 does not take.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::nearest;

pub static RULE: Rule = Rule {
    id: "control-plane-probes",
    summary: "A setting of the control plane's probes has the wrong form or name",
    page: page!("control_plane_probes.md"),
    when: &[When::Key("control-plane-probe-configuration")],
    check,
};

const OPTION: &str = "control-plane-probe-configuration";
const SOURCE: &str = "rancher/rke2 pkg/podtemplate/config.go parseControlPlaneProbeConfs";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (text, span) in context.pieces(node, OPTION) {
            let Some((name, value)) = text.split_once('=') else {
                let message = format!("RKE2 exits: `{text}` has no `=`");
                let help = match text.split_once([':', ' ']) {
                    Some((name, number)) => format!("write `{}={}`", name.trim(), number.trim()),
                    None => "write component, probe, setting and number, as in `etcd-startup-failure-threshold=60`".to_owned(),
                };
                found.push(
                    RULE.error(Consequence::WontStart, span, message)
                        .help(help)
                        .evidence(SOURCE),
                );
                continue;
            };
            let number = value.strip_prefix(['+', '-']).unwrap_or(value);
            let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
            // `-0` is a number too.
            if !(digits && value.parse::<i32>().is_ok_and(|number| number >= 0)) {
                let message = format!("RKE2 exits: `{value}` is no number of 0 or more");
                let unit = value.trim_end_matches('s');
                let help = match unit != value && unit.parse::<u32>().is_ok() {
                    true => format!("write `{name}={unit}`: times are in seconds, without a unit"),
                    false => "write a whole number; times are in seconds".to_owned(),
                };
                found.push(
                    RULE.error(Consequence::WontStart, span, message)
                        .help(help)
                        .evidence(SOURCE),
                );
                continue;
            }
            let names = context.facts.accepted_values(OPTION, context.to);
            if names.contains(&name) {
                continue;
            }
            let message = format!("RKE2 ignores `{name}`: no probe has a setting of this name");
            let trimmed = name.trim();
            let help = match (names.contains(&trimmed), nearest(trimmed, &names)) {
                (true, _) => format!("leave no blank beside it: `{trimmed}`"),
                (false, Some(near)) => format!("did you mean `{near}`?"),
                (false, None) => "a name is a component, `liveness`, `readiness` or `startup`, and `initial-delay-seconds`, `timeout-seconds`, `failure-threshold` or `period-seconds`".to_owned(),
            };
            found.push(
                RULE.warning(Consequence::Ignored, span, message)
                    .help(help)
                    .evidence(SOURCE),
            );
        }
    }
}
