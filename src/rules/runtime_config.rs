//! APIs that `runtime-config` turns on, and that are gone.

use super::{Context, Mark, Rule, When};
use crate::config::arguments::TARGETS;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::objects::last_minor_of;

pub static RULE: Rule = Rule {
    id: "runtime-config",
    summary: "`runtime-config` of the apiserver turns on an API that Kubernetes has taken away",
    page: page!("runtime_config.md"),
    when: &[When::Key("kube-apiserver-arg"), When::Has(Mark::Letter)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let targets = TARGETS.iter();
    for target in targets.filter(|target| target.component == "kube-apiserver") {
        for node in context.nodes.iter().filter(|node| node.may_be_server()) {
            for argument in context.arguments_of(node, target) {
                if argument.flag() != "runtime-config" {
                    continue;
                }
                let pairs = argument.value.unwrap_or_default().split(',');
                for pair in pairs {
                    let (api, on) = pair.split_once('=').unwrap_or((pair, "true"));
                    // Resources may be named below a version.
                    let mut parts = api.splitn(3, '/');
                    let (Some(group), Some(version)) = (parts.next(), parts.next()) else {
                        continue;
                    };
                    let Some(last) = last_minor_of(group, version) else {
                        continue;
                    };
                    if on == "true" && last < context.to.minor {
                        let message = format!(
                            "`{api}` has no effect: Kubernetes 1.{last} was the last with this version of the API"
                        );
                        found.push(
                            RULE.warning(Consequence::Ignored, context.place(argument.item, pair), message)
                                .help("take it out, and look for objects of that version in your manifests")
                                .evidence("kubernetes/api zz_generated.prerelease-lifecycle.go"),
                        );
                    }
                }
            }
        }
    }
}
