//! Where the files say which release is to run: in a Plan, a variable, an environment.

use super::Given;
use crate::release::Release;
use crate::source::{Sources, Span};

/// The place that states this release, which may be the only line that an upgrade changes.
/// What a role falls back on counts only where nothing else states it.
pub fn stated(sources: &Sources, given: &[Given], release: Release) -> Option<Span> {
    let plain = release.to_string().trim_start_matches('v').to_owned();
    // `+` is not allowed everywhere.
    let spellings = [plain.replace('+', "-"), plain];
    let mut fallback = None;
    for given in given {
        let source = sources.get(given.file);
        let found = spellings.iter().find_map(|spelling| {
            let mut all = source.text.match_indices(&**spelling);
            let (at, _) = all.find(|(at, _)| is_version(&source.text, *at, spelling.len()))?;
            let with_v = source
                .text
                .get(..at)
                .is_some_and(|before| before.ends_with('v'));
            let start = at - usize::from(with_v);
            Some(Span::new(given.file, start, at + spelling.len()))
        });
        match found {
            Some(span) if source.path.contains("defaults/") => fallback = fallback.or(Some(span)),
            Some(span) => return Some(span),
            None => {}
        }
    }
    fallback
}

/// Whether a release in a text is the value of something called a version.
fn is_version(text: &str, at: usize, len: usize) -> bool {
    let (Some(before), Some(after)) = (text.get(..at), text.get(at + len..)) else {
        return false;
    };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let name = line.strip_suffix('v').unwrap_or(line);
    let name = name.trim_end_matches([' ', '\t', ':', '=', '"', '\'']);
    let end = name.len().saturating_sub("version".len());
    let is_version = |end: &str| end.eq_ignore_ascii_case("version");
    // What nodes say that they run is no wish.
    let runs = ["kubeletVersion", "kubeProxyVersion"];
    name.len() < line.len()
        && name.get(end..).is_some_and(is_version)
        && !runs.iter().any(|runs| name.ends_with(runs))
        && !line.contains('#')
        && !after.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Option<String> {
        let mut sources = Sources::default();
        let add = |(path, text): &(&str, &str)| Given {
            file: sources.add(path, text.as_bytes()),
            named: true,
        };
        let given: Vec<Given> = files.iter().map(add).collect();
        let release = Release::parse("v1.33.2+rke2r1").unwrap();
        let span = stated(&sources, &given, release)?;
        let source = sources.get(span.file);
        let line = source.position(span.start).line;
        Some(format!("{}:{line} {}", source.path, sources.slice(span)))
    }

    #[test]
    fn versions() {
        for text in [
            "rke2_version: v1.33.2+rke2r1\n",
            "spec:\n  version: \"v1.33.2-rke2r1\"\n",
            "runcmd:\n- curl get.rke2.io | INSTALL_RKE2_VERSION=v1.33.2+rke2r1 sh -\n",
            "{\"kubernetesVersion\": \"v1.33.2+rke2r1\"}",
            "RKE2_VERSION='1.33.2+rke2r1'\n",
        ] {
            assert!(found(&[("a", text)]).is_some(), "{text}");
        }
        for text in [
            "# rke2_version: v1.33.2+rke2r1\n",
            "rke2_version: v1.33.2+rke2r10\n",
            "rke2_version: v1.33.21+rke2r1\n",
            "versions: [v1.33.2+rke2r1]\n",
            "image: rancher/rke2-upgrade:v1.33.2-rke2r1\n",
            "nodeInfo: {kubeletVersion: v1.33.2+rke2r1}\n",
            "é1.33.2+rke2r1",
        ] {
            assert_eq!(found(&[("a", text)]), None, "{text}");
        }
    }

    #[test]
    fn defaults_come_last() {
        let line = "rke2_version: v1.33.2+rke2r1\n";
        let files = [
            ("roles/rke2/defaults/main.yml", line),
            ("group_vars/all.yml", line),
        ];
        assert_eq!(
            found(&files).unwrap(),
            "group_vars/all.yml:1 v1.33.2+rke2r1"
        );
        assert!(found(&files[..1]).unwrap().starts_with("roles/"));
    }
}
