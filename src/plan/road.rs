//! Which releases to go through, and why: the best way, and what stands against shorter ones.

use super::Refused;
use crate::facts::Facts;
use crate::facts::charts::{decode, lenient};
use crate::facts::releases::State;
use crate::facts::way::{Bar, Bars, Graph, Wish};
use crate::names;
use crate::release::Release;

/// A search with what it is asked.
pub struct Road<'f> {
    facts: &'f Facts,
    graph: Graph,
    wish: Wish,
    /// Where it starts, what has to be passed, and where it ends.
    through: Vec<Release>,
}

impl<'f> Road<'f> {
    /// The graph between the ends.
    pub fn new(facts: &'f Facts, mut wish: Wish, through: Vec<Release>) -> Road<'f> {
        wish.named.extend(&through);
        let ends = through.first().zip(through.last());
        let (first, last) = ends.map_or((facts.newest(), facts.newest()), |(a, b)| (*a, *b));
        Road {
            facts,
            graph: facts.graph(first, last, &wish),
            wish,
            through,
        }
    }

    /// The best way, its start included. `risk` weighs what else speaks against a release.
    pub fn best(&self, lifted: Bars, risk: &dyn Fn(Release) -> u32) -> Option<Vec<Release>> {
        let mut way = self.through.get(..1)?.to_vec();
        for pair in self.through.windows(2) {
            way.extend(self.graph.best(pair[0], pair[1], lifted, risk)?);
        }
        Some(way)
    }

    /// Why no way may leave out any of the stops: every step between two of them that are no neighbours.
    pub fn shortcuts(&self, way: &[Release]) -> Vec<Refused> {
        let mut refused = Vec::new();
        for (index, from) in way.iter().enumerate() {
            for to in way.iter().skip(index + 2) {
                refused.extend(self.refused(*from, *to));
            }
        }
        refused
    }

    /// What each rule that has to give way for any way to open forbids, and where.
    pub fn obstacles(&self) -> Vec<Refused> {
        let none = Bars::default();
        let all = Bar::ALL.into_iter();
        let single = all.clone().map(|bar| none.with(bar, true));
        let ways = single.filter_map(|lifted| self.best(lifted, &|_| 0));
        let mut ways: Vec<Vec<Release>> = ways.collect();
        if ways.is_empty() {
            let lifted = all.fold(none, |bars, bar| bars.with(bar, bar != Bar::Minor));
            ways.extend(self.best(lifted, &|_| 0));
        }
        let mut found: Vec<Refused> = Vec::new();
        for way in ways {
            for pair in way.windows(2) {
                for refused in self.refused(pair[0], pair[1]) {
                    if !found.contains(&refused) {
                        found.push(refused);
                    }
                }
            }
        }
        found
    }

    /// The newest release of the target's minor, or of one before, that can be reached.
    pub fn instead(&self) -> Option<Release> {
        let (from, to) = (*self.through.first()?, *self.through.last()?);
        let usable = |minor: u16| {
            let line = self.facts.releases().iter().rev();
            line.filter(move |info| info.release.minor == minor && info.state == State::Announced)
        };
        let minors = (from.minor..=to.minor).rev();
        let mut releases = minors.flat_map(usable).map(|info| info.release);
        releases.find(|other| {
            *other > from
                && *other != to
                && !self.wish.avoid.contains(other)
                && Road::new(self.facts, self.wish.clone(), vec![from, *other])
                    .best(Bars::default(), &|_| 0)
                    .is_some()
        })
    }

    /// What speaks for a hop, of which the way goes on to `next`.
    pub fn reasons(&self, from: Release, to: Release, next: Option<Release>) -> Vec<String> {
        let mut reasons = Vec::new();
        match next {
            None => reasons.push("it is the target".to_owned()),
            Some(_) if self.through.contains(&to) => {
                reasons.push("you asked to come by here".to_owned());
            }
            Some(next) => {
                let bars = self.graph.bars(from, next).iter();
                reasons.extend(bars.map(|bar| self.need(bar, from, to, next)));
                reasons.push(self.choice(from, to, next));
            }
        }
        if self.graph.is_older(from, to) {
            reasons.push(format!(
                "{to} is older than {from}, so fixes and keys may go"
            ));
        }
        reasons
    }

    /// What a stop on the way from one release to the next is for.
    fn need(&self, bar: Bar, from: Release, to: Release, next: Release) -> String {
        let by = |name: &str| {
            let version = |release| self.version(release, name);
            (version(from), version(to), version(next))
        };
        match bar {
            Bar::Minor => "Kubernetes goes minor by minor".to_owned(),
            Bar::Cilium => {
                let (from, to, next) = by("cilium");
                format!("Cilium goes minor by minor: {from}, {to}, {next}")
            }
            Bar::Component => {
                let steps = self.graph.unprepared(from, next).into_iter();
                let steps = steps.map(|step| {
                    let (_, to, next) = by(step.component);
                    format!("{} runs {to} before it goes to {next}", step.component)
                });
                names::list(&steps.collect::<Vec<_>>())
            }
            _ => self.why(bar, from, next),
        }
    }

    /// Why this release, and not a newer one of its minor.
    fn choice(&self, from: Release, to: Release, next: Release) -> String {
        let mut line = self.facts.releases().iter();
        let newer = line.find(|info| {
            let release = info.release;
            release > to && release.minor == to.minor && info.state == State::Announced
        });
        let Some(newer) = newer.map(|info| info.release) else {
            return format!("the newest release of 1.{}", to.minor);
        };
        let bars = [(from, newer), (newer, next)];
        let bar = bars.into_iter().find_map(|(from, to)| {
            let bar = self.graph.bars(from, to).iter().next()?;
            Some(self.why(bar, from, to))
        });
        match bar {
            Some(why) => format!("{newer} is not for this step: {why}"),
            None if self.graph.is_older(newer, next) => {
                format!("{newer} is newer than {next}")
            }
            None => format!("1.{} with the least risk", to.minor),
        }
    }

    fn refused(&self, from: Release, to: Release) -> Vec<Refused> {
        let bars = self.graph.bars(from, to).iter();
        let refused = bars.map(|bar| Refused {
            from: from.to_string(),
            to: to.to_string(),
            rule: bar.rule().map(str::to_owned),
            reason: self.why(bar, from, to),
        });
        refused.collect()
    }

    /// What forbids a step, in words.
    fn why(&self, bar: Bar, from: Release, to: Release) -> String {
        match bar {
            Bar::Lower => format!("{to} is lower than {from}"),
            Bar::Minor => {
                let skipped = (from.minor + 1)..to.minor;
                let skipped: Vec<String> = skipped.map(|minor| format!("1.{minor}")).collect();
                format!("Kubernetes {} is left out", names::list(&skipped))
            }
            Bar::Component => {
                let steps = self.graph.unprepared(from, to).into_iter();
                let steps = steps.map(|step| {
                    format!(
                        "{} goes from {} to {}, and {} or later has not run",
                        step.component,
                        self.version(from, step.component),
                        self.version(to, step.component),
                        step.through
                    )
                });
                names::list(&steps.collect::<Vec<_>>())
            }
            Bar::Cilium => format!(
                "Cilium goes from {} to {}, and it is tested from one minor to the next",
                self.version(from, "cilium"),
                self.version(to, "cilium")
            ),
            Bar::Back => {
                let parts = self.graph.going_back(from, to).into_iter();
                let parts = parts.map(|part| {
                    let (before, after) = (self.version(from, part), self.version(to, part));
                    format!("{part} from {before} to {after}")
                });
                format!(
                    "these go back by a minor: {}",
                    names::list(&parts.collect::<Vec<_>>())
                )
            }
            Bar::State => {
                let state = self.facts.release(to).map(|info| info.state);
                match state {
                    Some(State::Withdrawn) => format!("{to} was withdrawn"),
                    Some(State::Prime) => format!("{to} is for customers of Rancher Prime"),
                    _ => format!("{to} was never announced"),
                }
            }
            Bar::Avoided => format!("you asked to avoid {to}"),
        }
    }

    /// The version of a chart or component, without what only its packaging says.
    fn version(&self, release: Release, name: &str) -> String {
        let chart = self.facts.chart(release, name).flatten();
        let chart = chart.and_then(|version| Some(decode(name, version)?.upstream.into_owned()));
        let component = || {
            let version = self.facts.release(release)?.component(name)?;
            Some(lenient(version).map_or(version.to_owned(), |version| version.to_string()))
        };
        chart.or_else(component).unwrap_or_default()
    }
}
