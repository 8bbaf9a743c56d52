//! `schema`: JSON Schemas for editors.

use super::{Answer, Asking, Failure, to_json};
use crate::role::Role;
use crate::schema;

impl Asking<'_> {
    /// A schema is JSON in both formats.
    #[inline(never)]
    pub(super) fn schema(&self) -> Result<Answer, Failure> {
        let release = match &self.request.to {
            Some(to) => self.known(to, "release")?,
            None => self.facts.newest(),
        };
        if self.facts.release(release).is_none() {
            return Err(Failure::new(format!(
                "only the charts of {release} are known"
            )));
        }
        match self.subject("what the schema is for: config")? {
            "config" => {
                let role = self.request.role.unwrap_or(Role::Server);
                Ok(Answer {
                    exit: 0,
                    output: to_json(&schema::config(&self.facts, release, role)),
                })
            }
            other => {
                Err(Failure::new(format!("there is no schema `{other}`")).help("there is: config"))
            }
        }
    }
}
