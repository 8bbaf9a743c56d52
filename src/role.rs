//! The two roles of a node.

use serde::{Deserialize, Serialize};

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

impl Role {
    /// The word that RKE2 and the report use.
    pub fn name(self) -> &'static str {
        match self {
            Role::Server => "server",
            Role::Agent => "agent",
        }
    }
}
