//! `diff --values` and `schema values`.

use serde_json::{Value, json};

use crate::ask::{Files, ask};

/// Sets a value that Traefik lost, and one whose default moved.
fn files() -> Files {
    let manifest = "apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata:
  name: rke2-traefik
  namespace: kube-system
spec:
  valuesContent: |-
    service:
      type: ClusterIP
    ports:
      web:
        port: 8000
";
    vec![("traefik.yaml".to_owned(), manifest.to_owned())]
}

fn diff(format: &str, chart: Option<&str>, files: &Files) -> Value {
    let question = json!({
        "command": "diff",
        "values": true,
        "from": "v1.36.1+rke2r2",
        "to": "v1.36.2+rke2r1",
        "chart": chart,
        "format": format,
    });
    ask(files, &question)["output"].clone()
}

#[test]
fn what_is_set_comes_first() {
    let output = diff("json", None, &files());
    let first = &output["charts"][0];
    assert_eq!(first["chart"], "rke2-traefik");
    let wanted = json!({
        "path": "service.type",
        "set": true,
        "before": { "type": "string", "default": "\"ClusterIP\"" },
        "instead": "service.spec.type",
    });
    assert_eq!(first["changes"][0], wanted);
    let set = first["changes"].as_array().unwrap().iter();
    assert_eq!(set.filter(|change| change["set"] == true).count(), 1);
    let text = diff("text", None, &files());
    let text = text.as_str().unwrap();
    let first = "rke2-traefik 39.0.703 -> 40.1.003\n! - service.type: \"ClusterIP\"; write service.spec.type\n";
    assert!(text.starts_with(first), "{text}");
}

#[test]
fn one_chart_is_shown() {
    let text = diff("text", Some("rke2-traefik"), &Files::new());
    let text = text.as_str().unwrap();
    assert!(
        text.starts_with("rke2-traefik 39.0.703 -> 40.1.003\n"),
        "{text}"
    );
    assert!(
        text.contains("\n  - service.externalIPs: list; write service.spec.externalIPs\n"),
        "{text}"
    );
    assert!(!text.contains("rke2-cilium"), "{text}");
    let failure = diff("text", Some("rke2-trafik"), &Files::new());
    assert_eq!(failure["help"], "did you mean `rke2-traefik`?");
}

fn schema(chart: &str, release: &str) -> Value {
    let question =
        json!({ "command": "schema", "subject": "values", "chart": chart, "to": release });
    ask(&Files::new(), &question)["output"].clone()
}

#[test]
fn schemas_tell_what_a_chart_reads() {
    let schema = schema("rke2-cilium", "v1.33.2+rke2r1");
    assert_eq!(schema["title"], "Values of rke2-cilium 1.17.401");
    let size = &schema["properties"]["ipam"]["properties"]["operator"]["properties"]["clusterPoolIPv4MaskSize"];
    assert_eq!(*size, json!({ "type": ["null", "integer"], "default": 24 }));
    // Unknown and removed keys are not there, and nothing else may be.
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["properties"]["tunnel"], Value::Null);
    assert_eq!(
        schema["properties"]["global"]["additionalProperties"],
        Value::Null
    );
}

#[test]
fn schemas_take_any_key_where_the_chart_does() {
    let schema = schema("rke2-traefik", "v1.36.3+rke2r1");
    let ports = &schema["properties"]["ports"];
    assert!(ports["additionalProperties"]["properties"]["hostPort"].is_object());
    // A named port knows what every port does.
    assert!(ports["properties"]["web"]["properties"]["hostIP"].is_object());
}

#[test]
fn schemas_are_only_there_for_charts_of_the_release() {
    let failure = schema("rke2-cillium", "v1.33.2+rke2r1");
    assert_eq!(failure["help"], "did you mean `rke2-cilium`?");
}
