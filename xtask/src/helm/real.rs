//! Real manifests, against many versions of their charts.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use rke2_preflight::facts::Facts;
use rke2_preflight::project::{Given, read};
use rke2_preflight::source::Sources;
use rke2_preflight::yaml::Kind;

use super::ask;
use super::chart::{Chart, Helm};
use super::tally::Tally;
use super::values::{json, remove};
use crate::refresh::values::Charts;

const UNREAD: &str = "unread in real manifests";
const REFUSED: &str = "refused in real manifests";
const READ: &str = "real manifests are read alike";

/// Judges the manifests in a folder.
pub fn check(
    facts: &Facts,
    charts: &Charts,
    helm: &Helm,
    folder: &Path,
    deep: bool,
    tally: &mut Tally,
) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", folder.display());
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(failed)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    for path in paths {
        let manifest = fs::read_to_string(&path).map_err(failed)?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        judge(facts, charts, helm, (&name, &manifest), deep, tally)?;
    }
    Ok(())
}

fn judge(
    facts: &Facts,
    charts: &Charts,
    helm: &Helm,
    (file, manifest): (&str, &str),
    deep: bool,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut sources = Sources::default();
    let id = sources.add("manifests/config.yaml", manifest.as_bytes());
    let given = [Given {
        file: id,
        named: true,
    }];
    let project = read(facts, &sources, &given, None);
    let Some(config) = project.chart_configs.first() else {
        return Ok(());
    };
    let Some(name) = config
        .name
        .as_ref()
        .filter(|name| facts.is_chart(&name.text))
    else {
        return Ok(());
    };
    let content = config
        .values
        .as_ref()
        .and_then(|values| values.content.as_ref());
    let Some((content, root)) = content
        .filter(|content| content.unread.is_none())
        .and_then(|content| Some((content, content.root()?)))
        .filter(|(_, root)| root.kind() == Kind::Mapping)
    else {
        return Ok(());
    };
    let values = json(root);
    let has_marks = sources.get(id).parsed() != manifest || content.tree.text().contains("{{");
    for version in super::versions(facts, &name.text, deep) {
        let chart = Chart::new(facts, charts, helm, &name.text, version)?;
        let said = ask::judge_text(&chart.release, manifest);
        let with = chart.render(&values);
        let what = |detail: &str| format!("{file}, {}: {detail}", chart.title());
        if !has_marks {
            match chart.render_text(content.tree.text()) == with {
                true => tally.agreed(READ, 1),
                false => tally.false_alarm(READ, &what("the tree is not what Helm reads")),
            }
            match (said.iter().any(ask::Said::is_refusal), &with) {
                (true, Ok(_)) => tally.false_alarm(REFUSED, &what(&format!("{said:?}"))),
                (false, Err(error)) => tally.missed(REFUSED, &what(error)),
                _ => tally.agreed(REFUSED, 1),
            }
        }
        let unread: BTreeSet<&str> = said
            .iter()
            .filter(|said| said.rule == "chart-value-unknown")
            .map(ask::Said::path)
            .collect();
        let mut rest = values.clone();
        for path in &unread {
            remove(&mut rest, path);
        }
        // What fails with them fails without them.
        let same = match (&with, chart.render(&rest)) {
            (Ok(with), Ok(without)) => *with == without,
            (Err(_), Err(_)) => true,
            _ => false,
        };
        match same {
            true => tally.agreed(UNREAD, unread.len()),
            false => tally.false_alarm(UNREAD, &what(&format!("{unread:?}"))),
        }
    }
    Ok(())
}
