//! Plans that the controller does not look at.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::plan::plans;
use crate::yaml::Ref;

pub static RULE: Rule = Rule {
    id: "plan-namespace",
    summary: "A Plan is in another namespace than the system-upgrade-controller, which only looks at its own",
    page: page!("plan_namespace.md"),
    when: &[When::Has(Mark::Object)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let mut objects = context.project.objects();
    let controller = objects.find(|object| {
        object.is("apps", "Deployment")
            && object.name().map(Ref::text) == Some("system-upgrade-controller")
    });
    let controller = controller.and_then(|object| object.namespace());
    for plan in plans(context.project, context.sources) {
        let (Some(own), Some(node)) = (plan.namespace(), plan.object.namespace()) else {
            continue;
        };
        let wrong = match controller {
            Some(namespace) => namespace.text() != own && plan.is_rke2(),
            // Nobody installs it there.
            None => matches!(own, "default" | "kube-system" | "kube-public"),
        };
        if wrong {
            let there = controller.map_or("system-upgrade", Ref::text);
            let message = format!(
                "{} is never looked at: the system-upgrade-controller only sees the Plans of its own namespace",
                plan.title()
            );
            let finding = RULE
                .warning(Consequence::Ignored, node.span(), message)
                .help(format!("write `namespace: {there}`"))
                .suggest(node.span(), there)
                .evidence("rancher/system-upgrade-controller main.go");
            found.push(match controller {
                Some(controller) => finding.related(controller.span(), "where the controller runs"),
                None => finding,
            });
        }
    }
}
