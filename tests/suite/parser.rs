//! Configuration is read as RKE2 reads it: `tests/vectors/parser.json` has inputs with what the real
//! parser, compiled from three eras of the sources, made of them.

use rke2_preflight::config::{Arguments, Config, arguments, read_part};
use rke2_preflight::facts::Facts;
use rke2_preflight::project::{Given, read};
use rke2_preflight::release::Release;
use rke2_preflight::source::Sources;
use rke2_preflight::yaml;
use serde_json::Value;

/// A release of each era: the newest one, one with the older command line library, and the oldest.
const ERAS: [(&str, &str); 3] = [
    ("v2", "v1.36.3+rke2r1"),
    ("v1", "v1.31.7+rke2r1"),
    ("v0", "v1.20.4+rke2r1"),
];

fn bytes(vector: &Value) -> Vec<u8> {
    match (&vector["yaml"], &vector["yaml_hex"]) {
        (Value::String(text), _) => text.clone().into_bytes(),
        (_, Value::String(hex)) => (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect(),
        _ => panic!("a vector without input: {vector}"),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let list = value.as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn vectors() {
    let vectors: Vec<Value> = serde_json::from_str(include_str!("../vectors/parser.json")).unwrap();
    assert_eq!(vectors.len(), 300);
    let facts = Facts::default();
    let mut wrong = Vec::new();
    for vector in &vectors {
        for (era, release) in ERAS {
            let expected = match &vector[era] {
                Value::String(_) => &vector["v2"],
                expected => expected,
            };
            let release = Release::parse(release).unwrap();
            let mut sources = Sources::default();
            let file = sources.add("config.yaml", &bytes(vector));
            let given = [Given { file, named: true }];
            let project = read(&facts, &sources, &given, None);
            let config = &project.nodes[0].config;
            let made = arguments(&facts, config, release, None);
            if let Some(difference) = differs(expected, &made) {
                wrong.push(format!("{era} {vector}\n    {difference}"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn differs(expected: &Value, made: &Arguments<'_>) -> Option<String> {
    let args: Vec<&str> = made.args.iter().map(|arg| arg.text.as_str()).collect();
    let error = made.errors.first().map(|problem| problem.message.as_str());
    if expected["parse_error"].is_string() {
        let refused = args.is_empty() && error.is_some();
        return (!refused).then(|| format!("expected a refusal, made {args:?}"));
    }
    if texts(&expected["args"]) != args {
        return Some(format!("made {args:?}, error {error:?}"));
    }
    // The real parser ran with all options defined, but some came after the oldest releases.
    if error.is_some_and(|error| error == "flag provided but not defined: -etcd-s3-timeout") {
        return None;
    }
    if expected["cli_error"].as_str() != error {
        return Some(format!("error {error:?}"));
    }
    let warnings: Vec<String> = made
        .warnings
        .iter()
        .map(|problem| format!("WARN {}", problem.message))
        .collect();
    (texts(&expected["warn"]) != warnings).then(|| format!("warned {warnings:?}"))
}

#[test]
fn drop_ins_merge_in_order() {
    let facts = Facts::default();
    let files = [
        ("10.yaml", "tls-san+: b\ndisable: x\n"),
        ("20.yaml", "tls-san+: [c]\ndisable: [z]\n"),
    ];
    let mut sources = Sources::default();
    let main = sources.add("config.yaml", b"tls-san: a\n");
    let mut config = Config::default();
    let mut add = |sources: &Sources, file, drop_in| {
        let source = sources.get(file);
        let (tree, errors) = yaml::parse(file, source.parsed());
        config
            .parts
            .push(read_part(source, file, &tree, &errors, drop_in));
    };
    add(&sources, main, false);
    let ids: Vec<_> = files
        .iter()
        .map(|(name, text)| sources.add(&format!("config.yaml.d/{name}"), text.as_bytes()))
        .collect();
    for id in ids {
        add(&sources, id, true);
    }
    let args = |release: &str| {
        let release = Release::parse(release).unwrap();
        let made = arguments(&facts, &config, release, None);
        made.args
            .iter()
            .map(|arg| arg.text.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        args("v1.36.3+rke2r1"),
        ["--tls-san=a", "--tls-san=b", "--tls-san=c", "--disable=z"]
    );
    // Drop-ins came with v1.20.6.
    assert_eq!(args("v1.20.5+rke2r1"), ["--tls-san=a"]);
}
