//! A YAML merge key, whose content RKE2 loses.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "merge-key",
    summary: "`<<` merges a mapping, and RKE2 loses what it merges",
    page: page!("merge_key.md"),
    when: &[When::Has(Mark::MergeKey)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for part in node.parts().filter(|part| part.refused.is_none()) {
            for &span in &part.merge_keys {
                found.push(
                    RULE.warning(
                        Consequence::Ignored,
                        span,
                        "RKE2 passes over `<<`: nothing of what it merges is set",
                    )
                    .help("write the keys out; an alias works for a single value, as in `token: *token`")
                    .evidence("k3s-io/k3s pkg/configfilearg/parser.go readConfigFile")
                    .evidence("gopkg.in/yaml.v2 decode.go mappingSlice"),
                );
            }
        }
    }
}
