//! Plans: the runbooks of the examples, and what holds for every plan.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::ask::{Files, ask, readable_files};

fn example(name: &str) -> Files {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let named = |path: std::path::PathBuf| {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        (name.to_owned(), fs::read_to_string(&path).unwrap())
    };
    let folder = root.join("examples").join(name);
    readable_files(&folder).into_iter().map(named).collect()
}

fn plan(files: &Files, question: Value) -> Value {
    let mut question = question;
    question["command"] = "plan".into();
    if question["format"].is_null() {
        question["format"] = "json".into();
    }
    ask(files, &question)
}

/// Compares a runbook with the one that lies in the example; `UPDATE=1` writes it.
fn holds(name: &str, from: &str, to: &str) {
    let question = json!({ "from": from, "to": to, "format": "markdown" });
    let answer = plan(&example(name), question);
    let text = answer["output"].as_str().unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}/runbook.md"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "{} is not up to date; write it anew with: UPDATE=1 cargo test --test suite plans",
        path.display()
    );
}

#[test]
fn runbooks_of_the_examples() {
    holds("ha-multus-canal", "v1.33.1+rke2r1", "v1.33.2+rke2r1");
    holds(
        "ha-cilium-ingress-nginx",
        "v1.32.4+rke2r1",
        "v1.36.3+rke2r1",
    );
}

/// Every way that RKE2 gets onto nodes, or nothing said.
const INSTALLS: [Option<&str>; 6] = [
    None,
    Some("systemd"),
    Some("rpm"),
    Some("airgap"),
    Some("plans"),
    Some("rancher"),
];

#[test]
fn runbooks_are_filled_in() {
    let clusters = [
        Vec::new(),
        example("ha-multus-canal"),
        example("ha-cilium-ingress-nginx"),
    ];
    for (from, to) in [
        ("v1.20.4+rke2r1", "v1.21.14+rke2r1"),
        ("v1.24.4+rke2r1", "v1.25.9+rke2r1"),
        ("v1.30.4+rke2r1", "v1.36.3+rke2r1"),
        ("v1.34.10+rke2r1", "v1.33.7+rke2r3"),
        ("v1.33.13+rke2r2", "v1.34.1+rke2r1"),
    ] {
        for (files, install) in clusters.iter().flat_map(|f| INSTALLS.map(|i| (f, i))) {
            let mut question = json!({ "from": from, "to": to, "format": "markdown" });
            if let Some(install) = install {
                question["install"] = install.into();
            }
            let text = plan(files, question)["output"].as_str().unwrap().to_owned();
            let name = format!("{from} to {to}, {install:?}:\n{text}");
            assert!(!text.contains("{{"), "{name}");
            assert!(!text.contains("\n%"), "{name}");
            let fences = text.lines().filter(|line| line.starts_with("```"));
            assert_eq!(fences.count() % 2, 0, "{name}");
            // No section without a step, and no step without words.
            let headings: Vec<&str> = text.lines().filter(|l| !l.is_empty()).collect();
            for pair in headings.windows(2) {
                let empty = pair[0].starts_with("### ") && pair[1].starts_with('#');
                assert!(!empty, "{} is empty: {name}", pair[0]);
            }
        }
    }
}

#[test]
fn the_steps_are_the_document() {
    let question = json!({ "from": "v1.33.1+rke2r1", "to": "v1.34.10+rke2r1" });
    let files = example("ha-multus-canal");
    let json = plan(&files, question)["output"].clone();
    let question =
        json!({ "from": "v1.33.1+rke2r1", "to": "v1.34.10+rke2r1", "format": "markdown" });
    let markdown = plan(&files, question)["output"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut lines = 0;
    for section in json["runbook"].as_array().unwrap() {
        for step in section["steps"].as_array().unwrap() {
            let title = step["title"].as_str().unwrap();
            assert!(markdown.contains(&format!("### {title}\n")));
            assert!(markdown.contains(step["text"].as_str().unwrap()), "{step}");
            for command in step["commands"].as_array().unwrap() {
                assert!(markdown.contains(command.as_str().unwrap()));
                lines += command.as_str().unwrap().lines().count();
            }
        }
    }
    assert!(lines > 50);
}

#[test]
fn hops_of_a_plan_pass_the_check() {
    let rules = [
        "skipped-minor",
        "downgrade",
        "etcd-crossing",
        "cilium-minor-step",
        "components-go-back",
        "release-state",
    ];
    for name in ["ha-multus-canal", "ha-cilium-ingress-nginx"] {
        let files = example(name);
        for (from, to) in [
            ("v1.24.4+rke2r1", "v1.28.15+rke2r1"),
            ("v1.29.1+rke2r1", "v1.34.4+rke2r1"),
            ("v1.31.0+rke2r1", "v1.36.3+rke2r1"),
            ("v1.32.11+rke2r1", "v1.35.0+rke2r3"),
        ] {
            let json = plan(&files, json!({ "from": from, "to": to }))["output"].clone();
            let hops = json["hops"].as_array().unwrap();
            assert!(
                !hops.is_empty(),
                "{name}: {from} to {to}: {}",
                json["refused"]
            );
            for hop in hops {
                let question = json!({ "from": hop["from"], "to": hop["to"] });
                let report = crate::ask::check(&files, &question);
                for finding in report["findings"].as_array().unwrap() {
                    let rule = finding["rule"].as_str().unwrap();
                    let bad = rules.contains(&rule) && finding["severity"] != "info";
                    assert!(!bad, "{name}: {hop}: {finding}");
                }
            }
        }
    }
}

#[test]
fn plans_for_the_controller_pass_the_check() {
    let dedicated = vec![
        (
            "c/server-1/config.yaml".to_owned(),
            "disable-apiserver: true\ntls-san: a\n".to_owned(),
        ),
        (
            "c/server-2/config.yaml".to_owned(),
            "disable-etcd: true\ntls-san: a\n".to_owned(),
        ),
    ];
    for files in [Vec::new(), example("ha-multus-canal"), dedicated] {
        let question = json!({ "from": "v1.32.4+rke2r1", "to": "stable", "install": "plans" });
        let json = plan(&files, question)["output"].clone();
        let plans = json["plans"].as_array().unwrap();
        for hop in json["hops"].as_array().unwrap() {
            let version = format!("version: {}\n", hop["to"].as_str().unwrap());
            let own = plans.iter().map(|file| {
                let text = |key: &str| file[key].as_str().unwrap().to_owned();
                (text("path"), text("content"))
            });
            let own: Files = own.filter(|(_, text)| text.contains(&version)).collect();
            assert!(own.len() > 1, "{json}");
            let report = crate::ask::check(&own, &json!({ "from": hop["from"], "to": hop["to"] }));
            let findings = report["findings"].as_array().unwrap().iter();
            let placed: Vec<&Value> = findings.filter(|one| !one["primary"].is_null()).collect();
            assert!(placed.is_empty(), "{own:?}: {placed:?}");
        }
    }
    let question = json!({ "from": "v1.32.4+rke2r1", "to": "stable", "install": "rancher" });
    let plans = plan(&Vec::new(), question)["output"]["plans"].clone();
    assert_eq!(plans, json!([]));
}

#[test]
fn nodes_have_their_names() {
    let node = |name: &str, roles: &str| {
        format!(
            "- {{apiVersion: v1, kind: Node, metadata: {{name: {name}, labels: {{{roles}}}}}}}\n"
        )
    };
    let control = "node-role.kubernetes.io/control-plane: \"true\"";
    let etcd = "node-role.kubernetes.io/etcd: \"true\"";
    let list = [
        "apiVersion: v1\nkind: List\nitems:\n".to_owned(),
        node("cp", control),
        node("all", &format!("{control}, {etcd}")),
        node("worker", ""),
        node("store", etcd),
    ];
    let files = vec![("nodes.yaml".to_owned(), list.concat())];
    let question = json!({ "from": "v1.33.1+rke2r1", "to": "v1.33.2+rke2r1", "install": "plans" });
    let json = plan(&files, question)["output"].clone();
    assert_eq!(json["cluster"]["servers"], json!(["store", "all", "cp"]));
    assert_eq!(json["cluster"]["agents"], json!(["worker"]));
    let plans = json["plans"].as_array().unwrap().iter();
    let plans: Vec<&str> = plans.map(|file| file["path"].as_str().unwrap()).collect();
    let release = "1-v1.33.2-rke2r1";
    let wanted = ["etcd", "server", "agent"].map(|group| format!("{release}-{group}.yaml"));
    assert_eq!(plans, wanted);
}

#[test]
fn every_project_has_a_plan() {
    let secret = "hunter2";
    let mut plans = 0;
    for (index, rule) in rke2_preflight::rules::RULES.iter().enumerate() {
        // One example of each page, another one each time.
        let examples = crate::pages::examples(rule.page);
        let Some(example) = examples.get(index % examples.len().max(1)) else {
            continue;
        };
        let mut files = example.files.clone();
        files.retain(|(path, _)| !path.starts_with("before/"));
        files.push((
            "extra/server-9/config.yaml".to_owned(),
            format!("token: {secret}\nserver: {secret}\n"),
        ));
        let question = json!({ "from": "v1.35.7+rke2r1", "to": "v1.36.3+rke2r1" });
        let answer = plan(&files, question);
        // Some examples are of several clusters, and say so.
        if answer["output"]["error"]
            .as_str()
            .is_some_and(|error| error.contains("several clusters"))
        {
            continue;
        }
        assert!(answer["output"]["hops"].is_array(), "{}: {answer}", rule.id);
        assert!(
            !answer.to_string().contains(secret),
            "{}: {answer}",
            rule.id
        );
        plans += 1;
    }
    assert!(plans > 80);
}

#[test]
fn a_plan_is_for_one_cluster() {
    let server = |path: &str| (path.to_owned(), "tls-san: a\n".to_owned());
    let files = vec![
        server("prod/server-1/config.yaml"),
        server("prod/server-2/config.yaml"),
        server("test/server-1/config.yaml"),
        server("test/server-2/config.yaml"),
    ];
    let question = json!({ "from": "v1.33.1+rke2r1", "to": "v1.33.2+rke2r1" });
    let answer = plan(&files, question.clone());
    assert_eq!(answer["exit"], 2);
    let error = answer["output"]["error"].as_str().unwrap();
    assert!(
        error.ends_with("several clusters: prod and test"),
        "{error}"
    );
    assert_eq!(plan(&files[..2].to_vec(), question)["exit"], 0);
}

#[test]
fn the_template_is_balanced() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/runbook.md");
    let text = fs::read_to_string(path).unwrap();
    let mut open = Vec::new();
    for (number, line) in text.lines().enumerate() {
        match line {
            "%end" => assert!(open.pop().is_some(), "line {} ends nothing", number + 1),
            "%else" => assert!(!open.is_empty(), "line {}", number + 1),
            _ if line.starts_with("%if ") || line.starts_with("%for ") => open.push(number + 1),
            _ => assert!(!line.starts_with('%'), "line {}: {line}", number + 1),
        }
    }
    assert!(open.is_empty(), "never ended: {open:?}");
}

#[test]
fn no_way_has_its_reasons() {
    let files = example("ha-multus-canal");
    let question = json!({ "from": "v1.33.13+rke2r2", "to": "v1.34.1+rke2r1", "format": "text" });
    let text = plan(&files, question)["output"]
        .as_str()
        .unwrap()
        .to_owned();
    for word in [
        "these go back by a minor",
        "components-go-back",
        "Take v1.34.10+rke2r1",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
    let answer = plan(
        &files,
        json!({ "from": "v1.33.13+rke2r2", "to": "v1.34.1+rke2r1" }),
    );
    assert_eq!(answer["exit"], 1);
    let json = &answer["output"];
    assert_eq!(json["verdict"], "blocked");
    assert_eq!(json["refused"][0]["rule"], "components-go-back");
    assert_eq!(json["instead"], "v1.34.10+rke2r1");
    let answer = plan(
        &files,
        json!({ "from": "v1.32.4+rke2r1", "to": "v1.34.10+rke2r1", "avoid": ["1.33"] }),
    );
    let refused = answer["output"]["refused"].as_array().unwrap();
    assert!(
        refused.iter().any(|one| one["rule"].is_null()),
        "{refused:?}"
    );
    assert!(refused.iter().any(|one| one["rule"] == "skipped-minor"));
}

#[test]
fn stops_that_are_asked_for() {
    let files = example("ha-multus-canal");
    let hops = |question: Value| -> Vec<String> {
        let answer = plan(&files, question);
        let hops = answer["output"]["hops"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        hops.iter()
            .map(|hop| hop["to"].as_str().unwrap().to_owned())
            .collect()
    };
    let ends = |more: Value| {
        let mut question = json!({ "from": "v1.32.13+rke2r1", "to": "v1.34" });
        for (key, value) in more.as_object().unwrap() {
            question[key] = value.clone();
        }
        question
    };
    assert_eq!(
        hops(ends(json!({}))),
        ["v1.33.13+rke2r2", "v1.34.10+rke2r1"]
    );
    assert_eq!(
        hops(ends(json!({ "avoid": ["1.33.13"] }))),
        ["v1.33.12+rke2r2", "v1.34.10+rke2r1"]
    );
    assert_eq!(
        hops(ends(json!({ "via": ["v1.33.9+rke2r1", "1.34.5"] }))),
        ["v1.33.9+rke2r1", "v1.34.5+rke2r1", "v1.34.10+rke2r1"]
    );
    assert_eq!(
        hops(json!({ "from": "v1.34.10+rke2r1", "to": "stable" })),
        ["v1.35.7+rke2r1"]
    );
}

#[test]
fn stops_that_steps_or_packages_speak_against() {
    let stop = |files: &Files, question: Value| {
        let answer = plan(files, question);
        answer["output"]["hops"][0]["to"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let server = ("config.yaml".to_owned(), "token: abcdefgh\n".to_owned());
    let snapshot =
        "apiVersion: snapshot.storage.k8s.io/v1\nkind: VolumeSnapshot\nmetadata: {name: a}\n";
    let snapshot = ("snapshot.yaml".to_owned(), snapshot.to_owned());
    let question = json!({ "from": "v1.28.15+rke2r1", "to": "v1.30.14+rke2r4", "role": "server" });
    let without = vec![server.clone()];
    assert_eq!(stop(&without, question.clone()), "v1.29.15+rke2r1");
    // The step to it would delete what the snapshots are of.
    assert_eq!(
        stop(&vec![server.clone(), snapshot], question),
        "v1.29.12+rke2r1"
    );
    let mut question =
        json!({ "from": "v1.29.15+rke2r1", "to": "v1.31.14+rke2r1", "role": "server" });
    assert_eq!(stop(&without, question.clone()), "v1.30.14+rke2r4");
    question["install"] = "rpm".into();
    assert_eq!(stop(&without, question), "v1.30.14+rke2r2");
}

#[test]
fn runbooks_name_what_to_do_where_nodes_differ() {
    let runbook = |configs: &[(&str, &str)], question: Value| {
        let files = configs
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let mut question = question;
        question["format"] = "markdown".into();
        let answer = plan(&files.collect(), question);
        answer["output"].as_str().unwrap().to_owned()
    };
    let step = json!({ "from": "v1.33.7+rke2r3", "to": "v1.34.10+rke2r1" });
    let with = |key: &str, value: &str| {
        let mut question = step.clone();
        question[key] = value.into();
        question
    };
    let etcd = "token: abcdefgh\ndisable-apiserver: true\ndisable-controller-manager: true\ndisable-scheduler: true\n";
    let roles = [
        ("server-1/config.yaml", "token: abcdefgh\n"),
        ("server-2/config.yaml", etcd),
    ];
    let mut question = with("install", "plans");
    question["plans"] = "out/".into();
    let text = runbook(&roles, question);
    let etcd_at = text
        .find("kubectl apply -f out/1-v1.34.10-rke2r1-etcd.yaml")
        .unwrap();
    let server_at = text
        .find("kubectl apply -f out/1-v1.34.10-rke2r1-server.yaml")
        .unwrap();
    assert!(
        text[etcd_at..server_at].contains("```\n"),
        "in blocks of their own"
    );
    assert!(text.contains("once server-1 runs"));
    let joined = "token: abcdefgh\nserver: https://a.example.com:9345\n";
    let all_join = [
        ("server-1/config.yaml", joined),
        ("server-2/config.yaml", joined),
    ];
    let text = runbook(&all_join, step.clone());
    assert!(text.contains("On one server only") && text.contains("take it out"));
    let text = runbook(&roles[..1], with("install", "airgap"));
    assert!(
        text.matches("cp /root/rke2-v1.34.10-rke2r1/rke2-images-*")
            .count()
            >= 1
    );
    let external = "token: abcdefgh\ndatastore-endpoint: postgres://db.example.com/k\n";
    let text = runbook(&[("server-1/config.yaml", external)], step.clone());
    assert!(!text.contains("etcd member") && text.contains("the backup of the datastore"));
}

#[test]
fn the_way_back_is_a_restore() {
    let files = example("ha-multus-canal");
    let answer = plan(
        &files,
        json!({ "from": "v1.34.10+rke2r1", "to": "v1.33.7+rke2r3" }),
    );
    let json = &answer["output"];
    assert_eq!(
        (&answer["exit"], &json["rollback"]),
        (&json!(1), &json!(true))
    );
    let text = json["runbook"].to_string();
    for word in [
        "--cluster-reset-restore-path",
        "Etcd goes from 3.6",
        "rke2-killall.sh",
        "v1.33.7+rke2r3",
    ] {
        assert!(text.contains(word), "{word}: {text}");
    }
}
