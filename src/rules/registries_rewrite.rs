//! Rewrites of `registries.yaml` that Go does not compile, or that do something else than they seem to.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::project::registries::Text;
use crate::values::re2::{self, Reference};

pub static RULE: Rule = Rule {
    id: "registries-rewrite",
    summary: "A rewrite in `registries.yaml` does not work",
    page: page!("registries_rewrite.md"),
    when: &[When::Has(Mark::Registries)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for registries in &context.project.registries {
        let rewrites = registries
            .mirrors
            .iter()
            .flat_map(|mirror| &mirror.rewrites);
        for (pattern, replacement) in rewrites {
            if pattern.opaque {
                continue;
            }
            if let Some(why) = re2::refused(&pattern.text) {
                let message = format!(
                    "RKE2 passes over this rewrite: its pattern is no regular expression of Go, as {why}"
                );
                found.push(
                    RULE.warning(Consequence::Ignored, pattern.span, message)
                        .help("write the pattern in the syntax of RE2")
                        .evidence("rancher/wharfie pkg/registries/registries.go rewrite")
                        .evidence("https://github.com/google/re2/wiki/Syntax"),
                );
                continue;
            }
            found.extend(escaped(pattern));
            if !replacement.opaque {
                found.extend(replaced(pattern, replacement));
            }
        }
    }
}

/// The pattern is written between the quotes of a TOML text as it is.
fn escaped(pattern: &Text) -> Option<Diagnostic> {
    let at = pattern.text.find('\\')?;
    let escape: String = pattern.text[at..].chars().take(2).collect();
    let message = format!(
        "containerd probably does not read the mirrors of this registry: RKE2 writes the pattern into \
         a TOML text as it is, where `{escape}` is read as an escape"
    );
    Some(
        RULE.warning(Consequence::ComponentDown, pattern.span, message)
            .help("do without backslashes: `[.]` is a dot, `[0-9]` is a digit")
            .evidence("k3s-io/k3s pkg/agent/templates/templates.go HostsTomlTemplate"),
    )
}

fn replaced(pattern: &Text, replacement: &Text) -> Option<Diagnostic> {
    let groups = re2::groups(&pattern.text);
    let say = |message: String, help: String| {
        RULE.warning(Consequence::Changed, replacement.span, message)
            .help(help)
            .evidence("https://pkg.go.dev/regexp#Regexp.Expand")
    };
    for reference in re2::references(&replacement.text) {
        match reference {
            Reference::Number(number) if number > groups => {
                return Some(say(
                    format!("`${number}` becomes nothing: the pattern has {groups} groups"),
                    "count the `(` of the pattern, from 1".to_owned(),
                ));
            }
            Reference::Name(name) if name.starts_with(|c: char| c.is_ascii_digit()) => {
                let end = name
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(name.len());
                let (number, rest) = name.split_at(end);
                return Some(say(
                    format!(
                        "`${name}` becomes nothing: Go takes letters, digits and underscores after `$` for one name"
                    ),
                    format!("write `${{{number}}}{rest}`"),
                ));
            }
            _ => {}
        }
    }
    let backslash = replacement.text.find('\\')?;
    let digit = replacement.text[backslash + 1..].chars().next()?;
    digit.is_ascii_digit().then(|| {
        say(
            format!("`\\{digit}` stands for itself: Go writes groups with `$`"),
            format!("write `${digit}`"),
        )
    })
}
