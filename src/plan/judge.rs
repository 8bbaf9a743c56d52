//! What a configuration meets at each release, judged when it is asked for and once only.

use crate::diagnostic::{Diagnostic, Severity};
use crate::facts::Facts;
use crate::order;
use crate::project::Project;
use crate::release::Release;
use crate::rules::{self, Context};
use crate::source::Sources;

/// The configuration as the releases see it.
pub struct Judge<'a> {
    facts: &'a Facts,
    sources: &'a Sources,
    project: &'a Project,
    judged: Vec<Judged<'a>>,
}

/// The configuration as one release sees it.
struct Judged<'a> {
    context: Context<'a>,
    found: Vec<Diagnostic>,
}

impl<'a> Judge<'a> {
    /// Nothing is judged yet.
    pub fn new(facts: &'a Facts, sources: &'a Sources, project: &'a Project) -> Judge<'a> {
        Judge {
            facts,
            sources,
            project,
            judged: Vec::new(),
        }
    }

    fn at(&mut self, release: Release) -> usize {
        let mut known = self.judged.iter();
        if let Some(index) = known.position(|judged| judged.context.to == release) {
            return index;
        }
        let (facts, sources, project) = (self.facts, self.sources, self.project);
        let context = Context::new(facts, sources, project, None, None, release);
        let found = rules::run(&context);
        self.judged.push(Judged { context, found });
        self.judged.len() - 1
    }

    /// The configuration as a release sees it.
    pub fn context(&mut self, release: Release) -> &Context<'a> {
        let index = self.at(release);
        &self.judged[index].context
    }

    /// How much is wrong at a release.
    pub fn count(&mut self, release: Release) -> usize {
        let index = self.at(release);
        let found = self.judged[index].found.iter();
        found.filter(|one| one.severity > Severity::Info).count()
    }

    /// What a step brings, the most severe first.
    pub fn introduced(&mut self, from: Release, to: Release) -> Vec<Diagnostic> {
        let (before, after) = (self.at(from), self.at(to));
        let step = &mut self.judged[after].context;
        step.set_from(Some(from));
        let mut found = rules::run(step);
        step.set_from(None);
        found.retain(|one| !self.judged[before].found.iter().any(|old| same(old, one)));
        order::sort_by(&mut found, Diagnostic::order);
        found.dedup();
        found
    }

    /// How much speaks against a step: what neither of its ends is wrong with by itself.
    pub fn stepping(&mut self, from: Release, to: Release) -> u32 {
        let found = self.introduced(from, to);
        let after = self.at(to);
        let there = &self.judged[after].found;
        let errors = found.iter().filter(|one| one.severity == Severity::Error);
        let only = errors.filter(|one| !there.iter().any(|other| same(other, one)));
        ERROR * only.count() as u32
    }

    /// How much speaks against a stop: what is wrong there, and neither before nor at the end.
    pub fn passing(&mut self, from: Release, stop: Release, to: Release) -> u32 {
        let indexes = [self.at(from), self.at(stop), self.at(to)];
        let [before, here, after] = indexes.map(|index| &self.judged[index].found);
        let passing = here.iter().filter(|one| {
            let mut ends = before.iter().chain(after);
            !ends.any(|other| same(other, one))
        });
        let weigh = |one: &Diagnostic| match one.severity {
            Severity::Error => ERROR,
            Severity::Warning => 1,
            Severity::Info => 0,
        };
        passing.map(weigh).sum()
    }
}

/// How much an error speaks against a stop, where a warning does so once.
pub const ERROR: u32 = 16;

/// Whether two releases say the same about the same place.
fn same(a: &Diagnostic, b: &Diagnostic) -> bool {
    (a.rule, a.primary, a.severity) == (b.rule, b.primary, b.severity)
}
