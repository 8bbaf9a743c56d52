//! A schedule for snapshots that cannot be read.

use super::{Context, Rule, When};
use crate::config::Form;
use crate::diagnostic::{Consequence, Diagnostic};
use crate::values::cron::{self, Fault};

pub static RULE: Rule = Rule {
    id: "snapshot-schedule",
    summary: "`etcd-snapshot-schedule-cron` is no schedule",
    page: page!("snapshot_schedule.md"),
    when: &[When::Key("etcd-snapshot-schedule-cron")],
    check,
};

const OPTION: &str = "etcd-snapshot-schedule-cron";

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| node.may_be_server()) {
        if node.is_on("etcd-disable-snapshots") {
            continue;
        }
        let Some(value) = node.last(OPTION).filter(|value| value.form != Form::Map) else {
            continue;
        };
        // A condition of a template may give the value that seems to be missing.
        if value.form == Form::Null && node.is_conditional() {
            continue;
        }
        let Err(fault) = cron::parse(&value.text) else {
            continue;
        };
        let message = match &*value.text {
            "" => "no snapshot is ever taken: the schedule is empty".to_owned(),
            text => format!(
                "no snapshot is ever taken: RKE2 drops the schedule `{text}` without a word, because {fault}"
            ),
        };
        let help = match fault {
            Fault::Fields(6) => {
                "leave out the field for seconds: write minute, hour, day, month and day of the week, as in `0 */12 * * *`"
            }
            Fault::Descriptor => {
                "write `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`, or `@every` with a duration such as `12h`"
            }
            Fault::Field {
                index: 4,
                text: "7",
                ..
            } => "write 0 for Sunday",
            _ => "write minute, hour, day, month and day of the week, as in `0 */12 * * *`",
        };
        found.push(
            RULE.warning(Consequence::DataLoss, value.span, message)
                .help(help)
                .evidence("k3s-io/k3s pkg/etcd/snapshot.go setSnapshotFunction")
                .evidence("robfig/cron v3 parser.go"),
        );
    }
}
