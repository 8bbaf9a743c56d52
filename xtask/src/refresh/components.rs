//! Which version of which component a release ships.
//!
//! What ships is the image that the release pins, not the module in `go.mod`:
//! containerd 2.3.3 was shipped while `go.mod` asked for 2.3.2.

use super::shell::Variables;

/// The files of a release that name versions.
pub struct Sources {
    /// `scripts/version.sh`
    pub version: String,
    /// `scripts/build-images`
    pub images: String,
    /// `go.mod`
    pub modules: String,
    /// `Dockerfile`
    pub dockerfile: String,
}

/// A column of `releases.tsv`, and where its version stands.
pub struct Component {
    /// The name of the column.
    pub name: &'static str,
    place: Place,
}

enum Place {
    /// A variable of `scripts/version.sh`.
    Variable(&'static str),
    /// The tag of the first of these images that `scripts/build-images` lists.
    Image(&'static [&'static str]),
    /// The same, or else a variable.
    ImageOr(&'static [&'static str], &'static str),
    /// The tag of an image that a stage of the `Dockerfile` is built from.
    Stage(&'static str),
    /// The same for the image that brings the Go compiler, whose tags count its builds: `v1.26.5b1`.
    Compiler(&'static str),
    /// The version of one of these modules in `go.mod`, its replacement first.
    Module(&'static [&'static str]),
}

use Place::{Compiler, Image, ImageOr, Module, Stage, Variable};

/// The columns of `releases.tsv` after the release and its date.
pub const COMPONENTS: &[Component] = &[
    component("kubernetes", Variable("KUBERNETES_VERSION")),
    component("etcd", Image(&["hardened-etcd"])),
    component("containerd", Stage("hardened-containerd")),
    component("runc", Stage("hardened-runc")),
    component("crictl", Stage("hardened-crictl")),
    component("pause", Image(&["mirrored-pause", "pause"])),
    component(
        "cloud-controller",
        ImageOr(&["rke2-cloud-provider"], "CCM_VERSION"),
    ),
    component("coredns", Image(&["hardened-coredns"])),
    component("metrics-server", Image(&["hardened-k8s-metrics-server"])),
    component("ingress-nginx", Image(&["nginx-ingress-controller"])),
    component(
        "traefik",
        Image(&["hardened-traefik", "mirrored-library-traefik"]),
    ),
    component("canal-calico", Image(&["hardened-calico"])),
    component("flannel", Image(&["hardened-flannel"])),
    component("calico", Image(&["mirrored-calico-node"])),
    component("cilium", Image(&["mirrored-cilium-cilium"])),
    component("multus", Image(&["hardened-multus-cni"])),
    component(
        "snapshot-controller",
        Image(&[
            "hardened-snapshot-controller",
            "mirrored-sig-storage-snapshot-controller",
        ]),
    ),
    component(
        "snapshot-validation-webhook",
        Image(&["mirrored-sig-storage-snapshot-validation-webhook"]),
    ),
    component("klipper-helm", Image(&["klipper-helm"])),
    component(
        "helm-controller",
        Module(&[
            "github.com/k3s-io/helm-controller",
            "github.com/rancher/helm-controller",
        ]),
    ),
    component("kine", Module(&["github.com/k3s-io/kine"])),
    component(
        "k3s",
        Module(&["github.com/k3s-io/k3s", "github.com/rancher/k3s"]),
    ),
    component("go", Compiler("hardened-build-base")),
];

const fn component(name: &'static str, place: Place) -> Component {
    Component { name, place }
}

/// The versions of a release, one for each of [`COMPONENTS`]; `-` where it ships none.
pub fn read(sources: &Sources) -> Result<Vec<String>, String> {
    let mut variables = Variables::default();
    variables.read(&sources.version);
    variables.read(&sources.images);
    let versions = COMPONENTS.iter().map(|component| {
        let version = find(&component.place, sources, &variables)
            .map_err(|error| format!("{}: {error}", component.name))?;
        Ok(version.as_deref().map_or("-", plain).to_owned())
    });
    versions.collect()
}

fn find(place: &Place, sources: &Sources, variables: &Variables) -> Result<Option<String>, String> {
    let image = |names: &[&str]| {
        let tag = names
            .iter()
            .find_map(|name| image_tag(&sources.images, name));
        tag.map(|tag| variables.expand(tag)).transpose()
    };
    match place {
        Variable(name) => need(variables.get(name), name).map(Some),
        Image(names) => image(names),
        ImageOr(names, variable) => {
            Ok(image(names)?.or_else(|| variables.get(variable).map(String::from)))
        }
        Stage(name) => need(stage_tag(&sources.dockerfile, name), name).map(Some),
        Compiler(name) => {
            let tag = need(stage_tag(&sources.dockerfile, name), name)?;
            let version = tag.rsplit_once('b').map_or(&*tag, |(version, _)| version);
            Ok(Some(version.to_owned()))
        }
        Module(names) => {
            let version = names.iter().find_map(|name| module(&sources.modules, name));
            Ok(version.map(String::from))
        }
    }
}

fn need(version: Option<&str>, name: &str) -> Result<String, String> {
    version
        .map(String::from)
        .ok_or_else(|| format!("{name} is named nowhere"))
}

/// The tag in a line such as `${REGISTRY}/rancher/NAME:TAG`.
fn image_tag<'a>(images: &'a str, name: &str) -> Option<&'a str> {
    let mark = format!("/rancher/{name}:");
    let line = images.lines().find(|line| line.contains(&mark))?;
    let (_, tag) = line.split_once(&mark)?;
    tag.split(['"', ' ', '\t']).next()
}

/// The tag in `FROM rancher/NAME:TAG AS stage`.
fn stage_tag<'a>(dockerfile: &'a str, name: &str) -> Option<&'a str> {
    let mark = format!("FROM rancher/{name}:");
    let tag = dockerfile
        .lines()
        .find_map(|line| line.trim().strip_prefix(&mark))?;
    tag.split_whitespace().next()
}

/// The version of a module; that of its replacement counts, since it is what is built.
fn module<'a>(modules: &'a str, name: &str) -> Option<&'a str> {
    let lines = || {
        modules.lines().filter_map(|line| {
            let line = line.split("//").next().unwrap_or_default().trim();
            let line = line.strip_prefix("replace ").unwrap_or(line);
            let line = line.strip_prefix("require ").unwrap_or(line);
            line.strip_prefix(name)?.strip_prefix(' ')
        })
    };
    let replacement = lines().find_map(|line| line.split_once("=> "));
    let line = match replacement {
        Some((_, line)) => line,
        None => lines().next()?,
    };
    line.split_whitespace().next_back()
}

/// The version without what the packaging puts around it: `nginx-`, the leading `v`, and the stamp of a build.
fn plain(version: &str) -> &str {
    let version = version.strip_prefix("nginx-").unwrap_or(version);
    let version = match version.rsplit_once("-build") {
        Some((version, stamp)) if digits(stamp) => version,
        _ => version,
    };
    match version.strip_prefix('v') {
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => number,
        _ => version,
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_versions() {
        assert_eq!(plain("v3.6.14-k3s1-build20260723"), "3.6.14-k3s1");
        assert_eq!(plain("nginx-1.9.3-hardened1"), "1.9.3-hardened1");
        assert_eq!(plain("3.10.2"), "3.10.2");
    }

    #[test]
    fn modules() {
        let text = "require (\n\tgithub.com/k3s-io/k3s v1.2.3 // release-1.2\n\tgithub.com/k3s-io/kine v0.1.0 // indirect\n)\nreplace github.com/k3s-io/k3s => github.com/k3s-io/k3s v1.2.4\n";
        assert_eq!(module(text, "github.com/k3s-io/k3s"), Some("v1.2.4"));
        assert_eq!(module(text, "github.com/k3s-io/kine"), Some("v0.1.0"));
        assert_eq!(module(text, "github.com/k3s-io/k"), None);
    }

    #[test]
    fn images() {
        let text = "    ${REGISTRY}/rancher/pause:${PAUSE_VERSION}\n    ${REGISTRY}/rancher/nginx-ingress-controller:${TAG}\"\n";
        assert_eq!(image_tag(text, "pause"), Some("${PAUSE_VERSION}"));
        assert_eq!(image_tag(text, "nginx-ingress-controller"), Some("${TAG}"));
        assert_eq!(image_tag(text, "ingress-controller"), None);
    }
}
