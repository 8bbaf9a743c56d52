//! Rendering one chart version.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rke2_preflight::facts::Facts;
use serde_json::{Value, json};

use super::tally::Tally;
use crate::refresh::values::Charts;
use crate::shell::root;

/// Kinds of which templates ask whether the cluster has them.
const APIS: [&str; 4] = [
    "monitoring.coreos.com/v1",
    "cert-manager.io/v1",
    "gateway.networking.k8s.io/v1/GatewayClass",
    "policy/v1/PodDisruptionBudget",
];

/// Values without which a chart cannot be rendered at all.
const NEEDED: [(&str, &str); 2] = [
    (
        "rancher-vsphere-cpi",
        r#"{"vCenter":{"host":"h","datacenters":"d","username":"u","password":"p"}}"#,
    ),
    (
        "rancher-vsphere-csi",
        r#"{"vCenter":{"host":"h","datacenters":"d","username":"u","password":"p","clusterId":"c"},"storageClass":{"datastoreURL":"d"}}"#,
    ),
];

/// A Helm, and a folder to work in.
pub struct Helm {
    program: PathBuf,
    folder: PathBuf,
    renders: Cell<usize>,
}

impl Helm {
    pub fn new(program: &Path) -> Result<Helm, String> {
        let folder = root().join("target/helm");
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Helm {
            program: program.to_owned(),
            folder,
            renders: Cell::new(0),
        })
    }

    /// How often it was asked.
    pub fn renders(&self) -> usize {
        self.renders.get()
    }
}

/// A chart version, unpacked.
pub struct Chart<'a> {
    pub name: &'a str,
    pub version: &'a str,
    /// The last release that ships it.
    pub release: String,
    helm: &'a Helm,
    folder: PathBuf,
    globals: Value,
    kubernetes: String,
}

impl<'a> Chart<'a> {
    pub fn new(
        facts: &Facts,
        charts: &Charts,
        helm: &'a Helm,
        name: &'a str,
        version: &'a str,
    ) -> Result<Chart<'a>, String> {
        let mut releases = facts.releases().iter().rev().map(|info| info.release);
        let ships = |release: &_| facts.chart(*release, name).flatten() == Some(version);
        let release = releases
            .find(ships)
            .ok_or_else(|| format!("no release ships {name} {version}"))?;
        let folder = helm.folder.join(name).join(version);
        if !folder.join("Chart.yaml").exists() {
            charts.unpack(name, version, &folder)?;
        }
        let release = release.to_string();
        let kubernetes = release.split('+').next().unwrap_or_default().to_owned();
        Ok(Chart {
            name,
            version,
            release,
            helm,
            folder,
            globals: json!({ "global": {
                "clusterCIDR": "10.42.0.0/16", "clusterCIDRv4": "10.42.0.0/16", "clusterCIDRv6": "",
                "clusterDNS": "10.43.0.10", "clusterDomain": "cluster.local", "rke2DataDir": "/var/lib/rancher/rke2",
                "serviceCIDR": "10.43.0.0/16", "systemDefaultRegistry": "", "systemDefaultIngressClass": "ingress-nginx",
                "cattle": { "systemDefaultRegistry": "" },
            } }),
            kubernetes,
        })
    }

    /// How messages name it.
    pub fn title(&self) -> String {
        format!("{} {} ({})", self.name, self.version, self.release)
    }

    /// What it renders by itself; `None` where it renders nothing.
    pub fn plain(&self, tally: &mut Tally) -> Option<String> {
        match (self.render(&json!({})), self.render(&json!({}))) {
            (Ok(first), Ok(second)) if first == second => Some(first),
            (first, second) => {
                let what = first.and(second).err();
                let what = what.unwrap_or_else(|| "it is never the same twice".to_owned());
                tally.missed("renders", &format!("{}: {what}", self.title()));
                None
            }
        }
    }

    /// What Helm makes of values, or why it makes nothing.
    pub fn render(&self, values: &Value) -> Result<String, String> {
        self.render_text(&values.to_string())
    }

    /// What Helm makes of the text of values.
    pub fn render_text(&self, values: &str) -> Result<String, String> {
        self.helm.renders.set(self.helm.renders.get() + 1);
        let needed = NEEDED.iter().find(|(name, _)| *name == self.name);
        let needed = needed.map_or("{}", |(_, needed)| needed);
        let mut command = Command::new(&self.helm.program);
        command.args(["template", self.name]).arg(&self.folder);
        command.args([
            "--namespace",
            "kube-system",
            "--kube-version",
            &self.kubernetes,
        ]);
        command.args(APIS.map(|api| format!("--api-versions={api}")));
        let globals = self.globals.to_string();
        for (index, text) in [needed, values, &globals].into_iter().enumerate() {
            let file = self
                .helm
                .folder
                .join(format!("values-{}-{index}.yaml", std::process::id()));
            fs::write(&file, text).map_err(|error| error.to_string())?;
            command.arg("--values").arg(file);
        }
        let output = command.output().map_err(|error| error.to_string())?;
        let text = String::from_utf8_lossy(&output.stdout);
        match output.status.success() {
            true => Ok(mask(&text)),
            false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        }
    }
}

/// Takes out what templates make anew each time: certificates, keys, and digests of them.
fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let mut rest = text;
    while !rest.is_empty() {
        let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(len);
        out.push_str(if word.len() >= 60 { "~" } else { word });
        let mut chars = after.chars();
        out.extend(chars.next());
        rest = chars.as_str();
    }
    out
}

/// The items that make a difference: `is_clean` says whether some make none.
pub fn culprits<'i, T>(items: &'i [T], is_clean: &mut dyn FnMut(&[T]) -> bool) -> Vec<&'i T> {
    if items.is_empty() || is_clean(items) {
        return Vec::new();
    }
    if let [only] = items {
        return vec![only];
    }
    let (left, right) = items.split_at(items.len() / 2);
    let mut found = culprits(left, is_clean);
    found.extend(culprits(right, is_clean));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_words_are_masked() {
        let key = "A1b2".repeat(20);
        assert_eq!(
            mask(&format!("tls.key: {key}\nname: é")),
            "tls.key: ~\nname: é"
        );
    }

    #[test]
    fn culprits_are_found() {
        let items = [1, 2, 3, 4, 5, 6, 7];
        let found = culprits(&items, &mut |some| {
            some.iter().all(|item| ![2, 6].contains(item))
        });
        assert_eq!(found, [&2, &6]);
    }
}
