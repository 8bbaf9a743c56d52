//! Which version of which chart a release packages.
//!
//! Newer releases list them in `charts/chart_versions.yaml`, older ones build each in a line of their `Dockerfile`.
//! Versions are text: `4.10.501` is no number, and `0.1.000` must keep its zeros.

use std::collections::BTreeMap;

use rke2_preflight::facts::charts::{decode, lenient};

use super::shell::joined;

/// Chart names with what is packaged.
type Charts = BTreeMap<String, Packaged>;

/// A chart as a release packages it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packaged {
    /// The version.
    pub version: String,
    /// The package of rancher/rke2-charts that it comes from; `None` where it comes from elsewhere, or is empty.
    pub package: Option<String>,
}

/// Reads `charts/chart_versions.yaml`, which is a list of plain `key: value` entries.
pub fn from_versions(text: &str) -> Result<Charts, String> {
    let mut charts = Charts::new();
    let mut entry = BTreeMap::new();
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let item = line.strip_prefix("- ");
        if item.is_some() {
            close(&mut charts, std::mem::take(&mut entry))?;
        }
        if let Some((key, value)) = item.unwrap_or(line).split_once(':') {
            entry.insert(key.trim(), value.trim().trim_matches(['"', '\'']));
        }
    }
    close(&mut charts, entry)?;
    found(charts, "charts/chart_versions.yaml")
}

fn close(charts: &mut Charts, entry: BTreeMap<&str, &str>) -> Result<(), String> {
    match (entry.get("filename"), entry.get("version")) {
        (Some(file), Some(version)) => {
            add(charts, file, version, entry.get("package").copied(), true)
        }
        (None, None) => Ok(()),
        _ => Err(format!(
            "charts/chart_versions.yaml: an entry is not complete: {entry:?}"
        )),
    }
}

/// Reads the `RUN CHART_VERSION=… CHART_FILE=… /charts/build-chart.sh` lines of a `Dockerfile`.
pub fn from_dockerfile(text: &str) -> Result<Charts, String> {
    let mut charts = Charts::new();
    for line in joined(text) {
        let Some(command) = line.trim().strip_prefix("RUN CHART_") else {
            continue;
        };
        let words: BTreeMap<&str, &str> = command
            .split_whitespace()
            .filter_map(|word| word.split_once('='))
            .map(|(name, value)| (name.trim_start_matches("CHART_"), value.trim_matches('"')))
            .collect();
        let file = words
            .get("FILE")
            .ok_or_else(|| format!("Dockerfile: no CHART_FILE in {line}"))?;
        let version = match (words.get("VERSION"), words.get("URL")) {
            (Some(version), _) => version,
            (None, Some(url)) => {
                url_version(file, url).ok_or_else(|| format!("Dockerfile: no version in {url}"))?
            }
            (None, None) => return Err(format!("Dockerfile: no CHART_VERSION in {line}")),
        };
        let url = words.get("URL").copied().unwrap_or_default();
        let ours = !words.contains_key("REPO") && (url.is_empty() || url.contains("/rke2-charts"));
        let package = words.get("PACKAGE").copied();
        let package = package.or_else(|| url.split_once("/assets/")?.1.split('/').next());
        add(&mut charts, file, version, package, ours)?;
    }
    found(charts, "Dockerfile")
}

/// The version in `…/NAME-VERSION.tgz`, where NAME is the chart's.
fn url_version<'a>(file: &str, url: &'a str) -> Option<&'a str> {
    let (_, archive) = url.rsplit_once('/')?;
    let (archive, _) = archive.split_once(".tgz")?;
    archive.strip_prefix(name(file)?)?.strip_prefix('-')
}

/// The chart's name: that of the file it is written to.
fn name(file: &str) -> Option<&str> {
    file.rsplit('/').next()?.strip_suffix(".yaml")
}

/// What a release without a chart packages in its place.
const EMPTY: &str = "0.0.0";

fn add(
    charts: &mut Charts,
    file: &str,
    version: &str,
    package: Option<&str>,
    ours: bool,
) -> Result<(), String> {
    let name = name(file).ok_or_else(|| format!("{file} names no chart"))?;
    // The CRDs of a chart lie beside it unless the release says otherwise.
    let package = package.unwrap_or_else(|| name.strip_suffix("-crd").unwrap_or(name));
    let packaged = Packaged {
        version: version.to_owned(),
        package: (ours && version != EMPTY).then(|| package.to_owned()),
    };
    match charts.insert(name.to_owned(), packaged) {
        None => Ok(()),
        Some(_) => Err(format!("the chart {name} is packaged twice")),
    }
}

/// Orders the versions of a chart by upstream version, and then as people read them.
pub fn order(chart: &str, version: &str) -> impl Ord + use<> {
    let upstream = decode(chart, version).and_then(|decoded| decoded.semver());
    (upstream.or_else(|| lenient(version)), natural(version))
}

/// Digits as numbers, and what stands between them.
fn natural(text: &str) -> Vec<(u64, char)> {
    let mut parts = Vec::new();
    let mut number: Option<u64> = None;
    for c in text.chars() {
        match c.to_digit(10) {
            Some(digit) => {
                let before = number.unwrap_or(0);
                number = Some(before.saturating_mul(10).saturating_add(digit.into()));
            }
            None => {
                parts.extend(number.take().map(|number| (number, '0')));
                parts.push((0, c));
            }
        }
    }
    parts.extend(number.map(|number| (number, '0')));
    parts
}

fn found(charts: Charts, file: &str) -> Result<Charts, String> {
    if charts.is_empty() {
        return Err(format!("{file} packages no chart"));
    }
    Ok(charts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dockerfile() {
        let text = r#"
RUN CHART_VERSION="1.9.403"     CHART_FILE=/charts/rke2-cilium.yaml CHART_BOOTSTRAP=true /charts/build-chart.sh
RUN CHART_VERSION="v1.20.9-rke2r1-build2021072101" \
    CHART_PACKAGE="rke2-kube-proxy-1.20" CHART_FILE=/charts/rke2-kube-proxy.yaml CHART_BOOTSTRAP=true /charts/build-chart.sh
RUN CHART_URL="https://example.org/assets/rancher-vsphere-cpi/rancher-vsphere-cpi-100.0.0.tgz?raw=true" CHART_FILE=/charts/rancher-vsphere-cpi.yaml /charts/build-chart.sh
"#;
        let charts = from_dockerfile(text).unwrap();
        assert_eq!(charts["rke2-cilium"].version, "1.9.403");
        assert_eq!(
            charts["rke2-kube-proxy"].version,
            "v1.20.9-rke2r1-build2021072101"
        );
        assert_eq!(charts["rancher-vsphere-cpi"].version, "100.0.0");
        assert!(from_dockerfile("RUN CHART_VERSION=1 /charts/build-chart.sh").is_err());
        assert!(from_dockerfile("FROM scratch").is_err());
    }

    #[test]
    fn versions() {
        let text = "charts:\n  - version: 4.10.501  # why\n    filename: /charts/rke2-ingress-nginx.yaml\n    bootstrap: false\n  - filename: /charts/rke2-multus.yaml\n    version: v4.3.008\n";
        let charts = from_versions(text).unwrap();
        assert_eq!(charts["rke2-ingress-nginx"].version, "4.10.501");
        assert_eq!(charts["rke2-multus"].version, "v4.3.008");
        assert!(from_versions("charts:\n  - version: 1\n").is_err());
    }
}
