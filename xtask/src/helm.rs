//! `cargo xtask helm --charts DIR --helm BIN`: asks Helm itself whether the rules on chart values are right.
//!
//! The charts are rendered as their install jobs do it, as far as that goes without a cluster.
//! A value that the rules call unread, or inactive, must not change what is rendered, and one that they call refused must make
//! Helm fail. What Helm refuses without a word from the rules is counted as missed.
//! It takes many minutes and a Helm, so it is no part of the tests: run it when chart tables or rules change.

mod ask;
mod chart;
mod inactive;
mod real;
mod refused;
mod rewritten;
mod tally;
mod unread;
mod values;

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Instant;

use rke2_preflight::facts::Facts;

use crate::refresh::values::Charts;
use chart::{Chart, Helm};
use tally::Tally;

const USAGE: &str = "cargo xtask helm --charts DIR --helm BIN [--chart NAME] [--snippets DIR] [--deep]    \
    a git clone of rancher/rke2-charts, and a Helm 3; manifests to judge as well; more chart versions, for hours";

/// What to ask.
struct Options {
    charts: PathBuf,
    helm: PathBuf,
    chart: Option<String>,
    snippets: Option<PathBuf>,
    deep: bool,
}

/// Asks, and says where the answers differ.
pub fn run(args: &[String]) -> Result<(), String> {
    let options = parse(args).ok_or_else(|| format!("usage: {USAGE}"))?;
    let started = Instant::now();
    let facts = Facts::default();
    let charts = Rc::new(Charts::open(&options.charts)?);
    let helm = Helm::new(&options.helm)?;
    let mut tally = Tally::default();
    for name in facts.chart_names() {
        if options
            .chart
            .as_deref()
            .is_some_and(|wanted| wanted != name)
        {
            continue;
        }
        let versions = versions(&facts, name, options.deep);
        let newest = versions.len().saturating_sub(1);
        for (index, version) in versions.into_iter().enumerate() {
            let chart = Chart::new(&facts, &charts, &helm, name, version)?;
            let Some(plain) = chart.plain(&mut tally) else {
                continue;
            };
            unread::check(&facts, &chart, &plain, &mut tally);
            inactive::check(&facts, &chart, &plain, &mut tally);
            rewritten::check(&facts, &chart, &mut tally);
            refused::schema(&facts, &chart, &mut tally);
            refused::needed(&facts, &chart, &mut tally);
            refused::guards(&facts, &chart, &mut tally);
            if index == newest {
                refused::shapes(&facts, &chart, &plain, &mut tally);
                refused::switches(&facts, &chart, &plain, &mut tally);
            }
        }
        eprintln!("{name}: {:.0} s, {tally}", started.elapsed().as_secs_f32());
    }
    if let Some(folder) = &options.snippets {
        real::check(&facts, &charts, &helm, folder, options.deep, &mut tally)?;
    }
    println!("{} renders, {tally}", helm.renders());
    match tally.has_false_alarms() {
        false => Ok(()),
        true => Err("Helm does not agree".to_owned()),
    }
}

/// The last version of every upstream minor; all that read other values than the next one, where there is time.
fn versions(facts: &Facts, chart: &str, deep: bool) -> Vec<&'static str> {
    let known = facts.chart_versions(chart).unwrap_or_default();
    let trees: Vec<_> = known
        .into_iter()
        .filter_map(|version| Some((version, facts.value_tree(chart, version)?.paths())))
        .collect();
    let minor = |version: &str| {
        version
            .split('.')
            .take(2)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let is_last = |(index, (version, paths)): (usize, &(&'static str, Vec<_>))| {
        let next = trees.get(index + 1);
        let is_last = next.is_none_or(|(other, others)| match deep {
            true => others != paths,
            false => minor(other) != minor(version),
        });
        is_last.then_some(*version)
    };
    trees.iter().enumerate().filter_map(is_last).collect()
}

fn parse(args: &[String]) -> Option<Options> {
    let (mut charts, mut helm, mut chart, mut snippets, mut deep) = (None, None, None, None, false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--charts" => charts = Some(PathBuf::from(args.next()?)),
            "--helm" => helm = Some(PathBuf::from(args.next()?)),
            "--chart" => chart = Some(args.next()?.clone()),
            "--snippets" => snippets = Some(PathBuf::from(args.next()?)),
            "--deep" => deep = true,
            _ => return None,
        }
    }
    Some(Options {
        charts: charts?,
        helm: helm?,
        chart,
        snippets,
        deep,
    })
}
