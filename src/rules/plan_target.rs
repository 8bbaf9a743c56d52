//! Plans against what runs and what was asked for.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::plan::Plan;
use crate::release::Release;
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "plan-target",
    summary: "A Plan takes nodes to a release that they must not go to from the one that runs",
    page: page!("plan_target.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const MANUAL: &str = "rancher/rke2-docs docs/upgrades/manual.md";
const AUTOMATED: &str = "rancher/rke2-docs docs/upgrades/automated.md";

/// What a Plan leads to.
struct Target {
    release: Release,
    span: Span,
    /// The channel that led there on the day of the data.
    channel: Option<&'static str>,
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let from = running(context);
    let plans = context.plans();
    for plan in plans.iter().filter(|plan| plan.is_rke2()) {
        let Some(target) = target(context, plan) else {
            continue;
        };
        if let Some(from) = from
            && let Some(finding) = judge(context, plan, from, &target)
        {
            found.push(finding);
        } else if let Some((from, to)) = context.step()
            && from < to
            && target.release != to
            && target.channel.is_none()
        {
            let message = format!(
                "{} leads to {}, and {to} was asked for",
                plan.title(),
                target.release
            );
            found.push(
                RULE.info(Consequence::Changed, target.span, message)
                    .help(format!(
                        "ask for the step that the Plan takes, or write `version: {to}`"
                    )),
            );
        }
    }
}

/// The release that runs, or the lowest of those that Node objects tell of.
fn running(context: &Context<'_>) -> Option<Release> {
    let from = context.step().map(|(from, _)| from);
    from.or_else(|| {
        let machines = context.machines().into_iter();
        machines.filter_map(|machine| machine.release()).min()
    })
}

fn target(context: &Context<'_>, plan: &Plan<'_>) -> Option<Target> {
    if let Some((text, span)) = plan.word(&["version"]) {
        let release = Release::parse(text)?;
        return Some(Target {
            release,
            span,
            channel: None,
        });
    }
    let (text, span) = plan.word(&["channel"])?;
    let (url, name) = text.rsplit_once('/')?;
    // A channel of a line stays in its line; which release it leads to is not known here.
    let channel = ["stable", "latest"]
        .into_iter()
        .find(|channel| *channel == name);
    let release = match name.strip_prefix("v1.") {
        Some(_) => context.facts.resolve(name).ok()?,
        None => context.facts.resolve(channel?).ok()?,
    };
    url.contains("update.rke2.io").then_some(Target {
        release,
        span,
        channel: Some(channel.unwrap_or("")),
    })
}

fn judge(
    context: &Context<'_>,
    plan: &Plan<'_>,
    from: Release,
    target: &Target,
) -> Option<Diagnostic> {
    let to = target.release;
    let title = plan.title();
    let minor = |release: Release| format!("1.{}", release.minor);
    let where_to = match target.channel {
        None => to.to_string(),
        Some("") => minor(to),
        Some(channel) => format!(
            "{} (the channel {channel} led to {to} on {})",
            minor(to),
            context.facts.date()
        ),
    };
    // The releases of a channel only rise, so what is too far already stays so.
    if to.minor > from.minor + 1 {
        let message = format!(
            "{title} takes nodes from {} to {where_to}: it skips a minor of Kubernetes, and nothing stops it",
            minor(from)
        );
        let help = format!(
            "name one release after another with `version`; the next minor is 1.{}",
            from.minor + 1
        );
        return Some(
            RULE.error(Consequence::Unsupported, target.span, message)
                .help(help)
                .evidence(MANUAL),
        );
    }
    let lower = match target.channel {
        None => to < from,
        Some("") => to.minor < from.minor,
        Some(_) => false,
    };
    lower.then(|| {
        let message = format!(
            "{title} takes nodes from {from} down to {where_to}: Kubernetes supports no downgrade, \
             and only newer images of rke2-upgrade refuse one"
        );
        RULE.error(Consequence::Unsupported, target.span, message)
            .help("roll back by restoring a snapshot; no Plan can do that")
            .evidence(AUTOMATED)
            .evidence("rancher/rke2-upgrade pull request 48")
    })
}
