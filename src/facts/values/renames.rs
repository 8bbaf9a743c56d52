//! Keys that charts have renamed, moved or dropped, and keys that people take from elsewhere.

use super::{Facts, path};
use crate::facts::optional;
use crate::facts::tsv::{Tsv, tsv};
use crate::order;

static RENAMES: Tsv = tsv!("value_renames");

/// What has become of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The path that takes its place, if any does.
    pub instead: Option<String>,
    /// What else there is to know.
    pub about: Option<&'static str>,
    /// Where this was read.
    pub source: &'static str,
}

impl Facts {
    /// What may have become of a key, the most particular first. Whether a version reads what takes its place
    /// has to be looked up.
    pub fn renames(&self, chart: &str, wanted: &str) -> Vec<Rename> {
        let lines = RENAMES.rows_of::<5>(&[chart]);
        let mut found: Vec<(usize, Rename)> = Vec::new();
        for [_, old, instead, about, source] in lines {
            let Some((bound, rest)) = bind(old, wanted) else {
                continue;
            };
            let instead = optional(instead).map(|instead| {
                let mut bound = bound.iter();
                let parts = path::segments(instead).map(|segment| match segment {
                    "*" => bound.next().copied().unwrap_or(segment),
                    other => other,
                });
                let parts: Vec<&str> = parts.chain(path::segments(rest)).collect();
                parts.join(".")
            });
            let rename = Rename {
                instead,
                about: optional(about),
                source,
            };
            found.push((old.len(), rename));
        }
        order::sort_by_key(&mut found, |(len, _)| std::cmp::Reverse(*len));
        found.into_iter().map(|(_, rename)| rename).collect()
    }
}

/// What the asterisks of a pattern stand for in a path that it is the beginning of, and the rest of the path.
fn bind<'p>(pattern: &str, wanted: &'p str) -> Option<(Vec<&'p str>, &'p str)> {
    let mut bound = Vec::new();
    let mut rest = Some(wanted);
    for segment in path::segments(pattern) {
        let text = rest.filter(|text| !text.is_empty())?;
        let (own, after) = text.split_at(path::segment_len(text));
        match segment {
            "*" => bound.push(own),
            _ if segment == own => {}
            _ => return None,
        }
        rest = after.strip_prefix('.');
    }
    Some((bound, rest.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead(chart: &str, wanted: &str) -> Vec<Option<String>> {
        let renames = Facts::default().renames(chart, wanted);
        renames.into_iter().map(|rename| rename.instead).collect()
    }

    #[test]
    fn patterns() {
        let to = |text: &str| Some(text.to_owned());
        assert_eq!(
            instead("rke2-traefik", "service.type"),
            [to("service.spec.type")]
        );
        assert_eq!(
            instead("rke2-traefik", "ports.web.tls.certResolver"),
            [to("ports.web.http.tls.certResolver")]
        );
        assert_eq!(instead("rke2-cilium", "sockops.enabled"), [None]);
        assert_eq!(instead("rke2-cilium", "bpf"), []);
        assert_eq!(instead("rke2-canal", "service.type"), []);
    }
}
