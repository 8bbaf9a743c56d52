//! Arguments that RKE2 passes on to a component: the items of `kubelet-arg` and its like.
//!
//! RKE2 cuts an item at its first `=`, takes `--` from its front, and hands `--key=value` to the
//! component; there is no shell, so quotes stay.

use crate::config::{Form, Value};

/// An option whose items are arguments of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The option of `config.yaml`.
    pub option: &'static str,
    /// The component.
    pub component: &'static str,
    /// The switch that keeps it from running on this node.
    pub off: Option<&'static str>,
}

/// All such options.
pub const TARGETS: [Target; 8] = [
    target("etcd-arg", "etcd", Some("disable-etcd")),
    target("helm-controller-arg", "helm-controller", None),
    target(
        "kube-apiserver-arg",
        "kube-apiserver",
        Some("disable-apiserver"),
    ),
    target(
        "kube-cloud-controller-manager-arg",
        "cloud-controller-manager",
        Some("disable-cloud-controller"),
    ),
    target(
        "kube-controller-manager-arg",
        "kube-controller-manager",
        Some("disable-controller-manager"),
    ),
    target("kube-proxy-arg", "kube-proxy", Some("disable-kube-proxy")),
    target(
        "kube-scheduler-arg",
        "kube-scheduler",
        Some("disable-scheduler"),
    ),
    target("kubelet-arg", "kubelet", None),
];

const fn target(
    option: &'static str,
    component: &'static str,
    off: Option<&'static str>,
) -> Target {
    Target {
        option,
        component,
        off,
    }
}

/// What an item does with the value that RKE2 would pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `key=value` replaces it.
    Replace,
    /// `key+=value` follows it.
    Append,
    /// `key-=value` goes before it.
    Prepend,
}

/// One item.
#[derive(Clone, Copy, Debug)]
pub struct Argument<'a> {
    /// Where it is written.
    pub item: &'a Value,
    /// The flag, without dashes before it and an operator after it.
    pub key: &'a str,
    /// What it does with the value that RKE2 would pass.
    pub op: Op,
    /// The value; `None` where there is no `=`, so that RKE2 passes `true`.
    pub value: Option<&'a str>,
}

impl<'a> Argument<'a> {
    /// Reads an item. `operators` says whether the release knows `+=` and `-=`.
    pub fn of(item: &'a Value, operators: bool) -> Argument<'a> {
        let text = item.text.strip_prefix("--").unwrap_or(&item.text);
        let (flag, value) = match text.split_once('=') {
            Some((flag, value)) => (flag, Some(value)),
            None => (text, None),
        };
        let (key, op) = match (operators, flag.as_bytes().last()) {
            (true, Some(b'+')) => (flag.trim_end_matches(['+', '-']), Op::Append),
            (true, Some(b'-')) => (flag.trim_end_matches(['+', '-']), Op::Prepend),
            _ => (flag, Op::Replace),
        };
        Argument {
            item,
            key,
            op,
            value,
        }
    }

    /// The flag as components know it: they take `_` for `-`.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// The value that the component gets.
    pub fn text(&self) -> &'a str {
        self.value.unwrap_or("true")
    }
}

/// What `kube-reserved` and its like hold; no component has a flag of such a name.
const RESOURCES: [&str; 4] = ["cpu", "memory", "ephemeral-storage", "pid"];

/// Arguments that a comma cut into pieces, because their list stands in brackets: the items that
/// belong together, of which all but the first cannot be flags.
pub fn cut_by_comma(items: &[Value]) -> Vec<std::ops::Range<usize>> {
    let mut cut = Vec::new();
    let mut at = 0;
    while let Some(whole) = items.get(at) {
        let rest = match is_plain(whole) && whole.text.contains('=') {
            true => &items[at + 1..],
            false => &[],
        };
        let count = rest
            .iter()
            .take_while(|item| is_cut_off(whole, item))
            .count();
        if count > 0 {
            cut.push(at..at + 1 + count);
        }
        at += 1 + count;
    }
    cut
}

/// Where quotes stand around an item, its commas do not end it.
fn is_plain(item: &Value) -> bool {
    !item.opaque && matches!(item.form, Form::Plain | Form::Bool | Form::Number)
}

/// Whether an item is the rest of the argument before it, since no flag looks like that.
fn is_cut_off(whole: &Value, item: &Value) -> bool {
    if !is_plain(item) {
        return false;
    }
    let name = item.text.split('=').next().unwrap_or_default();
    // No component has a flag with one of these in its name; a blank is a mistake of another kind.
    let strange = name.contains(|c: char| c.is_ascii_uppercase() || "./<>:%".contains(c));
    let strange = strange && !name.contains([' ', '"', '\'']);
    // `system-reserved=cpu=1,memory=1Gi`
    let of_mapping = whole.text.splitn(3, '=').count() == 3 && RESOURCES.contains(&name);
    strange || item.form != Form::Plain || of_mapping
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};

    fn read(text: &str, operators: bool) -> (String, Op, Option<String>) {
        let item = Value {
            text: text.to_owned(),
            span: Span {
                file: FileId(0),
                start: 0,
                end: 0,
            },
            form: Form::Plain,
            opaque: false,
        };
        let argument = Argument::of(&item, operators);
        (
            argument.flag(),
            argument.op,
            argument.value.map(str::to_owned),
        )
    }

    #[test]
    fn items() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            read("--max_pods=110", true),
            ("max-pods".to_owned(), Op::Replace, some("110"))
        );
        assert_eq!(
            read("x+=a=b", true),
            ("x".to_owned(), Op::Append, some("a=b"))
        );
        assert_eq!(read("x-=a", true), ("x".to_owned(), Op::Prepend, some("a")));
        assert_eq!(
            read("x+=a", false),
            ("x+".to_owned(), Op::Replace, some("a"))
        );
        assert_eq!(
            read("profiling", true),
            ("profiling".to_owned(), Op::Replace, None)
        );
        assert_eq!(read("", true), (String::new(), Op::Replace, None));
    }
}
