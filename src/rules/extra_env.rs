//! An environment variable for a component that RKE2 drops.

use super::{Context, Rule, When};
use crate::config::Form;
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "extra-env",
    summary: "An `-extra-env` option holds something that is no environment variable",
    page: page!("extra_env.md"),
    when: &[When::Suffix("-extra-env")],
    check,
};

const SOURCE: &str = "rancher/rke2 pkg/podtemplate/podtemplate.go addExtraEnv";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        let settings = node.effective.settings.iter();
        for setting in settings.filter(|setting| setting.key.ends_with("-extra-env")) {
            let component = setting.key.trim_end_matches("-extra-env");
            for value in &setting.values {
                if value.opaque || value.form == Form::Map || value.text.is_empty() {
                    continue;
                }
                let Some((name, _)) = value.text.split_once('=') else {
                    // The text may be a secret, so only the part before a colon is shown.
                    let name = value.text.split([':', ' ']).next().unwrap_or_default();
                    let message = format!(
                        "RKE2 drops the environment variable `{name}` of {component}: there is no `=` in it"
                    );
                    found.push(
                        RULE.warning(Consequence::Ignored, value.span, message)
                            .help(format!("write `{name}=` and the value"))
                            .evidence(SOURCE),
                    );
                    continue;
                };
                if name.is_empty() {
                    let message = format!(
                        "{component} does not come up: the kubelet refuses its pod, since an environment variable has no name"
                    );
                    found.push(
                        RULE.error(Consequence::ComponentDown, value.span, message)
                            .help("write `NAME=value`")
                            .evidence(SOURCE),
                    );
                }
            }
        }
    }
}
