//! A number that a leading zero makes octal.

use super::{Context, Mark, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};
use crate::facts::options::Type;
use crate::yaml::go;

pub static RULE: Rule = Rule {
    id: "octal-number",
    summary: "A leading zero makes a number octal",
    page: page!("octal_number.md"),
    when: &[When::Has(Mark::Typed)],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in &context.nodes {
        for (setting, option, kind) in node.options() {
            if kind != Type::Int {
                continue;
            }
            for value in setting.values.iter().filter(|value| !value.opaque) {
                let written = context.sources.slice(value.span).trim_matches(['"', '\'']);
                let digits = written.trim_start_matches('0');
                let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
                let (true, true, Some(number)) =
                    (written.starts_with('0'), plain, go::parse_int(&value.text))
                else {
                    continue;
                };
                if digits.parse() == Ok(number) || digits.is_empty() {
                    continue;
                }
                let key = option.key;
                found.push(
                    RULE.warning(
                        Consequence::Changed,
                        value.span,
                        format!("`{key}` is {number}: the leading zero makes `{written}` an octal number"),
                    )
                    .help(format!("write `{digits}`"))
                    .fix(value.span, digits)
                    .evidence("gopkg.in/yaml.v2 resolve.go")
                    .evidence("urfave/cli flag parsing"),
                );
            }
        }
    }
}
