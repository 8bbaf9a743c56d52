//! When a Plan may start.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::plan::Plan;

pub static RULE: Rule = Rule {
    id: "plan-window",
    summary: "The window of a Plan has times that cannot be read, or that end before they start",
    page: page!("plan_window.md"),
    when: &[When::Has(Mark::Plan)],
    check,
};

const SOURCE: &str = "kubereboot/kured pkg/timewindow/timewindow.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for plan in context.plans() {
        let Some((key, window)) = plan.spec().and_then(|spec| spec.entry("window")) else {
            continue;
        };
        if window.is_null() {
            continue;
        }
        let start = time(&plan, "startTime", found);
        let end = time(&plan, "endTime", found);
        let missing = ["startTime", "endTime"];
        let missing = missing.iter().find(|name| {
            let node = window.get(name);
            node.is_none_or(|node| node.is_null() || node.source().is_empty())
        });
        if let Some(name) = missing.filter(|_| !plan.source.has_control()) {
            let message = format!("the controller refuses the window: `{name}` is missing");
            found.push(
                RULE.error(Consequence::Ignored, key.span(), message)
                    .help("write both, such as `startTime: \"22:00\"` and `endTime: \"23:59\"`")
                    .evidence(SOURCE),
            );
        }
        if let (Some(start), Some(end)) = (start, end)
            && end < start
        {
            let message = "the window goes over midnight: each of its hours counts only where the day \
                           that it falls on is listed";
            found.push(
                RULE.info(Consequence::Changed, key.span(), message)
                    .help("list the day after, too, if the hours after midnight are meant")
                    .evidence(SOURCE),
            );
        }
    }
}

/// A time of day in minutes, or what is wrong with it.
fn time(plan: &Plan<'_>, key: &str, found: &mut Vec<Diagnostic>) -> Option<u32> {
    let (text, span) = plan.word(&["window", key])?;
    let minutes = minutes(text);
    if minutes.is_none() {
        let message = format!("the controller refuses the window: `{text}` is no time of day");
        found.push(
            RULE.error(Consequence::Ignored, span, message)
                .help("write it as `15:04`, `15:04:05`, `15`, `03:04pm` or `3pm`")
                .evidence(SOURCE),
        );
    }
    minutes
}

/// Reads `15:04`, `15:04:05`, `03:04pm`, `15`, `03pm` and `3pm`.
fn minutes(text: &str) -> Option<u32> {
    let half = ["am", "pm"]
        .into_iter()
        .find_map(|half| Some((text.strip_suffix(half)?, half)));
    let mut parts = half.map_or(text, |(clock, _)| clock).split(':');
    let number = |part: &str, most: u32| -> Option<u32> {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse().ok().filter(|number| digits && *number <= most)
    };
    let hour = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let two_digits = rest.iter().all(|part| part.len() == 2)
        && (hour.len() == 2 || (hour.len() == 1 && (half.is_none() || rest.is_empty())));
    let minute = match (&rest[..], half) {
        ([], _) => 0,
        ([minute], _) => number(minute, 59)?,
        ([minute, second], None) => number(second, 59).and(number(minute, 59))?,
        _ => return None,
    };
    let hours = match half {
        None => number(hour, 23)?,
        Some((_, half)) => number(hour, 12)? % 12 + if half == "pm" { 12 } else { 0 },
    };
    two_digits.then_some(hours * 60 + minute)
}
