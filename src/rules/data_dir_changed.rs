//! Another place for the state of a node that runs.

use super::{Context, Mark, Rule, When, add_once};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::role::Role;

pub static RULE: Rule = Rule {
    id: "data-dir-changed",
    summary: "`data-dir` of a running node changes",
    page: page!("data_dir_changed.md"),
    when: &[When::Has(Mark::Before)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    if context.before.is_none() {
        return;
    }
    for change in context.changes() {
        let Some((old, new, place)) = change.of("data-dir") else {
            continue;
        };
        let (Some(before), Some(after)) = (old.values.first(), new.values.first()) else {
            continue;
        };
        if before.trim_end_matches('/') == after.trim_end_matches('/') {
            continue;
        }
        let founds = change.new.role == Some(Role::Server)
            && change.new.is_whole()
            && change.new.get("server").is_none();
        let what = match (founds, change.new.role) {
            (true, _) => "this server finds no datastore there and founds a new, empty cluster",
            (false, Some(Role::Agent)) => {
                "this node finds no certificates there and joins as a new one"
            }
            _ => "this node finds no state there and joins as a new one",
        };
        let message = format!(
            "`data-dir` was {} and becomes {}: unless the old directory was moved, {what}",
            old.shown(),
            new.shown()
        );
        let finding = RULE
            .warning(Consequence::DataLoss, place, message)
            .help(format!(
                "keep `{before}`, or stop RKE2 and move the directory before it starts again"
            ))
            .evidence("k3s-io/k3s pkg/etcd/etcd.go IsInitialized");
        add_once(
            found,
            match old.span {
                Some(span) => finding.related(span, "what runs now"),
                None => finding,
            },
        );
    }
}
