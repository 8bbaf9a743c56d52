//! What a cluster runs, as far as the texts tell.

use super::Context;

impl Context<'_> {
    /// Whether a server deploys a chart, as far as the texts tell; without a server nobody knows, so it may.
    pub fn may_deploy(&self, chart: &str) -> bool {
        let mut servers = self
            .nodes
            .iter()
            .filter(|node| node.may_be_server())
            .peekable();
        let cloud = ["rancher-vsphere", "harvester", "rke2-ovirt"];
        let cloud = cloud.iter().find(|name| chart.starts_with(**name));
        if servers.peek().is_none() {
            return cloud.is_none();
        }
        servers.any(|server| {
            let holds = |key: &str, name: &str| {
                let values = server.compared(key).map(|compared| compared.values);
                values.is_none_or(|values| values.iter().any(|value| value == name))
            };
            let disabled = server.compared("disable");
            if disabled.is_some_and(|names| names.values.iter().any(|name| name == chart)) {
                return false;
            }
            match (cloud, chart.strip_prefix("rke2-")) {
                (Some(name), _) => holds("cloud-provider-name", name.trim_start_matches("rke2-")),
                (_, Some(name @ ("calico" | "canal" | "cilium" | "flannel" | "multus"))) => {
                    // Before there was a choice, it was canal.
                    let known = self.facts.option("cni");
                    let chosen = known.is_some_and(|option| option.server.contains(self.to));
                    if chosen {
                        holds("cni", name)
                    } else {
                        name == "canal"
                    }
                }
                (_, Some(name @ ("ingress-nginx" | "traefik"))) => {
                    holds("ingress-controller", name)
                }
                _ => true,
            }
        })
    }
}
