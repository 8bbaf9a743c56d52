//! ingress-nginx in the last minor that ships it.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "ingress-nginx-last",
    summary: "Ingress-nginx is chosen in the last minor that ships it",
    page: page!("ingress_nginx_last.md"),
    when: &[When::Key("ingress-controller")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("ingress-nginx-last") {
        return;
    }
    for node in &context.nodes {
        let values = node.values("ingress-controller").into_iter();
        for value in values.filter(|value| value.text == "ingress-nginx") {
            let message = "RKE2 drops ingress-nginx with v1.37, and its chart gets no more updates";
            found.push(
                RULE.warning(Consequence::Unsupported, value.span, message)
                    .help("move to traefik before v1.37: both can run side by side once their host ports differ")
                    .evidence("rancher/rke2-docs docs/release-notes/v1.36.X.md"),
            );
        }
    }
}
