//! `schema`: JSON Schemas for editors.

use super::{Answer, Asking, Failure};
use crate::names::nearest;
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
        match self.subject("what the schema is for: config, or values with a chart")? {
            "values" => {
                let charts = self.facts.charts(release).unwrap_or_default();
                let names: Vec<&str> = charts.iter().map(|(name, _)| *name).collect();
                let wanted = self.request.chart.as_deref();
                let wanted = wanted.ok_or_else(|| {
                    Failure::new("name a chart")
                        .help(format!("{release} has: {}", names.join(", ")))
                })?;
                let chart = charts.iter().find(|(name, _)| *name == wanted);
                let tree = chart.and_then(|(name, version)| self.facts.value_tree(name, version));
                let tree = tree.ok_or_else(|| {
                    let failure = Failure::new(format!(
                        "the values of `{wanted}` in {release} are not known"
                    ));
                    match nearest(wanted, &names) {
                        Some(near) if near != wanted => {
                            failure.help(format!("did you mean `{near}`?"))
                        }
                        _ => failure.help(format!("{release} has: {}", names.join(", "))),
                    }
                })?;
                Ok(Answer {
                    exit: 0,
                    output: schema::values(&tree),
                })
            }
            "config" => {
                let role = self.request.role.unwrap_or(Role::Server);
                Ok(Answer {
                    exit: 0,
                    output: schema::config(&self.facts, release, role),
                })
            }
            other => Err(Failure::new(format!("there is no schema `{other}`"))
                .help("there are: config, values")),
        }
    }
}
