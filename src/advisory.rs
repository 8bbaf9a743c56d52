//! Which known problems a configuration meets, and which ones cannot be told.

mod condition;

use crate::advisory::condition::{Answer, Memo, Subject, Told};
use crate::context::{Context, NodeView};
use crate::diagnostic::{Consequence, Diagnostic, Label, Severity};
use crate::facts::advisories::{Advisory, Moment, Table};
use crate::facts::releases::State;
use crate::order;
use crate::release::Release;
use crate::source::Span;

/// A known problem that the configuration meets.
#[derive(Debug)]
pub struct Hit {
    /// The problem.
    pub advisory: &'static Advisory,
    /// What it rests on that was not given; `None` where all of it was.
    pub unless: Option<String>,
    /// The places that bring it about, the most telling one first.
    pub places: Vec<Span>,
}

/// What there is to say about the known problems of a table.
#[derive(Debug, Default)]
pub struct Judged {
    /// Those that are met.
    pub hits: Vec<Hit>,
    /// Those that may be met or not, each with what is not known.
    pub open: Vec<(String, &'static Advisory)>,
}

/// Judges the problems of a table that the releases asked for have.
pub fn judge(context: &Context<'_>, table: Table) -> Judged {
    let mut judged = Judged::default();
    let mut memo = Memo::default();
    let servers: Vec<&NodeView<'_>> = context
        .nodes
        .iter()
        .filter(|node| node.may_be_server())
        .collect();
    // Without a server there still are the values of charts, and what a release does to everybody.
    let subjects: Vec<Subject<'_, '_>> = match servers.is_empty() {
        true => vec![Subject::of(context, None)],
        false => {
            let servers = servers.into_iter();
            servers
                .map(|node| Subject::of(context, Some(node)))
                .collect()
        }
    };
    let rows = context.facts.advisories(table).iter();
    for advisory in rows.filter(|row| row.meets(context.from, context.to)) {
        // What holds for no server need not be asked of each.
        if let [first, _, ..] = &subjects[..]
            && !condition::may_hold(context, first, advisory.when, &mut memo)
        {
            continue;
        }
        let mut open = None;
        let mut met = false;
        for subject in &subjects {
            let answer = condition::all(context, subject, advisory.when, &mut memo);
            let Answer { told, places, what } = answer;
            match told {
                Told::No => {}
                Told::Unknown if subject.exits => {}
                Told::Unknown => open = open.or(what),
                Told::Yes | Told::ByDefault => {
                    met = true;
                    judged.hits.push(Hit {
                        advisory,
                        unless: what.filter(|_| told == Told::ByDefault),
                        places,
                    });
                }
            }
        }
        if let Some(what) = open.filter(|_| !met) {
            judged.open.push((what, advisory));
        }
    }
    judged
}

/// One line for each thing that is not known, with the problems that hang on it.
pub fn not_told(context: &Context<'_>) -> Vec<String> {
    let judges_something = !context.nodes.is_empty() || context.step().is_some();
    if !judges_something {
        return Vec::new();
    }
    let mut open = judge(context, Table::Advisories).open;
    order::sort_by(&mut open, |a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
    let groups = open.chunk_by(|a, b| a.0 == b.0);
    let line = |group: &[(String, &Advisory)]| {
        let ids: Vec<&str> = group.iter().map(|(_, advisory)| advisory.id).collect();
        format!(
            "{} is not known here, so it cannot be told whether these known problems are met: {}",
            group[0].0,
            ids.join(", ")
        )
    };
    groups.map(line).collect()
}

/// What a rule says about the problems of a table that are met.
pub fn findings(context: &Context<'_>, table: Table, rule: &'static str) -> Vec<Diagnostic> {
    let hits = judge(context, table).hits.into_iter();
    hits.map(|hit| finding(context, hit, rule)).collect()
}

fn finding(context: &Context<'_>, hit: Hit, rule: &'static str) -> Diagnostic {
    let Hit {
        advisory,
        unless,
        places,
    } = hit;
    // What is inferred, and what other files may set, is never an error.
    let severity = match (advisory.severity, advisory.certain, &unless) {
        (_, _, Some(_)) | ("info", ..) => Severity::Info,
        ("error", true, None) => Severity::Error,
        _ => Severity::Warning,
    };
    let mut message = advisory.about.to_owned();
    if !advisory.certain {
        message.push_str(" (inferred)");
    }
    if let Some(unless) = unless {
        message = format!("unless {unless}, which is not here, says otherwise: {message}");
    }
    let help = match mended(context, advisory) {
        Some(release) => format!("{}; {release} no longer has this problem", advisory.instead),
        None => advisory.instead.to_owned(),
    };
    let mut places = places.into_iter();
    let primary = places.next();
    let related = places.map(|span| Label {
        span,
        message: "together with this".to_owned(),
    });
    Diagnostic {
        rule,
        severity,
        consequence: consequence(advisory.consequence),
        message,
        help: Some(help),
        primary,
        related: related.collect(),
        fix: None,
        evidence: advisory.source.split("; ").collect(),
    }
}

/// What a table calls a consequence.
pub fn consequence(name: &str) -> Consequence {
    match name {
        "wont-start" => Consequence::WontStart,
        "component-down" => Consequence::ComponentDown,
        "chart-fails" => Consequence::ChartFails,
        "traffic" => Consequence::Traffic,
        "data-loss" => Consequence::DataLoss,
        "ignored" => Consequence::Ignored,
        "unsupported" => Consequence::Unsupported,
        "insecure" => Consequence::Insecure,
        _ => Consequence::Changed,
    }
}

/// Whether a chart is deployed, by a server or by all that was given; `None` where that is not known.
pub fn deploys<'a>(
    context: &Context<'a>,
    node: Option<&NodeView<'a>>,
    chart: &str,
) -> Option<bool> {
    let asked = Subject::of(context, node);
    match condition::deploys(context, &asked, chart).told {
        Told::Yes => Some(true),
        Told::No => Some(false),
        Told::ByDefault | Told::Unknown => None,
    }
}

/// The first announced release after this one, in its line, that is no longer concerned.
fn mended(context: &Context<'_>, advisory: &Advisory) -> Option<Release> {
    if advisory.moment != Moment::On {
        return None;
    }
    let line = context.facts.releases().iter();
    let mut later = line.filter(|info| {
        info.release.minor == context.to.minor
            && info.release > context.to
            && info.state == State::Announced
    });
    let mended = |release| !advisory.releases.contains(release);
    later
        .find(|info| mended(info.release))
        .map(|info| info.release)
}
