//! Objects of an API that Kubernetes has taken away.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::objects::{ApiRemoval, api_removal};
use crate::project::Object;
use crate::source::Source;

pub static RULE: Rule = Rule {
    id: "api-removed",
    summary: "A manifest uses an API that the Kubernetes of the release does not serve any more",
    page: page!("api_removed.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let known = context.facts.newest().minor;
    for objects in &context.kinds {
        let Some(removal) = removal(&objects[0]) else {
            continue;
        };
        let minor = context.to.minor;
        let gone = removal.removed <= minor;
        let soon = removal.deprecated.is_some_and(|since| since <= minor)
            && removal.removed <= known
            && !removal.is_file;
        if gone || soon {
            let objects = objects.iter();
            let certain =
                objects.filter(|object| !may_be_another(context.sources.get(object.file), object));
            found.extend(certain.map(|object| judge(context, object, &removal, gone)));
        }
    }
}

fn removal(object: &Object<'_>) -> Option<ApiRemoval> {
    let api_version = object.api_version.text();
    let version = api_version.rsplit('/').next()?;
    api_removal(object.kind.text(), object.group(), version)
}

/// Whether a template decides about the version, or about whether the object is there.
fn may_be_another(source: &Source, object: &Object<'_>) -> bool {
    let opaque = [object.api_version, object.kind].into_iter().any(|node| {
        let span = node.span();
        source.is_opaque(span.start, span.end)
    });
    opaque || source.has_control()
}

fn judge(
    context: &Context<'_>,
    object: &Object<'_>,
    removal: &ApiRemoval,
    gone: bool,
) -> Diagnostic {
    let api = object.api_version.text();
    let kind = object.kind.text();
    let removed = removal.removed;
    let (severity, consequence, message) = match (gone, removal.is_file) {
        (true, true) => (
            Severity::Error,
            Consequence::ComponentDown,
            format!(
                "kube-apiserver does not start with this file as its audit policy: Kubernetes 1.{removed} took away {api}"
            ),
        ),
        (true, false) => (
            Severity::Error,
            Consequence::Ignored,
            format!(
                "{} does not serve {kind} of {api}: Kubernetes 1.{removed} took it away",
                context.to
            ),
        ),
        (false, _) => (
            Severity::Info,
            Consequence::Ignored,
            format!("{kind} of {api} is deprecated: Kubernetes 1.{removed} takes it away"),
        ),
    };
    let finding = RULE
        .finding(
            severity,
            consequence,
            Some(object.api_version.span()),
            message,
        )
        .evidence(removal.source);
    let Some(instead) = instead(context, kind, removal) else {
        return finding.help("Kubernetes has nothing that takes its place");
    };
    match instead.split_once(' ') {
        None => finding
            .help(format!(
                "write `apiVersion: {instead}`, and look at its fields: some differ"
            ))
            .suggest(object.api_version.span(), instead),
        Some((api, kind)) => finding.help(format!("use {kind} of {api}")),
    }
}

/// What takes its place, and is not gone itself.
fn instead(context: &Context<'_>, kind: &str, removal: &ApiRemoval) -> Option<&'static str> {
    let mut instead = removal.instead?;
    // Some APIs went through several versions on their way.
    for _ in 0..4 {
        let Some((group, version)) = instead.split_once('/') else {
            break;
        };
        let gone = |next: &ApiRemoval| next.removed <= context.to.minor;
        match api_removal(kind, group, version).filter(gone) {
            Some(next) => instead = next.instead?,
            None => break,
        }
    }
    Some(instead)
}
