//! The releases: when they came, what state they are in, which components they ship.

use std::sync::OnceLock;

use super::tsv::{Tsv, tsv};
use super::{Facts, optional};
use crate::order;
use crate::release::{Release, Stage};

/// What is known of one final release.
#[derive(Debug)]
pub struct ReleaseInfo {
    /// The release.
    pub release: Release,
    /// The day it was announced, `YYYY-MM-DD`; the day of the tag where nothing was announced.
    pub date: &'static str,
    /// Whether one should run it.
    pub state: State,
    /// Where the state was read.
    source: &'static str,
    /// Its place in the tables, which list the same releases in the same order.
    index: usize,
}

/// Whether a release should be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Announced, and for everybody.
    Announced,
    /// Taken back after it was announced.
    Withdrawn,
    /// There is a tag, but it was never announced.
    Unannounced,
    /// Only for customers of Rancher Prime.
    Prime,
}

/// Why a text names no release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unresolved {
    /// It has no form that is known.
    Malformed,
    /// It lies past the newest release of its line, so the data cannot know it.
    Newer(Release),
    /// The data reaches it, and it does not exist.
    Missing(Release),
    /// The minor has no release.
    NoSuchLine,
}

static RELEASES: Tsv = tsv!("releases");
static ANNOUNCEMENTS: Tsv = tsv!("announcements");
static CHANNELS: Tsv = tsv!("channels");
const VERSION: &str = include_str!("../../data/VERSION");

fn table() -> &'static [ReleaseInfo] {
    static TABLE: OnceLock<Vec<ReleaseInfo>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let rows = ANNOUNCEMENTS.rows::<4>().enumerate();
        let infos = rows.filter_map(|(index, [name, date, state, source])| {
            Some(ReleaseInfo {
                release: Release::parse(name)?,
                date,
                state: State::parse(state)?,
                source,
                index,
            })
        });
        let mut table = Vec::with_capacity(ANNOUNCEMENTS.len());
        table.extend(infos);
        table
    })
}

/// The columns before those of the components: the release, and the day of its tag.
const BEFORE_COMPONENTS: usize = 2;

/// The names of the components, as the header of the table has them.
pub fn component_names() -> impl Iterator<Item = &'static str> {
    RELEASES.header().skip(BEFORE_COMPONENTS)
}

impl ReleaseInfo {
    /// Where its state was read.
    pub fn source(&self) -> &'static str {
        self.source
    }

    /// The components that are shipped, with their versions.
    pub fn components(&self) -> impl Iterator<Item = (&'static str, &'static str)> + use<> {
        let row = self.index;
        let columns = component_names().zip(BEFORE_COMPONENTS..);
        columns
            .filter_map(move |(name, column)| Some((name, optional(RELEASES.cell(row, column))?)))
    }

    /// The version of one component.
    pub fn component(&self, name: &str) -> Option<&'static str> {
        let (_, column) = component_names()
            .zip(BEFORE_COMPONENTS..)
            .find(|(component, _)| *component == name)?;
        optional(RELEASES.cell(self.index, column))
    }
}

impl State {
    fn parse(text: &str) -> Option<State> {
        Some(match text {
            "announced" => State::Announced,
            "withdrawn" => State::Withdrawn,
            "unannounced" => State::Unannounced,
            "prime" => State::Prime,
            _ => return None,
        })
    }

    /// The word that the tables and the output use.
    pub fn name(self) -> &'static str {
        match self {
            State::Announced => "announced",
            State::Withdrawn => "withdrawn",
            State::Unannounced => "unannounced",
            State::Prime => "prime",
        }
    }
}

impl Facts {
    /// All final releases, the oldest first.
    pub fn releases(&self) -> &'static [ReleaseInfo] {
        table()
    }

    /// What is known of a release; `None` where the data does not have it.
    pub fn release(&self, release: Release) -> Option<&'static ReleaseInfo> {
        let index = table()
            .binary_search_by_key(&release, |info| info.release)
            .ok()?;
        table().get(index)
    }

    /// The newest release of the data.
    pub fn newest(&self) -> Release {
        table()
            .last()
            .map_or(Release::new(0, 0, 0), |info| info.release)
    }

    /// The day the data was made.
    pub fn date(&self) -> &'static str {
        VERSION.split_whitespace().next().unwrap_or_default()
    }

    /// The release that a text stands for: a full release, `1.33`, `1.33.2`, or a channel.
    ///
    /// # Errors
    /// Says why it stands for none.
    pub fn resolve(&self, text: &str) -> Result<Release, Unresolved> {
        let text = text.trim();
        if let Some(release) = Release::parse(text) {
            return self.exists(release);
        }
        if let Some(release) = self.channel(text) {
            return Ok(release);
        }
        let numbers = text.strip_prefix('v').unwrap_or(text);
        let numbers = numbers.strip_prefix("1.").ok_or(Unresolved::Malformed)?;
        let (minor, patch) = match numbers.split_once('.') {
            Some((minor, patch)) => (minor, Some(patch)),
            None => (numbers, None),
        };
        let minor: u16 = minor.parse().map_err(|_| Unresolved::Malformed)?;
        let patch: Option<u16> = match patch.map(str::parse) {
            Some(patch) => Some(patch.map_err(|_| Unresolved::Malformed)?),
            None => None,
        };
        let fits = |info: &&ReleaseInfo| {
            info.release.minor == minor && patch.is_none_or(|patch| info.release.patch == patch)
        };
        if let Some(release) = newest_usable(table().iter().filter(fits)) {
            return Ok(release);
        }
        match patch {
            Some(patch) => self.exists(Release::new(minor, patch, 1)),
            None if minor > self.newest().minor => {
                Err(Unresolved::Newer(Release::new(minor, 0, 1)))
            }
            None => Err(Unresolved::NoSuchLine),
        }
    }

    /// Why nothing is known about a release that stands for [`Unresolved::Newer`].
    pub fn not_known(&self, release: Release) -> String {
        let newest = self.newest();
        match release.stage != Stage::Final && release < newest {
            true => format!("{release} is a pre-release, and only final releases are known"),
            false => format!("{release} is newer than the data, which ends with {newest}"),
        }
    }

    fn exists(&self, release: Release) -> Result<Release, Unresolved> {
        if self.release(release).is_some() || self.extra_charts(release).is_some() {
            return Ok(release);
        }
        let line = table()
            .iter()
            .filter(|info| info.release.minor == release.minor);
        match line.map(|info| info.release).next_back() {
            Some(last) if release > last => Err(Unresolved::Newer(release)),
            None if release.minor > self.newest().minor => Err(Unresolved::Newer(release)),
            // Release candidates of a known release exist, but no table has them.
            _ if release.stage != Stage::Final => Err(Unresolved::Newer(release)),
            _ => Err(Unresolved::Missing(release)),
        }
    }

    fn channel(&self, name: &str) -> Option<Release> {
        match name {
            "latest" => newest_usable(table().iter()),
            name => {
                let pins = CHANNELS
                    .rows::<3>()
                    .filter(|[channel, ..]| *channel == name);
                pins.last()
                    .and_then(|[_, _, release]| Release::parse(release))
            }
        }
    }

    /// The releases that exist and are spelled most alike, for a text that names none.
    pub fn nearest(&self, wanted: Release) -> Vec<Release> {
        let line = table().iter().map(|info| info.release);
        let mut near: Vec<Release> = line.filter(|r| r.minor == wanted.minor).collect();
        order::sort_by_key(&mut near, |r| {
            (
                r.patch.abs_diff(wanted.patch),
                r.revision.abs_diff(wanted.revision),
            )
        });
        near.truncate(3);
        order::sort(&mut near);
        near
    }
}

/// The newest that was announced for everybody.
fn newest_usable<'a>(infos: impl DoubleEndedIterator<Item = &'a ReleaseInfo>) -> Option<Release> {
    infos
        .rev()
        .find(|info| info.state == State::Announced)
        .map(|info| info.release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_list_the_same_releases() {
        let names = |table: &'static Tsv| -> Vec<_> { table.rows::<1>().collect() };
        assert_eq!(names(&RELEASES), names(&ANNOUNCEMENTS));
        assert_eq!(RELEASES.len(), table().len());
    }
}
