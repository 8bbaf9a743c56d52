//! What is asked, as the callers send it.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;
use crate::role::Role;

/// A question.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// What is asked.
    pub command: Command,
    /// The files, in the order of their bytes.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<RequestFile>>"))]
    pub files: Vec<RequestFile>,
    /// What should have been among the files, and could not be read.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<Skipped>>"))]
    pub skipped: Vec<Skipped>,
    /// The release that runs now (`check`), or the first of two (`diff`).
    #[cfg_attr(test, ts(optional))]
    pub from: Option<String>,
    /// The release that the configuration is for, or the second of two.
    #[cfg_attr(test, ts(optional))]
    pub to: Option<String>,
    /// What the configuration is for, where the files do not tell.
    #[cfg_attr(test, ts(optional))]
    pub role: Option<Role>,
    /// Releases that a `plan` has to pass, in their order.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<String>>"))]
    pub via: Vec<String>,
    /// Releases that a `plan` has to avoid; `1.33.2` is every build of it, and `1.33` the whole minor.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Vec<String>>"))]
    pub avoid: Vec<String>,
    /// How RKE2 gets onto the nodes, where the files do not tell.
    #[cfg_attr(test, ts(optional))]
    pub install: Option<Install>,
    /// What manages the cluster, where the files do not tell.
    #[cfg_attr(test, ts(optional))]
    pub managed_by: Option<Manager>,
    /// The folder that a `plan`'s Plans are written to, as its runbook names it.
    #[cfg_attr(test, ts(optional))]
    pub plans: Option<String>,
    /// What `show` or `explain` is about.
    #[cfg_attr(test, ts(optional))]
    pub subject: Option<String>,
    /// Whether `diff` shows what the charts read from their values, instead of what moves.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub values: bool,
    /// The only chart that `diff` shows the values of, or the one that `schema` is for.
    #[cfg_attr(test, ts(optional))]
    pub chart: Option<String>,
    /// Text for people, or JSON for programs.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<Format>"))]
    pub format: Format,
    /// From which severity on `check` exits with 1; absent: error.
    #[cfg_attr(test, ts(optional))]
    pub fail_on: Option<Severity>,
    /// Whether text carries colours (ANSI escapes).
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub color: bool,
}

/// A file or folder that could not be read.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Skipped {
    /// Its path.
    pub path: String,
    /// Why, in words.
    pub reason: String,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Judge the files.
    Check,
    /// Plan the way from one release to another.
    Plan,
    /// Show what RKE2 makes of a configuration.
    Effective,
    /// Show what differs between two releases.
    Diff,
    /// Show what a release ships.
    Show,
    /// List the releases.
    Releases,
    /// List the rules.
    Rules,
    /// Show a rule's page.
    Explain,
    /// Make a JSON Schema for editors.
    Schema,
}

/// One file of a request.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RequestFile {
    /// How findings name it; `/` separates folders.
    pub path: String,
    /// How many of the bytes are its.
    pub size: usize,
    /// What it is for.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<FileUse>"))]
    pub r#use: FileUse,
    /// Whether the user named the file itself, and not a folder that holds it: then it is taken for
    /// a configuration even if its name and keys do not say so.
    #[serde(default)]
    #[cfg_attr(test, ts(optional, as = "Option<bool>"))]
    pub named: bool,
}

/// What a file is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FileUse {
    /// It is judged.
    #[default]
    Judge,
    /// It is what runs now, and what changed since is judged.
    Before,
    /// It is the `chart_versions.yaml` of a release that the data does not know; its path is the release.
    Release,
}

/// How RKE2 gets onto the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Install {
    /// The install script, as a tarball.
    Systemd,
    /// The install script, as packages.
    Rpm,
    /// Files that were brought there.
    Airgap,
    /// Plans of the system-upgrade-controller.
    Plans,
    /// Rancher.
    Rancher,
}

/// What manages a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Manager {
    /// Rancher.
    Rancher,
}

/// How the answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// For a document, where the command makes one.
    Markdown,
}
