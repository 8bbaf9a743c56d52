//! A comma inside an argument of a component that ends an item of a list in brackets.

use super::{Context, Rule, When};
use crate::config::Value;
use crate::config::arguments::{TARGETS, Target};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "flow-list-comma",
    summary: "A comma that belongs to an argument ends it, because the list is in brackets",
    page: page!("flow_list_comma.md"),
    when: &[When::Suffix("-arg")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    // Etcd has a configuration file instead of arguments.
    for target in TARGETS.iter().filter(|target| target.component != "etcd") {
        for node in &context.nodes {
            for items in context.cut_by_comma(node, target.option) {
                found.extend(judge(context, target, items));
            }
        }
    }
}

fn judge(context: &Context<'_>, target: &Target, items: &[Value]) -> Option<Diagnostic> {
    let (whole, cut_off, last) = (items.first()?, items.get(1)?, items.last()?);
    let component = target.component;
    let flag = match cut_off.text.contains('=') {
        true => cut_off.text.clone(),
        false => format!("{}=true", cut_off.text),
    };
    let span = whole.span.to(last.span);
    let finding = RULE
        .error(
            Consequence::ComponentDown,
            span,
            format!("in a list in brackets the comma ends the item: {component} gets the flag `--{flag}`, which it does not have"),
        )
        .help("put the whole argument in quotes, or write each item in a line of its own")
        .evidence("k3s-io/k3s pkg/util/args.go GetArgs");
    Some(match is_quotable(context, span) {
        true => finding.quote(span),
        false => finding,
    })
}

/// Whether the items are one argument as they stand, so that quotes around it are all that is missing.
fn is_quotable(context: &Context<'_>, span: Span) -> bool {
    let text = context.sources.slice(span);
    !text.contains([' ', '\n', '\r', '\t', '"', '\\', '\''])
}
