//! `registries.yaml` that is no YAML, or holds values that do not fit.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Edit, Fix};
use crate::project::registries::{Misfit, Registries};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "registries-unreadable",
    summary: "`registries.yaml` cannot be read, or a value in it has the wrong type",
    page: page!("registries_unreadable.md"),
    when: &[When::Has(Mark::Registries)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for registries in &context.project.registries {
        if let Some(problem) = &registries.refused {
            found.push(refused(context, registries, problem.span, &problem.message));
            continue;
        }
        found.extend(
            registries
                .misfits
                .iter()
                .map(|misfit| unfit(context, misfit)),
        );
    }
}

fn refused(
    context: &Context<'_>,
    registries: &Registries,
    span: Option<Span>,
    message: &str,
) -> Diagnostic {
    let place = span.unwrap_or(Span::new(registries.file, 0, 0));
    let source = context.sources.get(place.file);
    let mut keys = source.text.lines().map(str::trim_start);
    let finding = RULE
        .error(
            Consequence::WontStart,
            place,
            format!("the node never becomes ready, since RKE2 cannot read this file: {message}"),
        )
        .evidence("rancher/wharfie pkg/registries/registries.go GetPrivateRegistries")
        .evidence("k3s-io/k3s pkg/agent/config/config.go");
    // Without quotes, a star refers to an anchor.
    match keys.any(|key| key.starts_with("*:")) {
        true => finding.help("write the wildcard in quotes: `\"*\":`"),
        false => finding,
    }
}

fn unfit(context: &Context<'_>, misfit: &Misfit) -> Diagnostic {
    let message = format!(
        "the node never becomes ready: `{}` takes {}, and this is {}",
        misfit.field, misfit.wanted, misfit.got
    );
    let mut finding = RULE
        .error(Consequence::WontStart, misfit.span, message)
        .evidence("rancher/wharfie pkg/registries/types.go")
        .evidence("k3s-io/k3s pkg/agent/config/config.go");
    if let Some(word) = misfit.quoted_switch {
        return finding
            .help(format!("write {word} without quotes"))
            .fix(misfit.span, word);
    }
    if misfit.got == "a text"
        && misfit.field.starts_with("mirrors.")
        && misfit.wanted == "a mapping"
    {
        return finding.help("write `endpoint:` below, and a list of URLs below that");
    }
    if misfit.one_of_many {
        finding = finding.help("write a list, even of one: `[…]`, or a line that begins with `-`");
        let Span { file, start, end } = misfit.span;
        let source = context.sources.get(file);
        let text = source
            .text
            .get(start as usize..end as usize)
            .unwrap_or_default();
        // Inside brackets some characters mean something else.
        if !text.contains(['[', ']', '{', '}', ',', '#', '\n', '|', '>', '*', '&', '!']) {
            let edit = |at: u32, text: &str| Edit {
                span: Span {
                    file,
                    start: at,
                    end: at,
                },
                text: text.to_owned(),
            };
            finding.fix = Some(Fix {
                safe: true,
                edits: vec![edit(start, "["), edit(end, "]")],
            });
        }
    }
    finding
}
