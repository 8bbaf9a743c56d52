//! A target that is lower than what runs.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::facts::charts::lenient;

pub static RULE: Rule = Rule {
    id: "downgrade",
    summary: "The target is lower than the release that runs",
    page: page!("downgrade.md"),
    when: &[When::Has(Mark::From)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    let Some((from, to)) = context.step() else {
        return;
    };
    if to > from {
        return;
    }
    let finding = |severity, consequence, message: String| {
        RULE.finding(severity, consequence, None, message)
            .evidence("rancher/rke2-docs docs/upgrades/roll-back.md")
            .evidence("rancher/rke2-docs docs/upgrades/automated.md")
    };
    let restore = format!(
        "stay on {from}, or roll back: stop RKE2 on all nodes, install {to}, and restore a snapshot \
         that was taken on 1.{} with --cluster-reset-restore-path",
        to.minor
    );
    if let Some((before, after)) = lower_etcd(context) {
        let message = format!(
            "{from} to {to} is a downgrade, and etcd goes from {before} to {after}, \
             which does not start on the data that {before} leaves"
        );
        found.push(
            finding(Severity::Error, Consequence::ComponentDown, message)
                .help(restore)
                .evidence("etcd-io/website content/en/docs/v3.6/downgrades"),
        );
    } else if (from.minor, from.patch) == (to.minor, to.patch) {
        let message = format!(
            "{to} is an older build of the same Kubernetes release than {from}: \
             its charts and components are older, and so are their fixes"
        );
        found.push(
            finding(Severity::Warning, Consequence::Unsupported, message)
                .help(format!("stay on {from}")),
        );
    } else {
        let message = format!(
            "{from} to {to} is a downgrade: nothing in RKE2 stops you, but Kubernetes supports none, \
             since the older components may not read what the newer ones have stored"
        );
        found.push(finding(Severity::Error, Consequence::Unsupported, message).help(restore));
    }
}

/// The versions of etcd where the minor goes back, and where etcd is what holds the data.
fn lower_etcd(context: &Context<'_>) -> Option<(&'static str, &'static str)> {
    if context.has_external_datastore() {
        return None;
    }
    let (from, to) = context.step()?;
    let etcd = |release| context.facts.release(release)?.component("etcd");
    let (before, after) = (etcd(from)?, etcd(to)?);
    let (a, b) = (lenient(before)?, lenient(after)?);
    let lower = (b.major, b.minor) < (a.major, a.minor);
    let plain = |version: &'static str| version.split('-').next().unwrap_or(version);
    lower.then(|| (plain(before), plain(after)))
}
