//! A report for people: each finding with its source and the exact place, then what moves, then the verdict.

use crate::check::Checked;
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::render::style::{Style, plain, table};
use crate::report::{Change, Move, Report, Upgrade, Verdict};
use crate::secrets::Secrets;
use crate::source::{Sources, Span};

/// A tab is shown as this many blanks, so that marks stand under what they mark.
const TAB: usize = 4;

/// The longest stretch of a line that is quoted.
const WIDTH: usize = 120;

/// More files than this are counted, where the same is to be said about all of them.
const FEW: usize = 5;

/// The whole report.
pub fn report(sources: &Sources, checked: &Checked, style: Style) -> String {
    let report = &checked.report;
    let mut out = String::new();
    for diagnostic in &checked.diagnostics {
        out.push_str(&finding(sources, &checked.secrets, diagnostic, style));
        out.push('\n');
    }
    if let Some(upgrade) = &report.upgrade {
        let charts = moves("Charts", &upgrade.charts, style);
        let components = moves("Components", &not_told(upgrade), style);
        for section in [charts, components].into_iter().flatten() {
            out.push_str(&section);
            out.push('\n');
        }
    }
    for (note, paths) in notes(report) {
        let word = style.dim("not assessed:");
        let note = plain(note);
        if paths.len() > FEW {
            let first = plain(paths[0]);
            let count = style.bold(&format!("{} files", paths.len()));
            out.push_str(&format!(
                "{word} {count}: {note} ({first} and others; --format json names them)\n"
            ));
            continue;
        }
        for path in paths {
            let path = style.bold(&plain(path));
            out.push_str(&format!("{word} {path}: {note}\n"));
        }
    }
    for note in &report.not_assessed {
        let note = plain(note);
        out.push_str(&format!("{} {note}\n", style.dim("not assessed:")));
    }
    out.push_str(&summary(report, style));
    out
}

/// Why files were not judged, each reason with its files.
fn notes(report: &Report) -> Vec<(&str, Vec<&str>)> {
    let mut notes: Vec<(&str, Vec<&str>)> = Vec::new();
    for input in &report.inputs {
        if let (false, Some(note)) = (input.assessed, &input.note) {
            match notes.iter_mut().find(|(other, _)| other == note) {
                Some((_, paths)) => paths.push(&input.path),
                None => notes.push((note, vec![&input.path])),
            }
        }
    }
    notes
}

/// The components that no chart above already tells of, without those that have no version of their own.
fn not_told(upgrade: &Upgrade) -> Vec<Move> {
    let told = |name: &str| {
        let charts = upgrade
            .charts
            .iter()
            .flat_map(|chart| chart.name.split('-'));
        name.split('-')
            .all(|word| charts.clone().any(|chart| chart == word))
    };
    let built_from_a_commit = |version: &Option<String>| {
        let version = version.as_deref().unwrap_or_default();
        version.contains("-0.20") || version.contains(".0.20")
    };
    let components = upgrade
        .components
        .iter()
        .filter(|component| !told(&component.name) && !built_from_a_commit(&component.to));
    components.cloned().collect()
}

/// One finding, with its source.
pub fn finding(
    sources: &Sources,
    secrets: &Secrets,
    diagnostic: &Diagnostic,
    style: Style,
) -> String {
    let (word, mark) = match diagnostic.severity {
        Severity::Error => (style.red("error"), '^'),
        Severity::Warning => (style.yellow("warning"), '^'),
        Severity::Info => (style.blue("info"), '^'),
    };
    let rule = style.dim(&format!("[{}]", diagnostic.rule));
    let mut out = format!(
        "{word}{rule}: {}\n",
        style.bold(&plain(&diagnostic.message))
    );
    let places = diagnostic
        .primary
        .map(|span| (span, None))
        .into_iter()
        .chain(
            diagnostic
                .related
                .iter()
                .map(|label| (label.span, Some(&*label.message))),
        );
    let places: Vec<(Span, Option<&str>)> = places.collect();
    let digits = places
        .iter()
        .map(|(span, _)| {
            sources
                .get(span.file)
                .position(span.start)
                .line
                .to_string()
                .len()
        })
        .max()
        .unwrap_or(1);
    for (index, (span, message)) in places.iter().enumerate() {
        let arrow = if index == 0 { "-->" } else { ":::" };
        let mark = if index == 0 { mark } else { '-' };
        out.push_str(&excerpt(
            sources,
            secrets,
            *span,
            *message,
            (arrow, mark, digits),
            style,
        ));
    }
    let bar = style.blue("=");
    let pad = " ".repeat(digits + 1);
    let consequence = consequence(diagnostic.consequence);
    out.push_str(&format!(
        "{pad}{bar} {}: {consequence}\n",
        style.bold("effect")
    ));
    if let Some(help) = &diagnostic.help {
        let help = plain(help);
        out.push_str(&format!("{pad}{bar} {}: {help}\n", style.bold("help")));
    }
    out
}

/// What happens, in a few words.
pub fn consequence(consequence: Consequence) -> &'static str {
    match consequence {
        Consequence::WontStart => "RKE2 does not start",
        Consequence::ComponentDown => "a component of Kubernetes does not come up",
        Consequence::ChartFails => "the install job of a chart fails",
        Consequence::Traffic => "traffic is lost",
        Consequence::DataLoss => "data is lost",
        Consequence::Ignored => "what is written has no effect",
        Consequence::Changed => "it takes effect as something else",
        Consequence::Unsupported => "nobody supports this",
        Consequence::Insecure => "the cluster is less protected than it looks",
    }
}

fn excerpt(
    sources: &Sources,
    secrets: &Secrets,
    span: Span,
    message: Option<&str>,
    (arrow, mark, digits): (&str, char, usize),
    style: Style,
) -> String {
    let source = sources.get(span.file);
    let start = source.position(span.start);
    let pad = " ".repeat(digits);
    let path = plain(&source.path);
    let place = format!("{path}:{}:{}", start.line, start.column);
    let mut out = format!("{pad}{} {place}\n", style.blue(arrow));
    let line = source.line(start.line);
    if source.text.is_empty() {
        return out;
    }
    // Offsets of the marked stretch in the line; a span that goes on is marked to the line's end.
    let line_start = span.start as usize - prefix_len(source, span.start);
    let from = (span.start as usize - line_start).min(line.len());
    let to = (span.end as usize - line_start).clamp(from, line.len());
    let hidden: Vec<(usize, usize)> = secrets
        .within(Span::new(span.file, line_start, line_start + line.len()))
        .map(|secret| {
            let start = (secret.start as usize).saturating_sub(line_start);
            let end = (secret.end as usize)
                .saturating_sub(line_start)
                .min(line.len());
            (start.min(line.len()), end)
        })
        .chain(secrets.in_text(line))
        .collect();
    let (shown, before, marked) = show(line, from, to, &hidden);
    let number = style.blue(&format!("{:>digits$} |", start.line));
    let gutter = style.blue(&format!("{pad} |"));
    let marks = mark.to_string().repeat(marked.max(1));
    let marks = match (mark, style) {
        ('-', _) => style.blue(&marks),
        _ => style.red(&marks),
    };
    let message = message
        .map(|message| format!(" {}", plain(message)))
        .unwrap_or_default();
    out.push_str(&format!("{gutter}\n{number} {shown}\n"));
    out.push_str(&format!(
        "{gutter} {}{marks}{message}\n",
        " ".repeat(before)
    ));
    out
}

/// How many bytes of the line stand before the offset.
fn prefix_len(source: &crate::source::Source, offset: u32) -> usize {
    let offset = (offset as usize).min(source.text.len());
    let before = source.text.get(..offset).unwrap_or_default();
    before.len() - before.rfind(['\n', '\r']).map_or(0, |at| at + 1)
}

/// The line as shown, how many columns stand before the mark, and how many it covers.
/// Secrets become a mask, tabs become blanks, and a long line is cut around the mark.
fn show(line: &str, from: usize, to: usize, hidden: &[(usize, usize)]) -> (String, usize, usize) {
    let mut shown: Vec<(usize, char)> = Vec::new();
    let mut masked_to = 0;
    for (offset, c) in line.char_indices() {
        let secret = hidden
            .iter()
            .find(|(start, end)| (*start..*end).contains(&offset));
        match (secret, c) {
            (Some(&(start, end)), _) => {
                if masked_to <= start {
                    shown.extend([(offset, '*'); 3]);
                }
                masked_to = end;
            }
            (None, '\t') => shown.extend([(offset, ' '); TAB]),
            (None, c) if c.is_control() => shown.push((offset, '\u{fffd}')),
            (None, c) => shown.push((offset, c)),
        }
    }
    let before = shown.iter().filter(|(offset, _)| *offset < from).count();
    let marked = shown
        .iter()
        .filter(|(offset, _)| (from..to).contains(offset))
        .count();
    let cut = before.saturating_sub(WIDTH / 2);
    let (cut, lead) = match cut {
        0 => (0, ""),
        cut => (cut, "… "),
    };
    let visible: String = shown
        .iter()
        .skip(cut)
        .take(WIDTH)
        .map(|(_, c)| *c)
        .collect();
    let more = if shown.len() > cut + WIDTH {
        " …"
    } else {
        ""
    };
    let before = before - cut + lead.chars().count();
    let marked = marked.min(WIDTH.saturating_sub(before).max(1));
    (
        format!("{lead}{visible}{more}").trim_end().to_owned(),
        before,
        marked,
    )
}

/// A table of what moves, if anything does.
pub fn moves(title: &str, moves: &[Move], style: Style) -> Option<String> {
    if moves.is_empty() {
        return None;
    }
    let rows: Vec<Vec<String>> = moves
        .iter()
        .map(|moved| {
            let (from, to) = (moved.from.as_deref(), moved.to.as_deref());
            let upstream = match (&moved.from_upstream, &moved.to_upstream) {
                (Some(from), Some(to)) if from != to => format!("{from} to {to}"),
                (None, Some(only)) | (Some(only), None) => only.clone(),
                (Some(same), Some(_)) => same.clone(),
                _ => String::new(),
            };
            let change = match moved.change {
                Change::Added => style.green("new"),
                Change::Removed => style.yellow("gone"),
                Change::Upgraded => String::new(),
                Change::Repackaged => style.dim("repackaged"),
                Change::Downgraded => style.red("goes back"),
            };
            vec![
                moved.name.clone(),
                from.unwrap_or("-").to_owned(),
                "to".to_owned(),
                to.unwrap_or("-").to_owned(),
                upstream,
                change,
            ]
        })
        .collect();
    Some(format!("{}\n{}", style.bold(title), table(&rows, 2)))
}

fn summary(report: &Report, style: Style) -> String {
    let count = |severity| {
        report
            .findings
            .iter()
            .filter(|f| f.severity == severity)
            .count()
    };
    let counts = [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Info), "note"),
    ];
    let counts = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {word}{plural}")
        });
    let counts = counts.collect::<Vec<_>>().join(", ");
    let verdict = match report.verdict {
        Verdict::Blocked => style.red("blocked"),
        Verdict::ActionNeeded => style.yellow("action needed"),
        Verdict::Ready => style.green("ready"),
        Verdict::NotAssessed => style.yellow("not assessed"),
    };
    let subject = match (&report.subject.from, report.subject.to_given) {
        (Some(from), _) => format!("{from} to {}", report.subject.to),
        (None, true) => report.subject.to.clone(),
        (None, false) => format!("{} (the newest known; choose with --to)", report.subject.to),
    };
    let assessed = report.inputs.iter().filter(|input| input.assessed).count();
    let plural = if assessed == 1 { "" } else { "s" };
    let files = format!("{assessed} file{plural} judged");
    let detail = [subject, files, counts]
        .into_iter()
        .filter(|part| !part.is_empty());
    format!("{verdict}: {}\n", detail.collect::<Vec<_>>().join(", "))
}
