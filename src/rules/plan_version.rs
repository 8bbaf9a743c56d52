//! What a Plan upgrades to.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::releases::{State, Unresolved};
use crate::project::plan::{Plan, PlanImage};
use crate::release::Release;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "plan-version",
    summary: "A Plan names no release that its image has a tag for, or two different ones",
    page: page!("plan_version.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const TYPES: &str = "rancher/system-upgrade-controller pkg/apis/upgrade.cattle.io/v1/types.go";
const PLAN: &str = "rancher/system-upgrade-controller pkg/upgrade/plan/plan.go";
const IMAGE: &str = "rancher/system-upgrade-controller pkg/upgrade/container/container.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for plan in context.plans() {
        let (version, channel) = (plan.get(&["version"]), plan.get(&["channel"]));
        match (version, channel) {
            (None, None) if plan.is_whole() => {
                let at = plan.object.root.entry("spec").map(|(key, _)| key.span());
                let message = format!(
                    "{} does nothing: it has neither `version` nor `channel`",
                    plan.title()
                );
                found.push(
                    RULE.finding(Severity::Error, Consequence::Ignored, at, message)
                        .help(format!("write `version: {}`", context.to))
                        .evidence(
                            "rancher/system-upgrade-controller pkg/upgrade/handle_upgrade.go",
                        ),
                );
            }
            (Some(version), Some(channel)) => found.push(
                RULE.warning(
                    Consequence::Ignored,
                    channel.span(),
                    "`channel` has no effect beside `version`",
                )
                .related(version.span(), "this counts")
                .help("keep one of them")
                .evidence(TYPES),
            ),
            _ => {}
        }
        if !plan.is_rke2() {
            continue;
        }
        if let Some((text, span)) = plan.word(&["version"]) {
            found.extend(release(context, text, span));
        } else if let Some((text, span)) = plan.word(&["channel"]) {
            found.extend(channel_url(context, text, span));
        }
        for container in ["prepare", "upgrade"] {
            if let Some(image) = plan.image(container) {
                pinned(&plan, &image, found);
            }
        }
    }
}

fn no_tag(span: Span, message: String) -> Diagnostic {
    RULE.error(Consequence::Ignored, span, message)
        .evidence("rancher/rke2-upgrade scripts/upgrade.sh")
}

/// Whether there is an image of this name.
fn release(context: &Context<'_>, text: &str, span: Span) -> Option<Diagnostic> {
    let Some(release) = Release::parse(text) else {
        let message = format!(
            "`{text}` is no release of RKE2, so there is no image with this tag, and the jobs do not start"
        );
        let meant = text
            .split_once("rke2r")
            .map(|(numbers, revision)| {
                let numbers = numbers.trim_end_matches(|c: char| !c.is_ascii_digit());
                format!("{numbers}+rke2r{revision}")
            })
            .and_then(|text| Release::parse(&text))
            .or_else(|| context.facts.resolve(text).ok());
        let finding = no_tag(span, message);
        return Some(match meant {
            Some(meant) => finding
                .help(format!("write `{meant}`"))
                .suggest(span, meant.to_string()),
            None => finding.help("write it as `v1.33.2+rke2r1`"),
        });
    };
    if !text.starts_with('v') {
        let message = format!(
            "tags begin with `v`: there is no image for `{text}`, and the jobs do not start"
        );
        return Some(no_tag(span, message).suggest(span, release.to_string()));
    }
    if let Err(Unresolved::Missing(release)) = context.facts.resolve(&release.to_string()) {
        let near = context
            .facts
            .nearest(release)
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>();
        let finding = no_tag(
            span,
            format!("there is no {release}, so the jobs do not start"),
        );
        return Some(match near.is_empty() {
            true => finding,
            false => finding.help(format!("near it are {}", crate::names::list(&near))),
        });
    }
    let info = context.facts.release(release)?;
    // What is wrong with the release that is judged is said once, and not for each Plan.
    if release == context.to || matches!(info.state, State::Announced | State::Prime) {
        return None;
    }
    let message = match info.state {
        State::Withdrawn => format!("{release} was taken back after it was announced"),
        _ => format!("{release} was never announced"),
    };
    Some(
        RULE.warning(Consequence::Unsupported, span, message)
            .evidence(info.source()),
    )
}

/// The controller takes the last part of the address that the channel redirects to.
fn channel_url(context: &Context<'_>, text: &str, span: Span) -> Option<Diagnostic> {
    let error = |message: &str| {
        RULE.error(Consequence::Ignored, span, message)
            .help("write `https://update.rke2.io/v1-release/channels/stable`, or one of its neighbours")
            .evidence(PLAN)
    };
    let Some((_, rest)) = text.split_once("://") else {
        return Some(error(
            "the controller asks this `channel` over HTTP, but it is no URL",
        ));
    };
    let host = rest.split('/').next().unwrap_or_default();
    if host == "update.k3s.io" {
        return Some(error(
            "this is the channel of K3s: its versions have no image of RKE2",
        ));
    }
    if host != "update.rke2.io" {
        return None;
    }
    let name = rest.rsplit('/').next().unwrap_or_default();
    let known = matches!(name, "stable" | "latest" | "testing")
        || name.strip_prefix("v1.").is_some_and(|minor| {
            let minor = minor.parse::<u16>();
            minor.is_ok_and(|minor| {
                // A newer line may have a channel by now.
                let mut releases = context.facts.releases().iter();
                releases.any(|info| info.release.minor == minor)
                    || minor > context.facts.newest().minor
            })
        });
    let path = rest.contains("/v1-release/channels/");
    (!known || !path)
        .then(|| error("update.rke2.io has no such channel, so no version comes of it"))
}

/// A tag in the image wins over the version that the Plan names.
fn pinned(plan: &Plan<'_>, image: &PlanImage<'_>, found: &mut Vec<Diagnostic>) {
    let Some(tag) = image.tag.filter(|_| image.name == "rke2-upgrade") else {
        return;
    };
    let at = image.span;
    if tag.contains('+') {
        found.push(
            RULE.error(
                Consequence::Ignored,
                at,
                format!("`{tag}` is no tag: the jobs cannot start with this image"),
            )
            .help("leave the tag out: the controller adds the Plan's version to it")
            .evidence(IMAGE),
        );
        return;
    }
    let version = plan
        .word(&["version"])
        .map(|(text, _)| text.replace('+', "-"));
    let same = version.as_deref() == Some(tag);
    let message = match &version {
        Some(version) if !same => {
            format!(
                "the nodes get {tag}, and not {version}: a tag in the image wins over `version`"
            )
        }
        _ => format!("the image stays {tag}, whatever becomes of `version` or `channel`"),
    };
    let severity = match same {
        true => Severity::Info,
        false => Severity::Warning,
    };
    found.push(
        RULE.finding(severity, Consequence::Ignored, Some(at), message)
            .help("leave the tag out: the controller adds the Plan's version to it")
            .evidence(IMAGE),
    );
}
