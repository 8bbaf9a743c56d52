//! Servers of one cluster that differ in what a joining server compares.

use super::{Context, Mark, NodeView, Rule, When};
use crate::config::{Compared, differ};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::cluster::CriticalValue;
use crate::names::list;
use crate::order;
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "critical-value-mismatch",
    summary: "Servers of one cluster differ in a value that must be the same on all",
    page: page!("critical_value_mismatch.md"),
    when: &[When::Has(Mark::Cluster)],
    check,
};

/// The cloud controller of RKE2 is compared as one switch, which several keys turn.
const CLOUD: &str = "disable-cloud-controller";
const CLOUD_PRESENCE: &str = "cloud-provider-name";

/// Providers whose own charts bring a cloud controller.
const CLOUD_CHARTS: [&str; 2] = ["harvester", "rancher-vsphere"];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("critical-values-checked") {
        return;
    }
    let critical = context.facts.critical_values(context.to);
    for nodes in context.clusters() {
        let mut servers: Vec<&NodeView<'_>> = nodes
            .into_iter()
            .filter(|node| node.role == Some(Role::Server))
            .collect();
        // The one that founds the cluster is what the others are compared with.
        order::sort_by_key(&mut servers, |node| node.get("server").is_some());
        for value in &critical {
            found.extend(mismatch(context, &servers, value));
        }
    }
}

fn mismatch(
    context: &Context<'_>,
    servers: &[&NodeView<'_>],
    value: &CriticalValue,
) -> Option<Diagnostic> {
    let key = value.key;
    // Its presence is part of the switch; and what RKE2 overrides cannot differ.
    if key == CLOUD_PRESENCE
        || (key == "egress-selector-mode" && context.has("egress-forced-disabled"))
    {
        return None;
    }
    let known = servers.iter().filter_map(|node| {
        let compared = match key {
            CLOUD => cloud_controller(context, node),
            _ => node.compared(key),
        };
        Some((*node, compared?))
    });
    let known: Vec<(&NodeView<'_>, Compared)> = known.collect();
    let (first, others) = known.split_first()?;
    let others: Vec<_> = others
        .iter()
        .filter(|(_, other)| differ(key, &first.1, other))
        .collect();
    let second = others.first()?;
    let names: Vec<String> = others
        .iter()
        .map(|(node, _)| node.name().to_owned())
        .collect();
    let say = |compared: &Compared| match (key, compared.values.first().map(String::as_str)) {
        (CLOUD, Some("true")) => "is turned off".to_owned(),
        (CLOUD, _) => "runs".to_owned(),
        _ => format!("is {}", compared.shown()),
    };
    let what = match key {
        CLOUD => "the cloud controller of RKE2".to_owned(),
        key => format!("`{key}`"),
    };
    let certainty = if value.certain {
        "cannot"
    } else {
        "probably cannot"
    };
    let message = format!(
        "{what} {} on {}, but {} on {}: the servers compare it, and one that differs {certainty} join",
        say(&first.1),
        first.0.name(),
        say(&second.1),
        list(&names),
    );
    let severity = match value.certain {
        true => Severity::Error,
        false => Severity::Warning,
    };
    let place = second.1.span.or(first.1.span)?;
    let mut finding = RULE.finding(severity, Consequence::WontStart, Some(place), message);
    for (node, compared) in known
        .iter()
        .filter(|(_, compared)| compared.span != Some(place))
    {
        if let Some(span) = compared.span.or_else(|| node.node.config.place()) {
            finding = finding.related(span, format!("on {} it {}", node.name(), say(compared)));
        }
    }
    let help = match key {
        CLOUD if context.has("ccm-always-on") => {
            format!("set `{CLOUD}` on all servers, or on none")
        }
        CLOUD => format!("set `{CLOUD}` or `{CLOUD_PRESENCE}` on all servers, or on none"),
        key => format!("write the same `{key}` on all servers"),
    };
    Some(
        finding
            .help(help)
            .evidence("k3s-io/k3s pkg/cluster/bootstrap.go compareConfig"),
    )
}

/// Whether the cloud controller is off, and the key that says so.
fn cloud_controller(context: &Context<'_>, node: &NodeView<'_>) -> Option<Compared> {
    let switch = node.compared(CLOUD)?;
    if switch.values == ["true"] {
        return Some(switch);
    }
    let always_on = context.has("ccm-always-on");
    for key in [CLOUD_PRESENCE, "cloud-provider-config"] {
        let Some(setting) = node.get(key) else {
            continue;
        };
        let off = match always_on {
            // That it is set is enough, to whatever.
            false => true,
            true if key == CLOUD_PRESENCE => {
                let value = setting.last().filter(|value| !value.opaque)?;
                CLOUD_CHARTS.contains(&&*value.text)
            }
            true => false,
        };
        if off {
            return Some(Compared {
                values: vec!["true".to_owned()],
                span: setting.key_span(),
            });
        }
    }
    Some(switch)
}
