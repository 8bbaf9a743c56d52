//! The one entry: a [`Request`] with the bytes of its files in, a response out.
//!
//! The request is JSON; the files' bytes come beside it, one after the other, because decoding them
//! in JavaScript and copying them through JSON costs more than judging them.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;

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
    /// The release that runs now (`check`), or the first of two (`diff`).
    #[cfg_attr(test, ts(optional))]
    pub from: Option<String>,
    /// The release that the configuration is for, or the second of two.
    #[cfg_attr(test, ts(optional))]
    pub to: Option<String>,
    /// What the configuration is for, where the files do not tell.
    #[cfg_attr(test, ts(optional))]
    pub role: Option<Role>,
    /// What `show` or `explain` is about.
    #[cfg_attr(test, ts(optional))]
    pub subject: Option<String>,
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

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Judge the files.
    Check,
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

/// Whose configuration it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// `rke2 server`
    Server,
    /// `rke2 agent`
    Agent,
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
}

/// Answers a request: `{"exit": 0 | 1 | 2, "output": string | object}`.
///
/// `output` is text where text was asked for, else the object of the command;
/// with exit 2 it is `{"error": string, "help"?: string}` in both formats.
///
/// # Errors
/// A request that is not of the form of [`Request`], or sizes that do not fit the bytes, is a mistake
/// of the program that calls, and the only thing that fails.
pub fn run(request: &str, bytes: &[u8]) -> Result<String, String> {
    let request: Request =
        serde_json::from_str(request).map_err(|error| format!("malformed request: {error}"))?;
    let total: usize = request.files.iter().map(|file| file.size).sum();
    if total != bytes.len() {
        return Err(format!(
            "the files' sizes add up to {total} bytes, but {} were given",
            bytes.len()
        ));
    }
    Ok(r#"{"exit":2,"output":{"error":"not implemented yet"}}"#.to_owned())
}
