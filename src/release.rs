//! RKE2 releases: `v1.33.2+rke2r1`, their order, and sets of them.
//!
//! SemVer precedence ignores what follows the plus, so `+rke2r1` and `+rke2r2` would be equal.
//! RKE2's own order is (minor, patch, pre-release before final, rke2rN), which is what [`Release`] has.

use std::fmt;
use std::sync::OnceLock;

/// One release of RKE2, final or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Release {
    /// The Kubernetes minor: 33 in `v1.33.2+rke2r1`.
    pub minor: u16,
    /// The Kubernetes patch: 2 in `v1.33.2+rke2r1`.
    pub patch: u16,
    /// Where the build stands before the final one.
    pub stage: Stage,
    /// The packaging revision: 1 in `v1.33.2+rke2r1`.
    pub revision: u16,
}

/// A pre-release stage; a final release sorts after all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// `-alphaN`
    Alpha(u16),
    /// `-betaN`
    Beta(u16),
    /// `-rcN`
    Candidate(u16),
    /// No pre-release part.
    Final,
}

impl Release {
    /// A final release.
    pub const fn new(minor: u16, patch: u16, revision: u16) -> Release {
        Release {
            minor,
            patch,
            stage: Stage::Final,
            revision,
        }
    }

    /// Reads a release in any of the spellings in use: `v1.33.2+rke2r1`, without the `v`,
    /// with `-rke2r1` as in image tags, with `%2B` as in URLs, or with `~` as RPM has it.
    pub fn parse(text: &str) -> Option<Release> {
        let mut rest = Rest(text.trim().as_bytes());
        let _ = rest.skip("v") || rest.skip("V");
        let (minor, patch) = rest.numbers()?;
        let marks = ["+rke2r", "-rke2r", "%2Brke2r", "%2brke2r", "~rke2r"];
        let mut stage = Stage::Final;
        if !marks.iter().any(|mark| rest.skip(mark)) {
            if !(rest.skip("-") || rest.skip("~")) {
                return None;
            }
            let make = if rest.skip("alpha") {
                Stage::Alpha
            } else if rest.skip("beta") {
                Stage::Beta
            } else if rest.skip("rc") {
                Stage::Candidate
            } else {
                return None;
            };
            rest.skip(".");
            stage = make(rest.number().unwrap_or_default());
            if !marks.iter().any(|mark| rest.skip(mark)) {
                return None;
            }
        }
        let revision = rest.number()?;
        rest.0.is_empty().then_some(Release {
            minor,
            patch,
            stage,
            revision,
        })
    }

    /// The short form that the tables use: `1.33.2` for `+rke2r1`, `1.33.2r2` for `+rke2r2`.
    pub fn parse_short(text: &str) -> Option<Release> {
        let mut rest = Rest(text.as_bytes());
        let release = rest.short()?;
        rest.0.is_empty().then_some(release)
    }

    /// The inverse of [`Release::parse_short`], for final releases.
    pub fn short(&self) -> String {
        match self.revision {
            1 => format!("1.{}.{}", self.minor, self.patch),
            revision => format!("1.{}.{}r{revision}", self.minor, self.patch),
        }
    }

    /// Whether this is no alpha, beta or release candidate.
    pub fn is_final(&self) -> bool {
        self.stage == Stage::Final
    }
}

/// What is left of a text that is read from its front. The tables hold thousands of releases,
/// and each question reads some of them anew.
struct Rest<'t>(&'t [u8]);

impl Rest<'_> {
    fn skip(&mut self, mark: &str) -> bool {
        match self.0.strip_prefix(mark.as_bytes()) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    fn number(&mut self) -> Option<u16> {
        let mut number = None;
        while let [digit @ b'0'..=b'9', rest @ ..] = self.0 {
            let tens = number.unwrap_or(0u16).checked_mul(10)?;
            number = Some(tens.checked_add(u16::from(digit - b'0'))?);
            self.0 = rest;
        }
        number
    }

    /// Minor and patch, as in `1.33.2`.
    fn numbers(&mut self) -> Option<(u16, u16)> {
        let minor = self.skip("1.").then(|| self.number())??;
        let patch = self.skip(".").then(|| self.number())??;
        Some((minor, patch))
    }

    fn short(&mut self) -> Option<Release> {
        let (minor, patch) = self.numbers()?;
        let revision = match self.skip("r") {
            true => self.number()?,
            false => 1,
        };
        Some(Release::new(minor, patch, revision))
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Release {
            minor,
            patch,
            stage,
            revision,
        } = self;
        write!(f, "v1.{minor}.{patch}")?;
        match stage {
            Stage::Alpha(count) => write!(f, "-alpha{count}")?,
            Stage::Beta(count) => write!(f, "-beta{count}")?,
            Stage::Candidate(count) => write!(f, "-rc{count}")?,
            Stage::Final => {}
        }
        write!(f, "+rke2r{revision}")
    }
}

/// One part of a set: its first release, and its last one unless the end is open.
fn range(part: &str) -> Option<(Release, Option<Release>)> {
    let mut rest = Rest(part.as_bytes());
    if rest.skip("..") {
        let last = rest.short()?;
        return rest
            .0
            .is_empty()
            .then_some((Release::new(0, 0, 0), Some(last)));
    }
    let first = rest.short()?;
    let last = match rest.skip("..") {
        true if rest.0.is_empty() => None,
        true => Some(rest.short()?),
        false => Some(first),
    };
    rest.0.is_empty().then_some((first, last))
}

/// A set of releases, written as in the tables: `1.27.16..1.27.16r2 1.28.12.. 1.30.3`.
///
/// Each part is one release or an inclusive range in release order; an open end reaches the newest
/// release known. A range may span minors, and covers every release between its ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges(Vec<(Release, Option<Release>)>);

impl Ranges {
    /// Reads the notation of the tables; `None` where it is malformed. `-` is the empty set.
    pub fn parse(text: &str) -> Option<Ranges> {
        let mut ranges = Vec::new();
        for part in text.split(' ').filter(|part| !matches!(*part, "" | "-")) {
            ranges.push(range(part)?);
        }
        Some(Ranges(ranges))
    }

    /// Whether a set that is written in the notation of the tables has a release, without reading it all.
    pub fn holds(text: &str, release: Release) -> bool {
        let mut parts = text.split(' ');
        parts.any(|part| {
            range(part).is_some_and(|(first, last)| {
                first <= release && last.is_none_or(|last| release <= last)
            })
        })
    }

    /// The canonical ranges of a set: `members[i]` says whether `all[i]` belongs to it.
    /// Runs of neighbours become one range, and a run that reaches the newest release stays open.
    pub fn of(all: &[Release], members: &[bool]) -> Ranges {
        let mut ranges = Vec::new();
        let mut start = None;
        for (index, member) in members.iter().enumerate() {
            match (member, start) {
                (true, None) => start = Some(index),
                (false, Some(first)) => {
                    ranges.push((all[first], Some(all[index - 1])));
                    start = None;
                }
                _ => {}
            }
        }
        if let Some(first) = start {
            ranges.push((all[first], None));
        }
        Ranges(ranges)
    }

    /// Whether the release lies in one of the ranges.
    pub fn contains(&self, release: Release) -> bool {
        self.0
            .iter()
            .any(|(first, last)| *first <= release && last.is_none_or(|last| release <= last))
    }

    /// The ranges in order: first release, and last release unless the end is open.
    pub fn iter(&self) -> impl Iterator<Item = (Release, Option<Release>)> + '_ {
        self.0.iter().copied()
    }

    /// Whether no release belongs to the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A set of a table, which is read when somebody first asks for it.
#[derive(Debug)]
pub struct LazyRanges {
    text: &'static str,
    ranges: OnceLock<Ranges>,
}

impl LazyRanges {
    /// The set that is written so; the empty one where that is malformed.
    pub const fn new(text: &'static str) -> LazyRanges {
        LazyRanges {
            text,
            ranges: OnceLock::new(),
        }
    }
}

impl std::ops::Deref for LazyRanges {
    type Target = Ranges;

    fn deref(&self) -> &Ranges {
        self.ranges
            .get_or_init(|| Ranges::parse(self.text).unwrap_or_default())
    }
}

impl fmt::Display for Ranges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("-");
        }
        for (index, (first, last)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(&first.short())?;
            match last {
                None => f.write_str("..")?,
                Some(last) if last == first => {}
                Some(last) => write!(f, "..{}", last.short())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        let release = Release::new(33, 2, 1);
        for text in [
            "v1.33.2+rke2r1",
            "1.33.2+rke2r1",
            "v1.33.2-rke2r1",
            "v1.33.2%2Brke2r1",
            "1.33.2~rke2r1",
        ] {
            assert_eq!(Release::parse(text), Some(release), "{text}");
        }
        for text in [
            "v1.33.2",
            "v1.33+rke2r1",
            "v2.33.2+rke2r1",
            "1.33.2+k3s1",
            "",
        ] {
            assert_eq!(Release::parse(text), None, "{text}");
        }
    }

    #[test]
    fn order() {
        let texts = [
            "v1.33.2-alpha1+rke2r1",
            "v1.33.2-rc1+rke2r1",
            "v1.33.2-rc2+rke2r2",
            "v1.33.2+rke2r1",
            "v1.33.2+rke2r2",
            "v1.33.10+rke2r1",
            "v1.34.0+rke2r1",
        ];
        let releases: Vec<Release> = texts.iter().map(|t| Release::parse(t).unwrap()).collect();
        assert!(releases.is_sorted());
        for (release, text) in releases.iter().zip(texts) {
            assert_eq!(release.to_string(), text);
        }
    }

    #[test]
    fn ranges() {
        let ranges = Ranges::parse("1.27.16..1.27.16r2 1.28.12..1.28.15 1.30.3..").unwrap();
        let has = |text| ranges.contains(Release::parse_short(text).unwrap());
        assert!(has("1.27.16") && has("1.27.16r2") && has("1.28.13") && has("1.31.0"));
        assert!(!has("1.28.1") && !has("1.27.15") && !has("1.30.2"));
        assert_eq!(
            ranges.to_string(),
            "1.27.16..1.27.16r2 1.28.12..1.28.15 1.30.3.."
        );
        let all: Vec<Release> = (0..5).map(|patch| Release::new(33, patch, 1)).collect();
        let ranges = Ranges::of(&all, &[true, true, false, false, true]);
        assert_eq!(ranges.to_string(), "1.33.0..1.33.1 1.33.4..");
        assert_eq!(Ranges::of(&all, &[false; 5]).to_string(), "-");
    }
}
