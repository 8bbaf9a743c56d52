//! What the rules say: plain data with byte spans. The report turns it into the wire format.

use serde::{Deserialize, Serialize};

use std::cmp::Ordering;

use crate::source::Span;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// It works, but not as written.
    Warning,
    /// It will not work.
    Error,
}

/// What happens if nothing is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Consequence {
    /// RKE2 exits, and systemd restarts it for ever.
    WontStart,
    /// RKE2 runs, but a component of Kubernetes does not come up.
    ComponentDown,
    /// The install job of a packaged chart fails.
    ChartFails,
    /// Pods or services lose traffic.
    Traffic,
    /// State is lost or cannot be brought back.
    DataLoss,
    /// What is written has no effect.
    Ignored,
    /// It takes effect, but as something else than what is written, or than before.
    Changed,
    /// Nobody tests or supports this.
    Unsupported,
    /// The cluster is less protected than it looks.
    Insecure,
}

/// One thing that a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's id.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What happens if nothing is changed.
    pub consequence: Consequence,
    /// One sentence: what RKE2 does with this.
    pub message: String,
    /// What to write instead, or what to do.
    pub help: Option<String>,
    /// Where; nowhere if it is about the releases asked for.
    pub primary: Option<Span>,
    /// Other places that belong to it.
    pub related: Vec<Label>,
    /// An edit that mends it.
    pub fix: Option<Fix>,
    /// The sources of the facts it rests on.
    pub evidence: Vec<&'static str>,
}

/// A place with what it has to do with the finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// A few words about it.
    pub message: String,
}

/// Edits that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Whether it can be applied without a person's judgement.
    pub safe: bool,
    /// What to replace; the edits do not overlap.
    pub edits: Vec<Edit>,
}

/// One replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What goes.
    pub span: Span,
    /// What comes in its place.
    pub text: String,
}

impl Diagnostic {
    /// The order of reports: the most severe first, then by place.
    pub fn order(&self, other: &Diagnostic) -> Ordering {
        let severity = other.severity.cmp(&self.severity);
        severity
            .then_with(|| self.primary.cmp(&other.primary))
            .then_with(|| self.rule.cmp(other.rule))
            .then_with(|| self.message.cmp(&other.message))
    }

    /// Adds what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Diagnostic {
        self.related.push(Label {
            span,
            message: message.into(),
        });
        self
    }

    /// Adds an edit that needs no judgement.
    pub fn fix(self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.with_fix(true, span, text)
    }

    /// Adds edits that need no judgement, and mend it together.
    pub fn fix_all(mut self, edits: Vec<Edit>) -> Diagnostic {
        self.fix = Some(Fix { safe: true, edits });
        self
    }

    /// Adds the edit that puts quotes around a value, without repeating it: it may be a secret.
    pub fn quote(self, span: Span) -> Diagnostic {
        let at = |offset| Span {
            start: offset,
            end: offset,
            ..span
        };
        let quote = |offset| Edit {
            span: at(offset),
            text: "\"".to_owned(),
        };
        self.fix_all(vec![quote(span.start), quote(span.end)])
    }

    /// Leaves it to a person whether its edit is applied.
    pub fn unsafely(mut self) -> Diagnostic {
        if let Some(fix) = &mut self.fix {
            fix.safe = false;
        }
        self
    }

    /// Adds an edit that a person should look at before it is applied.
    pub fn suggest(self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.with_fix(false, span, text)
    }

    fn with_fix(mut self, safe: bool, span: Span, text: impl Into<String>) -> Diagnostic {
        let text = text.into();
        self.fix = Some(Fix {
            safe,
            edits: vec![Edit { span, text }],
        });
        self
    }

    /// Adds the source of a fact.
    pub fn evidence(mut self, source: &'static str) -> Diagnostic {
        self.evidence.push(source);
        self
    }
}
