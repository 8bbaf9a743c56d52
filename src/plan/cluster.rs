//! What the files tell of the cluster that a runbook is for.

use super::{ClusterInfo, Wanted};
use crate::order;
use crate::project::Object;
use crate::request::{Install, Manager};
use crate::role::Role;
use crate::rules::{Context, NodeView};

/// Where RKE2 keeps its data unless told otherwise.
pub const DATA_DIR: &str = "/var/lib/rancher/rke2";

/// The cluster, as far as the files tell.
#[derive(Debug)]
pub struct Cluster {
    /// The servers whose names are known, in the order in which they are upgraded.
    pub servers: Vec<String>,
    /// The server that joined no other, where its name is known: only there a restore can begin.
    pub initial: Option<String>,
    /// The agents whose names are known.
    pub agents: Vec<String>,
    /// Whether there is a configuration of a server.
    pub known: bool,
    /// Whether more than one server runs, or may run.
    pub several: bool,
    /// Whether there are agents, or may be.
    pub has_agents: bool,
    /// Servers that run etcd and no apiserver.
    pub etcd_only: bool,
    /// The first server with an apiserver, where its name is known.
    pub first_plane: Option<String>,
    /// Whether there are agents on Windows.
    pub windows: bool,
    /// Where Plans for the system-upgrade-controller are written.
    pub plans_folder: String,
    /// The CNI plugins; none where nothing tells.
    pub cni: Vec<String>,
    /// The ingress controllers; none where nothing tells.
    pub ingress: Vec<String>,
    /// Whether the cluster keeps its state outside of RKE2.
    pub external_datastore: bool,
    /// How RKE2 gets onto the nodes.
    pub install: Install,
    /// Whether that was asked for or seen.
    pub install_known: bool,
    /// Where RKE2 keeps its data.
    pub data_dir: String,
    /// Where snapshots lie.
    pub snapshot_dir: Option<String>,
    /// Whether snapshots go to S3.
    pub s3: bool,
    /// Whether what is needed for that stands in a Secret.
    pub s3_secret: bool,
    /// The registry that images come from.
    pub registry: Option<String>,
    /// Whether `vsphere` or `harvester` is the cloud provider.
    pub clouds: Vec<&'static str>,
    /// The charts that HelmChartConfigs set values of.
    pub configured: Vec<String>,
    /// The network policies among the files, with their namespaces.
    pub policies: Vec<String>,
    /// The clusters that the files are of, as far as they have servers.
    pub clusters: Vec<String>,
}

impl Cluster {
    /// Reads it off the configuration as the release that runs sees it.
    pub fn of(context: &Context<'_>, wanted: &Wanted) -> Cluster {
        let servers: Vec<&NodeView<'_>> = context.servers().collect();
        let agents = context.nodes.iter();
        let agents: Vec<&NodeView<'_>> = agents
            .filter(|node| node.role == Some(Role::Agent))
            .collect();
        let possible: Vec<&NodeView<'_>> = context
            .nodes
            .iter()
            .filter(|node| node.may_be_server())
            .collect();
        // Etcd goes before the apiservers that read from it.
        let rank = |node: &NodeView<'_>| match (
            node.is_on("disable-apiserver"),
            node.is_on("disable-etcd"),
        ) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => 2,
        };
        let mut ranked: Vec<(u8, String)> = servers
            .iter()
            .filter_map(|node| Some((rank(node), name(node)?)))
            .collect();
        order::sort(&mut ranked);
        ranked.dedup();
        let first = |key: &str| {
            let mut nodes = possible.iter();
            let value = nodes.find_map(|node| node.text(key))?;
            Some(value.text.to_string())
        };
        let mut cni: Vec<String> = Vec::new();
        for node in &possible {
            for (name, _) in node.plugins.iter().flatten() {
                add(&mut cni, name);
            }
        }
        let mut ingress: Vec<String> = Vec::new();
        if !possible.is_empty() {
            for name in ["ingress-nginx", "traefik"] {
                if context.may_deploy(&format!("rke2-{name}"))
                    && context
                        .facts
                        .chart(context.to, &format!("rke2-{name}"))
                        .flatten()
                        .is_some()
                {
                    add(&mut ingress, name);
                }
            }
        }
        let clouds = ["vsphere", "harvester"].into_iter();
        let clouds = clouds.filter(|cloud| {
            let mut values = possible
                .iter()
                .filter_map(|node| node.text("cloud-provider-name"));
            values.any(|value| value.text.ends_with(cloud))
        });
        let mut configured = Vec::new();
        for config in &context.charts {
            add(&mut configured, config.chart);
        }
        let seen = seen(context);
        let clusters = servers
            .iter()
            .filter_map(|node| node.node.cluster.as_deref());
        let mut clusters: Vec<&str> = clusters.collect();
        order::sort(&mut clusters);
        clusters.dedup();
        let asked = match wanted.managed_by {
            Some(Manager::Rancher) => Some(Install::Rancher),
            None => wanted.install,
        };
        let agents: Vec<(u8, String)> = agents
            .iter()
            .filter_map(|node| Some((0, name(node)?)))
            .collect();
        let known = !possible.is_empty();
        let mut initial = servers
            .iter()
            .filter(|node| !node.is_set("server") && rank(node) < 2);
        let initial = initial.find_map(|node| name(node));
        let mut agents: Vec<String> = agents.into_iter().map(|(_, name)| name).collect();
        if ranked.is_empty() && agents.is_empty() {
            (ranked, agents) = listed(context);
        }
        Cluster {
            several: !known
                || ranked.len() > 1
                || servers.iter().any(|node| node.get("server").is_some())
                || ranked.len() < servers.len(),
            has_agents: !agents.is_empty()
                || context
                    .nodes
                    .iter()
                    .any(|node| node.role == Some(Role::Agent))
                || ranked.is_empty(),
            etcd_only: ranked.iter().any(|(rank, _)| *rank == 0),
            first_plane: ranked
                .iter()
                .find(|(rank, _)| *rank > 0)
                .map(|(_, name)| name.clone()),
            windows: context
                .objects()
                .filter(|object| object.is("", "Node"))
                .any(|object| is_windows(object)),
            plans_folder: wanted.plans.clone().unwrap_or_else(|| "plans".to_owned()),
            servers: ranked.into_iter().map(|(_, name)| name).collect(),
            initial,
            agents,
            known,
            cni,
            ingress,
            external_datastore: context.has_external_datastore(),
            install: asked.or(seen).unwrap_or(Install::Systemd),
            install_known: asked.or(seen).is_some(),
            data_dir: first("data-dir").unwrap_or_else(|| DATA_DIR.to_owned()),
            snapshot_dir: first("etcd-snapshot-dir"),
            s3: possible.iter().any(|node| node.is_on("etcd-s3")),
            s3_secret: possible
                .iter()
                .any(|node| node.is_set("etcd-s3-config-secret")),
            // RKE2 refuses a URL, which may carry a password too.
            registry: first("system-default-registry")
                .filter(|name| !name.contains('@') && !name.contains("://")),
            clouds: clouds.collect(),
            configured,
            policies: policies(context),
            clusters: clusters.into_iter().map(str::to_owned).collect(),
        }
    }

    /// Whether it runs, or may run, what a table of facts names: a network, an ingress controller, etcd;
    /// or whether this is how RKE2 gets onto its nodes.
    pub fn may_have(&self, what: &str) -> bool {
        let names = |list: &[String]| list.is_empty() || list.iter().any(|name| name == what);
        match what {
            "etcd" => !self.external_datastore,
            "airgap" => self.install == Install::Airgap,
            "rpm" => self.install == Install::Rpm,
            "ingress-nginx" | "traefik" => names(&self.ingress),
            _ => names(&self.cni),
        }
    }

    /// The wire form.
    pub fn info(&self) -> ClusterInfo {
        ClusterInfo {
            servers: self.servers.clone(),
            agents: self.agents.clone(),
            cni: self.cni.clone(),
            ingress: self.ingress.clone(),
            external_datastore: self.external_datastore,
            install: self.install,
            install_known: self.install_known,
        }
    }

    /// What the plan does not rest on, although it should.
    pub fn not_assessed(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.known {
            notes.push(
                "no configuration of a server was given, so every network, ingress controller and datastore is reckoned with"
                    .to_owned(),
            );
        } else if self.cni.is_empty() {
            notes.push("the files do not tell which network the cluster runs".to_owned());
        }
        if !self.install_known {
            notes.push(
                "nothing tells how RKE2 gets onto the nodes; the install script is taken, and --install says otherwise"
                    .to_owned(),
            );
        }
        notes
    }
}

/// What Kubernetes calls a node, where that is known.
fn name(node: &NodeView<'_>) -> Option<String> {
    match node.text("node-name") {
        Some(name) => Some(name.text.to_string()),
        // A part of a larger file has the file in its name.
        None => {
            let own = node.is_one_node() && !node.name().contains(':');
            let name = own.then(|| node.name())?;
            let stem = name.strip_suffix(".yaml").or(name.strip_suffix(".yml"));
            let name = stem.unwrap_or(name);
            // The folder that RKE2 itself reads is on every node.
            (name.rsplit('/').next() != Some("rke2")).then(|| name.to_owned())
        }
    }
}

/// The servers and agents that a list of nodes names, as kubectl prints it.
fn listed(context: &Context<'_>) -> (Vec<(u8, String)>, Vec<String>) {
    let (mut servers, mut agents) = (Vec::new(), Vec::new());
    for object in context.objects() {
        let Some(name) = object.name().filter(|_| object.is("", "Node")) else {
            continue;
        };
        let labels = object
            .root
            .get("metadata")
            .and_then(|meta| meta.get("labels"));
        let has = |role: &str| {
            let label = format!("node-role.kubernetes.io/{role}");
            labels.is_some_and(|labels| labels.get(&label).is_some())
        };
        match (has("etcd"), has("control-plane")) {
            (false, false) => agents.push(name.text().to_owned()),
            (etcd, control_plane) => {
                let rank = match control_plane {
                    false => 0,
                    true if etcd => 1,
                    true => 2,
                };
                servers.push((rank, name.text().to_owned()));
            }
        }
    }
    order::sort(&mut servers);
    (servers, agents)
}

/// Whether a Node says that it runs Windows.
fn is_windows(node: &Object<'_>) -> bool {
    let labels = node
        .root
        .get("metadata")
        .and_then(|meta| meta.get("labels"));
    let os = labels.and_then(|labels| labels.get("kubernetes.io/os"));
    os.is_some_and(|os| os.text() == "windows")
}

/// How RKE2 gets onto the nodes, as the objects tell.
fn seen(context: &Context<'_>) -> Option<Install> {
    let is_rancher = |object: &Object<'_>| {
        object.is("provisioning.cattle.io", "Cluster")
            || object.is("management.cattle.io", "Cluster")
    };
    let is_plan = |object: &Object<'_>| object.is("upgrade.cattle.io", "Plan");
    let any = |is: fn(&Object<'_>) -> bool| context.objects().any(is);
    match (any(is_rancher), any(is_plan)) {
        (true, _) => Some(Install::Rancher),
        (false, true) => Some(Install::Plans),
        (false, false) => None,
    }
}

/// The network policies among the objects, be they those of Kubernetes, Cilium or Calico.
fn policies(context: &Context<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for object in context.objects() {
        let kind = object.kind.text();
        if let Some(name) = object.name().filter(|_| kind.ends_with("NetworkPolicy")) {
            let name = name.text();
            match object.namespace() {
                Some(namespace) => add(&mut names, &format!("`{}/{name}`", namespace.text())),
                None => add(&mut names, &format!("`{name}`")),
            }
        }
    }
    // More would make a wall.
    if names.len() > 8 {
        let more = names.len() - 8;
        names.truncate(8);
        names.push(format!("{more} more"));
    }
    names
}

fn add(list: &mut Vec<String>, name: &str) {
    if !list.iter().any(|other| other == name) {
        list.push(name.to_owned());
    }
}
