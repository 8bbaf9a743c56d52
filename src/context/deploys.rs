//! What a cluster runs, as far as the texts tell.

use super::{Context, NodeView};
use crate::facts::Facts;
use crate::facts::values::deploys::Need;
use crate::release::Release;
use crate::source::Span;

/// Why a server does not deploy a chart.
pub struct LeftOut {
    /// In words.
    pub text: String,
    /// Where that is written; `None` where a default decides.
    pub span: Option<Span>,
}

impl Context<'_> {
    /// Whether a server deploys a chart, as far as the texts tell; without a server nobody knows, so it may.
    pub fn may_deploy(&self, chart: &str) -> bool {
        let need = self.facts.chart_need(chart, self.to);
        let mut servers = self.nodes.iter().filter(|node| node.may_be_server());
        match servers.clone().next() {
            // Of the charts that only some clouds have, most clusters have none.
            None => need.is_none_or(|need| need.key != "cloud-provider-name"),
            Some(_) => servers.any(|server| why_not(server, chart, need).is_none()),
        }
    }

    /// Why each of the servers leaves a chart out; `None` where any may deploy it, or where there is none.
    pub fn left_out(&self, chart: &str) -> Option<Vec<LeftOut>> {
        left_out(self.facts, &self.nodes, self.to, chart)
    }
}

pub(super) fn left_out(
    facts: &Facts,
    nodes: &[NodeView<'_>],
    release: Release,
    chart: &str,
) -> Option<Vec<LeftOut>> {
    let need = facts.chart_need(chart, release);
    let servers = nodes.iter().filter(|node| node.may_be_server());
    let reasons = servers.map(|server| why_not(server, chart, need));
    let reasons = reasons.collect::<Option<Vec<_>>>()?;
    (!reasons.is_empty()).then_some(reasons)
}

fn why_not(node: &NodeView<'_>, chart: &str, need: Option<Need>) -> Option<LeftOut> {
    let disabled = node.disabled().into_iter().find(|(name, _)| *name == chart);
    if let Some((_, span)) = disabled {
        return Some(LeftOut {
            text: format!("`disable` leaves {chart} out"),
            span: Some(span),
        });
    }
    let Need { key, value, .. } = need?;
    if key == "cni" {
        let chosen = node.plugins.as_ref()?;
        let other = chosen.iter().all(|(name, _)| *name != value);
        let names: Vec<&str> = chosen.iter().map(|(name, _)| *name).collect();
        return other.then(|| LeftOut {
            text: format!(
                "`cni` is {}, so RKE2 does not deploy {chart}",
                names.join(", ")
            ),
            span: chosen.first().and_then(|(_, span)| *span),
        });
    }
    // Where the default hangs on the cluster, nothing is known without the key.
    let chosen = node.compared(key)?;
    let other = chosen.values.iter().all(|name| name != value);
    other.then(|| LeftOut {
        text: match &chosen.values[..] {
            [default] if chosen.span.is_none() => {
                format!("without `{key}` it is {default}, so RKE2 does not deploy {chart}")
            }
            _ => format!("`{key}` does not name {value}, so RKE2 does not deploy {chart}"),
        },
        span: chosen.span,
    })
}
