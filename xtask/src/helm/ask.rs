//! What the rules say.

use rke2_preflight::command;
use serde_json::{Value, json};

/// A finding about chart values.
#[derive(Debug)]
pub struct Said {
    pub rule: String,
    pub severity: String,
    pub message: String,
}

impl Said {
    /// The path that it is about: rules put it first, or after the chart.
    pub fn path(&self) -> &str {
        self.message.split('`').nth(1).unwrap_or_default()
    }

    /// Whether the chart is not installed.
    pub fn is_refusal(&self) -> bool {
        self.severity == "error"
    }
}

/// The findings on values of a chart at a release.
pub fn judge(chart: &str, release: &str, values: &Value) -> Vec<Said> {
    let manifest = format!(
        "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata:\n  name: {chart}\n  namespace: kube-system\n\
        spec:\n  valuesContent: |-\n    {values}\n"
    );
    judge_text(release, &manifest)
}

/// The findings on a manifest.
pub fn judge_text(release: &str, manifest: &str) -> Vec<Said> {
    let request = json!({
        "command": "check",
        "format": "json",
        "to": release,
        "files": [{ "path": "manifests/config.yaml", "size": manifest.len(), "named": true }],
    });
    let answer = command::run(&request.to_string(), manifest.as_bytes()).unwrap_or_default();
    let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
    let findings = answer["output"]["findings"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let said = findings.iter().map(|finding| Said {
        rule: text(&finding["rule"]),
        severity: text(&finding["severity"]),
        message: text(&finding["message"]),
    });
    said.filter(|said| said.rule.starts_with("chart-value"))
        .collect()
}
