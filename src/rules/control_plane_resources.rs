//! Resources of the control plane that RKE2 or the kubelet does not take.

use super::{Context, NodeView, Rule, When};
use crate::config::{Form, Value};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Type;
use crate::names::nearest;
use crate::role::Role;
use crate::source::Span;
use crate::values::quantity;

pub static RULE: Rule = Rule {
    id: "control-plane-resources",
    summary: "A request or limit of the control plane has the wrong form, name or size",
    page: page!("control_plane_resources.md"),
    when: &[
        When::Key("control-plane-resource-requests"),
        When::Key("control-plane-resource-limits"),
    ],
    check,
};

const REQUESTS: &str = "control-plane-resource-requests";
const LIMITS: &str = "control-plane-resource-limits";
const SOURCE: &str = "rancher/rke2 pkg/podtemplate/config.go parseControlPlaneResources";

/// One `name=quantity`.
struct Item<'a> {
    name: &'a str,
    quantity: &'a str,
    span: Span,
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        let requests = items(context, node, REQUESTS, found);
        let limits = items(context, node, LIMITS, found);
        for limit in &limits {
            found.extend(too_low(context, node, limit, &requests));
        }
    }
}

/// The items of an option, with what is wrong with them reported.
fn items<'a>(
    context: &Context<'a>,
    node: &NodeView<'a>,
    option: &str,
    found: &mut Vec<Diagnostic>,
) -> Vec<Item<'a>> {
    let mut items: Vec<Item<'a>> = Vec::new();
    let one = context
        .facts
        .option(option)
        .map(|option| option.kind(context.to))
        == Some(Type::String);
    let values: Vec<&'a Value> = match one {
        true => node.last(option).into_iter().collect(),
        false => node.values(option),
    };
    if values.is_empty() {
        return items;
    }
    let names = context.facts.accepted_values(option, context.to);
    for value in values.into_iter().filter(|value| value.form != Form::Map) {
        for piece in value.text.split(',') {
            let span = context.place(value, piece);
            let Some((name, quantity)) = piece.split_once('=') else {
                // In the older form an empty text is no item.
                if !(one && value.text.is_empty()) {
                    found.push(unreadable(piece, span));
                }
                continue;
            };
            if !names.contains(&name) {
                found.push(unknown(&names, name, context.place(value, name)));
            } else if quantity::parse(quantity).is_none() {
                found.push(no_quantity(name, quantity, span));
            } else {
                // The last one counts.
                items.retain(|item| item.name != name);
                items.push(Item {
                    name,
                    quantity,
                    span,
                });
            }
        }
    }
    items
}

fn unreadable(piece: &str, span: Span) -> Diagnostic {
    let message = format!("RKE2 exits: `{piece}` has no `=`");
    let help = match piece.split_once([':', ' ']) {
        Some((name, quantity)) => format!("write `{}={}`", name.trim(), quantity.trim()),
        None => {
            "write component, resource and quantity, as in `kube-apiserver-cpu=500m`".to_owned()
        }
    };
    RULE.error(Consequence::WontStart, span, message)
        .help(help)
        .evidence(SOURCE)
}

fn unknown(names: &[&str], name: &str, span: Span) -> Diagnostic {
    let message = format!("RKE2 ignores `{name}`: no component has a resource of this name");
    let trimmed = name.trim();
    let help = match (names.contains(&trimmed), nearest(trimmed, names)) {
        (true, _) => format!("leave no blank beside it: `{trimmed}`"),
        (false, Some(near)) => format!("did you mean `{near}`?"),
        (false, None) => {
            "a name is a component and `cpu` or `memory`, as in `etcd-memory`".to_owned()
        }
    };
    RULE.warning(Consequence::Ignored, span, message)
        .help(help)
        .evidence(SOURCE)
}

fn no_quantity(name: &str, quantity: &str, span: Span) -> Diagnostic {
    let message = format!("RKE2 drops `{name}`: `{quantity}` is no quantity");
    RULE.warning(Consequence::Ignored, span, message)
        .help("write `500m` or `0.5` for CPU, and `512Mi` or `1Gi` for memory; upper and lower case matter")
        .evidence("rancher/rke2 pkg/podtemplate/podtemplate.go Pod")
}

/// The kubelet refuses a pod that requests more than its limit.
fn too_low(
    context: &Context<'_>,
    node: &NodeView<'_>,
    limit: &Item<'_>,
    requests: &[Item<'_>],
) -> Option<Diagnostic> {
    // Of these pods agents run only kube-proxy.
    if node.role == Some(Role::Agent) && !limit.name.starts_with("kube-proxy-") {
        return None;
    }
    let asked = requests.iter().find(|request| request.name == limit.name);
    let unknown = node.is_opaque(REQUESTS) || (asked.is_none() && !node.is_whole());
    let (request, by_default) = match asked {
        Some(request) => (request.quantity, false),
        None if unknown => return None,
        None => (context.facts.default_request(limit.name, context.to)?, true),
    };
    if quantity::parse(limit.quantity)? >= quantity::parse(request)? {
        return None;
    }
    let (component, _) = limit.name.rsplit_once('-')?;
    let whose = if by_default {
        "RKE2's default request"
    } else {
        "its request"
    };
    let message = format!(
        "{component} does not come up: the kubelet refuses its pod, since the limit {} is lower than {whose} {request}",
        limit.quantity
    );
    let finding = RULE
        .error(Consequence::ComponentDown, limit.span, message)
        .help(format!(
            "raise the limit, or set `{}` in `{REQUESTS}` to no more than {}",
            limit.name, limit.quantity
        ))
        .evidence(SOURCE)
        .evidence("kubernetes/kubernetes pkg/apis/core/validation/validation.go");
    Some(match asked {
        Some(request) => finding.related(request.span, "the request"),
        None => finding,
    })
}
