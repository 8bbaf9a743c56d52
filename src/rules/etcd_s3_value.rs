//! A value for S3 that makes every snapshot fail.

use super::{Context, Rule, When};
use crate::config::Value;
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "etcd-s3-value",
    summary: "An endpoint, proxy or lookup type for S3 has the wrong form",
    page: page!("etcd_s3_value.md"),
    when: &[When::Prefix("etcd-s3-")],
    check,
};

const SOURCE: &str = "k3s-io/k3s pkg/etcd/s3/s3.go";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        if node.last("etcd-s3").is_some() && !node.is_on("etcd-s3") {
            continue;
        }
        let written = |key: &str| node.text(key);
        if let Some(value) = written("etcd-s3-endpoint") {
            found.extend(endpoint(value));
        }
        if let Some(value) = written("etcd-s3-proxy") {
            found.extend(proxy(value));
        }
        if let Some(value) = written("etcd-s3-bucket-lookup-type")
            && !["auto", "dns", "path"].contains(&&*value.text.to_ascii_lowercase())
        {
            let message = format!(
                "RKE2 ignores `{}` and looks the bucket up automatically",
                value.text
            );
            found.push(
                RULE.warning(Consequence::Ignored, value.span, message)
                    .help("write `auto`, `dns` or `path`")
                    .evidence(SOURCE),
            );
        }
    }
}

/// The client for S3 puts a scheme before the endpoint itself, and takes no path.
fn endpoint(value: &Value) -> Option<Diagnostic> {
    let text = &value.text;
    let (host, insecure) = match text.split_once("://") {
        Some((scheme, rest)) => (rest.trim_end_matches('/'), scheme == "http"),
        None => (text.split('/').next().unwrap_or_default(), false),
    };
    let why = if text.contains("://") {
        "it must not begin with a scheme"
    } else if text.trim_end_matches('/').contains('/') {
        "it must not have a path"
    } else {
        return None;
    };
    let message =
        format!("every snapshot to S3 fails: the endpoint is a host and perhaps a port, {why}");
    let finding = RULE
        .warning(Consequence::DataLoss, value.span, message)
        .evidence(SOURCE)
        .evidence("minio/minio-go utils.go");
    let help = match insecure {
        true => format!("write `{host}`, and `etcd-s3-insecure: true` for HTTP"),
        false => format!("write `{host}`"),
    };
    let finding = finding.help(help);
    Some(match insecure || host.contains('/') {
        true => finding,
        false => finding.suggest(value.span, host),
    })
}

fn proxy(value: &Value) -> Option<Diagnostic> {
    let text = &value.text;
    let host = text.split_once("://").map(|(_, host)| host);
    if text == "none" || host.is_some_and(|host| !host.is_empty() && !host.starts_with('/')) {
        return None;
    }
    Some(
        RULE.warning(
            Consequence::DataLoss,
            value.span,
            "every snapshot to S3 fails: the proxy must be a URL with a scheme and a host",
        )
        .help(format!(
            "write `http://{}`, or `none` for no proxy at all",
            text.trim_start_matches('/')
        ))
        .evidence(SOURCE),
    )
}
