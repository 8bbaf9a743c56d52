//! Words for messages: the nearest name, and sets of releases as people say them.

use crate::release::{Ranges, Release};

/// The candidate that is spelled most alike, if one is near enough to be meant.
pub fn nearest<'c>(wanted: &str, candidates: &[&'c str]) -> Option<&'c str> {
    // One slip in four letters may be meant; more is guessing.
    let limit = (wanted.len() / 4).clamp(1, 3);
    let near = candidates.iter().filter_map(|candidate| {
        let slips = slips(wanted, candidate, limit)?;
        Some((slips, *candidate))
    });
    near.min().map(|(_, candidate)| candidate)
}

/// How many slips make one name of another; `None` where they are more than `most`.
pub fn slips(name: &str, other: &str, most: usize) -> Option<usize> {
    // Most are nothing alike, which is quicker to see than how far they are.
    let foreign = || name.chars().filter(|c| !other.contains(*c)).count();
    let length = |name: &str| name.chars().count();
    if length(name).abs_diff(length(other)) > most || foreign() > most {
        return None;
    }
    Some(strsim::damerau_levenshtein(name, other)).filter(|slips| *slips <= most)
}

/// A set of releases as people say it: `v1.26.14 to v1.26.15, v1.27.11 and later`.
pub fn releases(ranges: &Ranges) -> String {
    let name = |release: Release| match release.revision {
        1 => format!("v{}", release.short()),
        _ => release.to_string(),
    };
    let parts = ranges.iter().map(|(first, last)| match last {
        None => format!("{} and later", name(first)),
        Some(last) if last == first => name(first),
        Some(last) => format!("{} to {}", name(first), name(last)),
    });
    let parts: Vec<String> = parts.collect();
    match parts.is_empty() {
        true => "no release".to_owned(),
        false => list(&parts),
    }
}

/// Names side by side: `a`, `a and b`, `a, b and c`.
pub fn list(names: &[String]) -> String {
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// A sentence of a table as help has it: lower case at the start, and no full stop.
pub fn as_help(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

/// Names in their order: `a`, `a, then b`, `a, then b, then c`.
pub fn one_after_another(names: &[String]) -> String {
    names.join(", then ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names() {
        let names = ["canal", "calico", "cilium", "tls-san"];
        assert_eq!(nearest("calcio", &names), Some("calico"));
        assert_eq!(nearest("tls-sans", &names), Some("tls-san"));
        assert_eq!(nearest("weave", &names), None);
    }

    #[test]
    fn release_sets() {
        let say = |text| releases(&Ranges::parse(text).unwrap());
        assert_eq!(
            say("1.27.11..1.27.16r2 1.30.0.."),
            "v1.27.11 to v1.27.16+rke2r2 and v1.30.0 and later"
        );
        assert_eq!(say("1.20.6"), "v1.20.6");
    }
}
