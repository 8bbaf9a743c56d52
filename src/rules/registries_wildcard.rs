//! A mirror for all registries, in the releases that then ask nobody else.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "registries-wildcard",
    summary: "A mirror for `*` on a release that does not fall back from it",
    page: page!("registries_wildcard.md"),
    when: &[When::Has(Mark::Registries)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let behaviour = "registries-wildcard-no-fallback";
    let Some(behaviour) = context
        .facts
        .behaviour(behaviour, context.to)
        .filter(|behaviour| behaviour.holds)
    else {
        return;
    };
    let mirrors = context.project.registries.iter().flat_map(|r| &r.mirrors);
    for mirror in mirrors.filter(|mirror| mirror.host.text == "*") {
        let probably = if behaviour.certain { "" } else { "probably " };
        let message = format!(
            "{} {probably}asks nobody but this mirror: images that it does not have cannot be pulled, \
             those of RKE2 itself included",
            context.to
        );
        let line = context.facts.releases().iter().map(|info| info.release);
        let mended = line
            .filter(|release| release.minor == context.to.minor && *release > context.to)
            .find(|release| {
                let later = context
                    .facts
                    .behaviour("registries-wildcard-no-fallback", *release);
                later.is_some_and(|later| !later.holds)
            });
        let finding = RULE
            .warning(Consequence::ComponentDown, mirror.host.span, message)
            .evidence(behaviour.source);
        found.push(match mended {
            Some(release) => finding.help(format!(
                "take {release}, or name the registries instead of `*`"
            )),
            None => finding.help("name the registries instead of `*`"),
        });
    }
}
