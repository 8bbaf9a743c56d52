//! How Go prints lists and mappings.

use super::{Kind, Ref, Scalar};

/// Enough to recognise a value; aliases can make a printed one endless.
const MAX_PRINTED: usize = 64 * 1024;

/// `fmt.Sprint` of what yaml.v2 makes of a node: `{max-pods: 110}` becomes `[{max-pods 110}]`.
/// A scalar that stands alone prints as [`Scalar::go_string`].
pub fn go_print(node: Ref<'_>) -> String {
    enum Step<'t> {
        Node(Ref<'t>),
        Text(&'static str),
    }
    if node.kind() == Kind::Scalar {
        return node.scalar().go_string();
    }
    let mut printed = String::new();
    let mut steps = vec![Step::Node(node)];
    while let Some(step) = steps.pop() {
        if printed.len() > MAX_PRINTED || steps.len() > MAX_PRINTED {
            printed.push('…');
            break;
        }
        let node = match step {
            Step::Text(text) => {
                printed.push_str(text);
                continue;
            }
            Step::Node(node) => node,
        };
        match node.kind() {
            Kind::Scalar => match node.scalar() {
                Scalar::Null => printed.push_str("<nil>"),
                value => printed.push_str(&value.go_string()),
            },
            Kind::Alias => printed.push_str("<nil>"),
            Kind::Sequence | Kind::Mapping => {
                printed.push('[');
                let from = steps.len();
                for item in node.items().take(MAX_PRINTED) {
                    steps.push(Step::Node(item));
                    steps.push(Step::Text(" "));
                }
                let entries = node.entries().filter(|(key, _)| !key.is_merge_key());
                for (key, value) in entries.take(MAX_PRINTED) {
                    steps.push(Step::Text("{"));
                    steps.push(Step::Node(key));
                    steps.push(Step::Text(" "));
                    steps.push(Step::Node(value));
                    steps.push(Step::Text("}"));
                    steps.push(Step::Text(" "));
                }
                if steps.len() > from {
                    steps.pop();
                }
                steps.push(Step::Text("]"));
                steps[from..].reverse();
            }
        }
    }
    printed
}
