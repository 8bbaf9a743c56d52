//! A mount for a component that RKE2 or the kubelet does not take.

use super::{Context, Rule, When};
use crate::config::Form;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "extra-mount",
    summary: "An `-extra-mount` option holds something that is no mount",
    page: page!("extra_mount.md"),
    when: &[When::Suffix("-extra-mount")],
    check,
};

/// What Kubernetes takes as the type of a path of the host.
const TYPES: [&str; 8] = [
    "",
    "BlockDevice",
    "CharDevice",
    "Directory",
    "DirectoryOrCreate",
    "File",
    "FileOrCreate",
    "Socket",
];
const SOURCE: &str = "rancher/rke2 pkg/podtemplate/podtemplate.go addExtraMounts";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        let settings = node.effective.settings.iter();
        let mounts = settings.filter(|setting| setting.key.ends_with("-extra-mount"));
        for setting in mounts {
            for value in &setting.values {
                let written = !value.opaque && value.form != Form::Map && !value.text.is_empty();
                if written {
                    let component = setting.key.trim_end_matches("-extra-mount");
                    found.extend(judge(context, component, &value.text, value.span));
                }
            }
        }
    }
}

fn judge(context: &Context<'_>, component: &str, text: &str, span: Span) -> Option<Diagnostic> {
    let dropped = |why: String| {
        RULE.warning(
            Consequence::Ignored,
            span,
            format!("RKE2 drops the mount `{text}` of {component}: {why}"),
        )
        .evidence(SOURCE)
    };
    let refused = |why: String| {
        RULE.error(
            Consequence::ComponentDown,
            span,
            format!("{component} does not come up: the kubelet refuses its pod, since {why}"),
        )
        .evidence(SOURCE)
    };
    let typed = context.has("extra-mount-host-path-type");
    let form = match typed {
        true => "write `source:target`, `source:target:ro`, or `source:target:rw:Directory`",
        false => "write `source:target` or `source:target:ro`",
    };
    let parts: Vec<&str> = text.split(':').collect();
    let (mode, kind) = match parts[..] {
        [_, _] => ("", ""),
        [_, _, mode] => {
            if !["ro", "rw"].contains(&&*mode.to_ascii_lowercase()) {
                return Some(dropped(format!("`{mode}` is neither `ro` nor `rw`")).help(form));
            }
            (mode, "")
        }
        [_, _, mode, kind] if typed => (mode, kind),
        [_, _, _, _] => {
            let since = context.facts.trait_releases("extra-mount-host-path-type");
            let since = since
                .map(|since| crate::names::releases(&since))
                .unwrap_or_default();
            return Some(
                dropped("this release knows no type of the path".to_owned())
                    .help(format!("leave the type out; it is taken by {since}")),
            );
        }
        _ => {
            let count = match parts.len() {
                1 => "one part".to_owned(),
                count => format!("{count} parts"),
            };
            return Some(dropped(format!("it has {count} instead of two or three")).help(form));
        }
    };
    if !TYPES.contains(&kind) {
        let near = TYPES.iter().find(|known| known.eq_ignore_ascii_case(kind));
        let help = match near {
            Some(near) => format!("upper and lower case matter: write `{near}`"),
            None => format!("write one of {}", TYPES[1..].join(", ")),
        };
        return Some(refused(format!("`{kind}` is no type of a path")).help(help));
    }
    let (source, target) = (parts[0], parts[1]);
    if source.is_empty() || target.is_empty() {
        let which = if source.is_empty() {
            "source"
        } else {
            "target"
        };
        return Some(refused(format!("the mount `{text}` has no {which}")).help(form));
    }
    // With a type RKE2 does not look at the mode.
    (parts.len() == 4 && mode.eq_ignore_ascii_case("ro")).then(|| {
        RULE.warning(
            Consequence::Changed,
            span,
            format!("{component} may write to `{target}`: with a type at its end, RKE2 does not look at the `{mode}` before it"),
        )
        .help(format!("leave the type out where the path exists: `{source}:{target}:ro`"))
        .evidence(SOURCE)
    })
}
