//! `protect-kernel-defaults: false` under a CIS profile.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "profile-kernel-defaults",
    summary: "A CIS `profile` together with `protect-kernel-defaults: false`",
    page: page!("profile_kernel_defaults.md"),
    when: &[When::Key("protect-kernel-defaults")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        let off = |text: &str| go::parse_bool(text) == Some(false);
        let protect = node.last("protect-kernel-defaults");
        let (Some(profile), Some(protect)) = (
            node.cis_profile(context.to),
            protect.filter(|protect| off(&protect.text)),
        ) else {
            continue;
        };
        let message = "RKE2 exits: a CIS profile needs protect-kernel-defaults";
        found.push(
            RULE.error(Consequence::WontStart, protect.span, message)
                .help("write `true`, or remove the key: the profile turns it on")
                .fix(protect.span, "true")
                .related(profile.span, "the profile")
                .evidence("rancher/rke2 pkg/cli/cmds/profile_linux.go setCISFlags"),
        );
    }
}
