//! Fields of `registries.yaml` that nothing reads.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::names::nearest;
use crate::project::registries::{UNUSED, Unknown};

pub static RULE: Rule = Rule {
    id: "registries-unknown-field",
    summary: "`registries.yaml` has a field that RKE2 does not read",
    page: page!("registries_unknown_field.md"),
    when: &[When::Has(Mark::Registries)],
    check,
};

/// What other tools call the fields.
const ELSEWHERE: [(&str, &str); 8] = [
    ("ca", "ca_file"),
    ("cert", "cert_file"),
    ("insecure", "insecure_skip_verify"),
    ("key", "key_file"),
    ("pass", "password"),
    ("skip_verify", "insecure_skip_verify"),
    ("url", "endpoint"),
    ("user", "username"),
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for registries in &context.project.registries {
        // A file that is refused is not read at all.
        if registries.refused.is_some() {
            continue;
        }
        let unknown = registries.unknown.iter().filter(|field| !field.name.opaque);
        found.extend(unknown.map(say));
    }
}

fn say(field: &Unknown) -> Diagnostic {
    let name = field.name.text.as_str();
    let place = match field.within.as_str() {
        "" => "here".to_owned(),
        within => format!("in `{within}`"),
    };
    let finding = |message: String| {
        RULE.warning(Consequence::Ignored, field.name.span, message)
            .evidence("rancher/wharfie pkg/registries/types.go")
    };
    if name == UNUSED && field.within.is_empty() {
        return finding(format!(
            "`{UNUSED}` has no effect: RKE2 passes it to nothing"
        ))
        .help("write `configs`, with `auth` under each host");
    }
    let message =
        format!("`{name}` has no effect {place}: RKE2 drops fields that it does not know");
    if let Some(section) = field.section {
        return finding(message).help(format!("write it below `{section}:`"));
    }
    if name == "token" && field.known.contains(&"identity_token") {
        return finding(message).help(
            "for a bearer token write `identity_token`; for basic authentication `username` and `password`",
        );
    }
    let plain = |text: &str| text.to_ascii_lowercase().replace(['_', '-'], "");
    let spelled = field.known.iter().find(|known| plain(known) == plain(name));
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == name);
    let meant = spelled
        .copied()
        .or_else(|| elsewhere.map(|(_, known)| *known))
        .filter(|known| field.known.contains(known))
        .or_else(|| nearest(name, field.known));
    match meant {
        Some(meant) => finding(message)
            .help(format!("did you mean `{meant}`?"))
            .suggest(field.name.span, meant),
        None => finding(message).help(format!("RKE2 reads {} {place}", field.known.join(", "))),
    }
}
