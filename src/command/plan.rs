//! The command `plan`.

use super::{Answer, Asking, Failure, text_answer, to_json};
use crate::diagnostic::Severity;
use crate::facts::releases::Unresolved;
use crate::names::list;
use crate::order;
use crate::plan::{Wanted, plan};
use crate::release::Release;
use crate::render::document::document;
use crate::request::Format;

impl Asking<'_> {
    pub(super) fn plan(&self) -> Result<Answer, Failure> {
        let (Some(from), Some(to)) = (&self.request.from, &self.request.to) else {
            return Err(
                Failure::new("name the release that runs and the one to get to")
                    .help("for example: plan --from v1.33.1+rke2r1 --to stable"),
            );
        };
        let (from, to) = (self.known(from, "from")?, self.known(to, "to")?);
        if from == to {
            return Err(Failure::new(format!("{from} runs already"))
                .help("`check` judges the configuration for it"));
        }
        if self
            .facts
            .release(from)
            .or(self.facts.release(to))
            .is_none()
        {
            return Err(Failure::new(
                "the data has only the charts of these releases",
            ));
        }
        let via = self.request.via.iter();
        let mut via = via
            .map(|text| self.known(text, "via"))
            .collect::<Result<Vec<_>, _>>()?;
        via.retain(|release| *release != from && *release != to);
        order::sort(&mut via);
        via.dedup();
        if let Some(stray) = via.iter().find(|stop| !(from < **stop && **stop < to)) {
            return Err(Failure::new(format!(
                "via: {stray} does not lie between {from} and {to}"
            )));
        }
        let avoid = self.request.avoid.iter();
        let avoid = avoid
            .map(|text| self.meant(text))
            .collect::<Result<Vec<_>, _>>()?;
        let planned = plan(
            &self.facts,
            &self.sources,
            &self.judge,
            &Wanted {
                from,
                to,
                via,
                avoid: avoid.concat(),
                role: self.request.role,
                install: self.request.install,
                managed_by: self.request.managed_by,
                plans: self.request.plans.clone(),
            },
        );
        let planned = planned.map_err(|clusters| {
            let clusters = list(&clusters);
            Failure::new(format!("the files are of several clusters: {clusters}"))
                .help("a plan is for one of them: name its folder")
        })?;
        let plan = &planned.plan;
        let findings = plan.hops.iter().flat_map(|hop| &hop.findings);
        let worst = findings.map(|finding| finding.severity).max();
        let fail_on = self.request.fail_on.unwrap_or(Severity::Error);
        let found = worst.is_some_and(|worst| worst >= fail_on);
        Ok(Answer {
            exit: u8::from(found || plan.hops.is_empty()),
            output: match self.request.format {
                Format::Json => to_json(plan),
                Format::Markdown => text_answer(&planned.markdown),
                Format::Text => text_answer(&document(&planned.markdown, self.style())),
            },
        })
    }

    /// All releases that a text means: one, the builds of a patch, or a minor.
    fn meant(&self, text: &str) -> Result<Vec<Release>, Failure> {
        if let Some(release) = Release::parse(text) {
            return Ok(vec![release]);
        }
        let numbers = text.trim_start_matches('v');
        let all = self.facts.releases().iter().map(|info| info.release);
        let meant = all.filter(|release| {
            let minor = format!("1.{}", release.minor);
            numbers == minor || numbers == format!("{minor}.{}", release.patch)
        });
        let meant: Vec<Release> = meant.collect();
        match meant.is_empty() {
            true => Err(self.unresolved(text, "avoid", &Unresolved::Malformed)),
            false => Ok(meant),
        }
    }
}
