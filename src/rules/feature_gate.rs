//! A feature gate that Kubernetes does not have, or does not let be set.

use super::{Context, Rule, When};
use crate::config::arguments::{TARGETS, Target};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::nearest;
use crate::source::Span;
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "feature-gate",
    summary: "A feature gate does not exist in this release, or is locked to another value",
    page: page!("feature_gate.md"),
    when: &[When::Suffix("-arg")],
    check,
};

/// These two stand for many.
const GROUPS: [&str; 2] = ["AllAlpha", "AllBeta"];
const SOURCE: &str =
    "kubernetes/kubernetes staging/src/k8s.io/component-base/featuregate/feature_gate.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Gates are known by release, so nothing is said about one that is newer.
    if context.facts.release(context.to).is_none() {
        return;
    }
    // RKE2's own cloud controller and etcd have gates of their own.
    let targets = TARGETS
        .iter()
        .filter(|target| target.component.starts_with("kube"));
    for target in targets {
        for node in &context.nodes {
            let arguments = context.arguments_of(node, target);
            let mut gates: Vec<_> = arguments
                .iter()
                .filter(|argument| argument.flag() == "feature-gates")
                .collect();
            if !context.has("arg-repeat-all") {
                // Only the last one is passed on.
                gates.drain(..gates.len().saturating_sub(1));
            }
            for argument in gates {
                let Some(text) = argument.value.filter(|text| !text.contains(['"', '\''])) else {
                    continue;
                };
                for piece in text.split(',').filter(|piece| !piece.trim().is_empty()) {
                    let span = context.place(argument.item, piece);
                    found.extend(judge(context, target, piece.trim(), span));
                }
            }
        }
    }
}

fn judge(context: &Context<'_>, target: &Target, text: &str, span: Span) -> Option<Diagnostic> {
    let component = target.component;
    let refuse = |message: String| {
        RULE.error(
            Consequence::ComponentDown,
            span,
            format!("{component} exits: {message}"),
        )
    };
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name.trim(), value.trim()),
        None => {
            let finding = refuse(format!("the feature gate `{text}` has no value"));
            return Some(
                finding
                    .help(format!("write `{text}=true`"))
                    .evidence(SOURCE),
            );
        }
    };
    let Some(value) = go::parse_bool(value) else {
        let finding = refuse(format!(
            "the value of the feature gate `{name}` is neither true nor false"
        ));
        return Some(
            finding
                .help(format!("write `{name}=true` or `{name}=false`"))
                .evidence(SOURCE),
        );
    };
    // Newer components may have the name of one in front.
    let name = name.strip_prefix("kube:").unwrap_or(name);
    if GROUPS.contains(&name) {
        return None;
    }
    let Some(gate) = context.facts.gate(name) else {
        let names: Vec<&str> = context.facts.gates().collect();
        let near = nearest(name, &names).or_else(|| {
            let same = |other: &&&str| other.eq_ignore_ascii_case(name);
            names.iter().find(same).copied()
        });
        let finding = match near {
            Some(near) => refuse(format!("there is no feature gate `{name}`"))
                .help(format!("did you mean `{near}`?")),
            // Without a name that is alike it may be a gate that the tables lack.
            None if !name.contains(':') => {
                let message = format!(
                    "{component} exits: no release of RKE2 has a feature gate `{name}` (inferred)"
                );
                RULE.warning(Consequence::ComponentDown, span, message)
                    .help("remove it, or look its name up")
            }
            None => return None,
        };
        return Some(finding.evidence(SOURCE));
    };
    let release = context.to;
    if !gate.releases.contains(release) {
        let gone = gate.is_gone(release);
        let message = match gone {
            true => format!("the feature gate `{name}` is gone"),
            false => format!("the feature gate `{name}` does not exist yet"),
        };
        return Some(
            refuse(message)
                .help(format!("remove it: {}", gate.bound(gone)))
                .evidence("kubernetes/kubernetes pkg/features/kube_features.go"),
        );
    }
    let locked = context.facts.gate_lock(name, release)?;
    (locked != value).then(|| {
        refuse(format!("the feature gate `{name}` is locked to {locked}"))
            .help("remove it: what it is about can no longer be changed")
            .evidence("kubernetes/kubernetes pkg/features/kube_features.go")
    })
}
