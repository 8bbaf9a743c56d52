//! The TypeScript types of the request and the answers, made from the Rust ones.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ts_rs::{Config, TS};

use crate::{command, diagnostic, plan, report, request, role, upgrade};

/// Where the types stand, from the root of the repository.
const FILE: &str = "pkg/types.d.ts";

const HEADER: &str = "\
// Made from the Rust types: src/types.rs says how. Do not edit.
";

/// The declarations, and the names that they refer to.
#[derive(Default)]
struct Types {
    text: String,
    declared: BTreeSet<String>,
    used: BTreeSet<String>,
}

impl Types {
    fn declare<T: TS + 'static>(mut self) -> Types {
        let config = Config::default();
        let docs = T::docs().unwrap_or_default();
        self.text += &tidy(&format!("\n{docs}export {}\n", T::decl(&config)));
        self.declared.insert(T::ident(&config));
        let used = T::dependencies(&config);
        self.used.extend(used.into_iter().map(|used| used.ts_name));
        self
    }
}

/// Lays a declaration out as a person would.
fn tidy(declaration: &str) -> String {
    let text = declaration
        .replace(", };", ", \n};")
        .replace(", \n", ";\n")
        .replace("{ \n", "{\n")
        .replace("/**\n * ", "/** ");
    let mut tidy = String::new();
    let mut lines = text.split_inclusive('\n').peekable();
    let mut indent = "";
    while let Some(line) = lines.next() {
        if line == "};\n" {
            indent = "";
        }
        // A comment of one line ends in that line.
        match lines.next_if(|next| line.starts_with("/**") && *next == " */\n") {
            Some(_) => tidy += &format!("{indent}{} */\n", line.trim_end()),
            None if line == "\n" => tidy += line,
            None => tidy += &format!("{indent}{line}"),
        }
        if line.ends_with("{\n") {
            indent = "  ";
        }
    }
    tidy
}

fn types() -> Types {
    Types::default()
        .declare::<request::Request>()
        .declare::<request::Command>()
        .declare::<request::RequestFile>()
        .declare::<request::Skipped>()
        .declare::<request::FileUse>()
        .declare::<role::Role>()
        .declare::<request::Install>()
        .declare::<request::Manager>()
        .declare::<request::Format>()
        .declare::<report::Report>()
        .declare::<report::FactsInfo>()
        .declare::<report::Subject>()
        .declare::<report::Verdict>()
        .declare::<report::Input>()
        .declare::<report::Finding>()
        .declare::<diagnostic::Severity>()
        .declare::<diagnostic::Consequence>()
        .declare::<report::Location>()
        .declare::<report::RelatedLocation>()
        .declare::<report::Place>()
        .declare::<report::Fix>()
        .declare::<report::Edit>()
        .declare::<report::Upgrade>()
        .declare::<report::Move>()
        .declare::<report::Change>()
        .declare::<plan::Plan>()
        .declare::<plan::ClusterInfo>()
        .declare::<plan::Hop>()
        .declare::<plan::Refused>()
        .declare::<plan::Section>()
        .declare::<plan::Step>()
        .declare::<plan::PlanFile>()
        .declare::<command::effective::EffectiveOutput>()
        .declare::<command::effective::Origin>()
        .declare::<command::knowledge::ShowOutput>()
        .declare::<command::knowledge::ChartOutput>()
        .declare::<command::knowledge::DiffOutput>()
        .declare::<command::values::ValuesOutput>()
        .declare::<command::values::ChartValues>()
        .declare::<command::values::ValueChange>()
        .declare::<command::values::ValueForm>()
        .declare::<upgrade::OptionChange>()
        .declare::<command::knowledge::ReleaseOutput>()
        .declare::<command::knowledge::RuleOutput>()
}

#[test]
fn every_type_is_declared() {
    let Types { declared, used, .. } = types();
    let missing: Vec<_> = used.difference(&declared).collect();
    assert!(missing.is_empty(), "declare these in types(): {missing:?}");
}

#[test]
fn the_package_has_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let wanted = format!("{HEADER}{}", types().text);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &wanted).expect("the file can be written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "{FILE} is not up to date; write it anew with: UPDATE=1 cargo test --lib types"
    );
}
