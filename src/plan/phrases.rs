//! Findings and moves as a runbook tells them.

use super::Hop;
use super::cluster::Cluster;
use crate::diagnostic::Severity;
use crate::report::{Finding, Move};

/// A finding as an item of a list.
pub fn told(finding: &Finding) -> String {
    let word = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let place = finding.primary.as_ref();
    let place = place.map_or(String::new(), |place| {
        format!(", `{}:{}`", place.path, place.start.line)
    });
    let help = finding.help.as_deref().unwrap_or_default();
    let help = match help.is_empty() {
        true => String::new(),
        false => format!("\n  {}.", sentence(help)),
    };
    format!(
        "**{word}** (`{}`{place}): {}.{help}",
        finding.rule, finding.message
    )
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// What moves and is no detail, as a table.
pub fn moves(hop: &Hop, cluster: &Cluster) -> String {
    let mut table = "| what | from | to |\n|---|---|---|\n".to_owned();
    let components = hop.components.iter();
    let components = components.filter(|moved| match &*moved.name {
        "etcd" => !cluster.external_datastore,
        name => matches!(name, "kubernetes" | "containerd" | "runc"),
    });
    let charts = hop.charts.iter();
    let charts = charts.filter(|moved| !moved.name.ends_with("-crd"));
    for moved in components.chain(charts) {
        table.push_str(&row(moved));
    }
    table.truncate(table.trim_end().len());
    table
}

fn row(moved: &Move) -> String {
    let version = |version: &Option<String>, upstream: &Option<String>| match (version, upstream) {
        (Some(version), Some(upstream)) if version.trim_start_matches('v') != upstream => {
            format!("{upstream} ({version})")
        }
        // What is left of a chart that was taken out is an empty manifest.
        (Some(version), _) if version != "0.0.0" => version.clone(),
        _ => "–".to_owned(),
    };
    format!(
        "| {} | {} | {} |\n",
        moved.name,
        version(&moved.from, &moved.from_upstream),
        version(&moved.to, &moved.to_upstream)
    )
}
