//! Another place for the state of a cluster that runs.

use super::{Context, Mark, NodeView, Rule, When, add_once};
use crate::diagnostic::{Consequence, Diagnostic, Severity};
use crate::source::Span;

pub static RULE: Rule = Rule {
    id: "datastore-changed",
    summary: "A running cluster would start on another datastore",
    page: page!("datastore_changed.md"),
    when: &[When::Has(Mark::Before), When::Has(Mark::From)],
    check,
};

/// What keeps the state of the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Store {
    /// The etcd of RKE2.
    Etcd,
    /// A database in a file, behind kine.
    Sqlite,
    /// A database elsewhere; where, unless a template fills it in.
    External(Option<String>),
}

impl Store {
    fn name(&self) -> &'static str {
        match self {
            Store::Etcd => "the etcd of RKE2",
            Store::Sqlite => "SQLite in a file of this server",
            Store::External(_) => "the database of `datastore-endpoint`",
        }
    }
}

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for change in context.changes() {
        if !change.may_be_server() {
            continue;
        }
        let (Some((old, was)), Some((new, is))) =
            (store(context, &change.old), store(context, change.new))
        else {
            continue;
        };
        let Some(place) = is.or_else(|| match context.before {
            // The key is still there, but the release does not read it any more.
            None => was,
            Some(_) => change.new.node.config.place(),
        }) else {
            continue;
        };
        let finding = match (&old, &new) {
            (Store::External(Some(a)), Store::External(Some(b))) if !same(a, b) => {
                let message = "`datastore-endpoint` names another database than before: \
                               unless it holds the same data, all objects of the cluster are gone";
                RULE.finding(
                    Severity::Warning,
                    Consequence::DataLoss,
                    Some(place),
                    message,
                )
                .help("move the data first, with RKE2 stopped on all servers")
            }
            (Store::External(_), Store::External(_)) => continue,
            _ if old == new => continue,
            _ => {
                let why = match (context.before, context.step()) {
                    (None, Some((from, to))) if is.is_none() => {
                        format!("{to} has no `datastore-endpoint`, which {from} has, and ")
                    }
                    _ => String::new(),
                };
                let message = format!(
                    "{why}the state of the cluster moves from {} to {}: RKE2 copies nothing, \
                     so this server starts with an empty cluster",
                    old.name(),
                    new.name()
                );
                let finding =
                    RULE.finding(Severity::Error, Consequence::DataLoss, Some(place), message);
                match why.is_empty() {
                    true => finding.help(format!("keep {}, or build a new cluster", old.name())),
                    false => finding.help("take a release that knows the key"),
                }
            }
        };
        let finding = match was {
            Some(span) if span != place => finding.related(span, "what runs now"),
            _ => finding,
        };
        add_once(
            found,
            finding
                .evidence("rancher/rke2 pkg/rke2/rke2_linux.go")
                .evidence("rancher/rke2-docs docs/datastore/external.md"),
        );
    }
}

/// What keeps the state of the cluster for a server, and where that is written.
fn store(context: &Context<'_>, view: &NodeView<'_>) -> Option<(Store, Option<Span>)> {
    if let Some(setting) = view.get("datastore-endpoint") {
        let value = setting.last()?;
        let place = (!value.opaque).then(|| location(&value.text));
        return Some((Store::External(place), Some(value.span)));
    }
    if !view.is_whole() {
        return None;
    }
    if !view.is_on("disable-etcd") {
        return Some((Store::Etcd, None));
    }
    // With `server`, etcd runs on other servers.
    let alone = view.get("server").is_none();
    let kine = context.facts.has("disable-etcd-alone-kine", view.release());
    let span = view
        .get("disable-etcd")
        .and_then(|setting| setting.key_span());
    (alone && kine).then_some((Store::Sqlite, span))
}

/// Where a database is, without the user, the password and the options of the connection.
fn location(endpoint: &str) -> String {
    let (scheme, rest) = endpoint.split_once("://").unwrap_or(("", endpoint));
    let rest = rest.split('?').next().unwrap_or_default();
    let rest = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
    format!("{scheme}://{}", rest.trim_end_matches('/'))
}

/// Whether two endpoints may lead to the same data: members of one etcd cluster are named in any number.
fn same(a: &str, b: &str) -> bool {
    let members = |text: &str| -> Vec<String> {
        let members = text.split(',').filter(|member| member.starts_with("http"));
        members.map(str::to_owned).collect()
    };
    let (old, new) = (members(a), members(b));
    a == b || old.iter().any(|member| new.contains(member))
}
