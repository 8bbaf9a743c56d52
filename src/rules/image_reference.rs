//! An image that is no reference to one.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::image::{self, Fault};

pub static RULE: Rule = Rule {
    id: "image-reference",
    summary: "An image option is no reference to an image, or RKE2 cannot use it",
    page: page!("image_reference.md"),
    when: &[When::Suffix("-image")],
    check,
};

const OPTIONS: [&str; 8] = [
    "cloud-controller-manager-image",
    "etcd-image",
    "kube-apiserver-image",
    "kube-controller-manager-image",
    "kube-proxy-image",
    "kube-scheduler-image",
    "pause-image",
    "runtime-image",
];

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if !context.has("image-references-parsed") {
        return;
    }
    for node in &context.nodes {
        for option in OPTIONS {
            let value = node.text(option);
            let Some(value) = value.filter(|value| !value.text.trim().is_empty()) else {
                continue;
            };
            let text = value.text.trim();
            match image::parse(text) {
                Err(fault) => {
                    let (why, help) = explain(fault);
                    let help = match text.split_once("://") {
                        Some((_, bare)) => format!("leave the scheme out: `{bare}`"),
                        None => help,
                    };
                    let message =
                        format!("RKE2 exits: `{option}` is no reference to an image, {why}");
                    found.push(
                        RULE.error(Consequence::WontStart, value.span, message)
                            .help(help)
                            .evidence("rancher/rke2 pkg/images/images.go ParseAndSetOverride"),
                    );
                }
                Ok(image) if image.scheme.is_some() => {
                    let message = format!(
                        "nothing can pull `{option}`: it begins with a scheme, which RKE2 takes for a registry"
                    );
                    let bare = text.split_once("://").map_or(text, |(_, rest)| rest);
                    found.push(
                        RULE.error(Consequence::ComponentDown, value.span, message)
                            .help(format!("write registry, repository and tag only: `{bare}`"))
                            .evidence("google/go-containerregistry pkg/name")
                            .evidence("distribution/reference reference.go"),
                    );
                }
                Ok(image) if option == "runtime-image" && image.digest.is_none() => {
                    let tag = image.tag.unwrap_or("latest").as_bytes();
                    if matches!(tag, [b'v', digit, ..] if digit.is_ascii_digit()) {
                        continue;
                    }
                    let tag = match image.tag {
                        Some(tag) => format!("the tag `{tag}`"),
                        None => "no tag".to_owned(),
                    };
                    let message = format!(
                        "RKE2 exits: `runtime-image` has {tag}, but RKE2 files the binaries by a tag that begins with `v` and a digit"
                    );
                    found.push(
                        RULE.error(Consequence::WontStart, value.span, message)
                            .help(format!(
                                "write the tag of the release, as in `rancher/rke2-runtime:{}`, or a digest",
                                context.to.to_string().replace('+', "-")
                            ))
                            .evidence("rancher/rke2 pkg/bootstrap/bootstrap.go releaseRefDigest"),
                    );
                }
                Ok(_) => {}
            }
        }
    }
}

fn explain(fault: Fault<'_>) -> (String, String) {
    match fault {
        Fault::Registry(host) => (
            format!("since `{host}` is no registry"),
            "write a host and perhaps a port in front of the first slash".to_owned(),
        ),
        Fault::Tag(tag) => (
            format!("since `{tag}` is no tag"),
            match tag.contains('+') {
                true => format!("tags have `-` for `+`: `{}`", tag.replace('+', "-")),
                false => "a tag has letters, digits, `_`, `-` and `.`".to_owned(),
            },
        ),
        Fault::Digest(digest) => (
            format!("since `{digest}` is no digest"),
            "write `sha256:` and 64 hexadecimal digits".to_owned(),
        ),
        Fault::Repository(name) => (
            format!("since `{name}` is no repository"),
            match name.bytes().any(|b| b.is_ascii_uppercase()) && !name.contains(':') {
                true => format!(
                    "a repository is in lower case: `{}`",
                    name.to_ascii_lowercase()
                ),
                false => {
                    "a repository has lower-case letters, digits, `_`, `-`, `.` and `/`".to_owned()
                }
            },
        ),
    }
}
