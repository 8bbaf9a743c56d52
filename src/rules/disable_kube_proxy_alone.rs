//! No kube-proxy, and a CNI that cannot replace it.

use super::{Context, Rule, When};
use crate::diagnostic::{Consequence, Diagnostic};

pub static RULE: Rule = Rule {
    id: "disable-kube-proxy-alone",
    summary: "`disable-kube-proxy` with a CNI that does not replace kube-proxy",
    page: page!("disable_kube_proxy_alone.md"),
    when: &[When::Key("disable-kube-proxy"), When::Key("disable")],
    check,
};

fn check(context: &Context<'_>, found: &mut Vec<Diagnostic>) {
    for node in context.nodes.iter().filter(|node| !node.is_conditional()) {
        let setting = node.get("disable-kube-proxy");
        let Some(span) = setting.and_then(|setting| setting.key_span()) else {
            continue;
        };
        let plugins = node.plugins.iter().flatten();
        let Some(&(plugin, place)) = plugins.last().filter(|_| node.is_on("disable-kube-proxy"))
        else {
            continue;
        };
        // A plugin that is taken away again makes room for one that RKE2 does not know.
        let chart = format!("rke2-{plugin}");
        let away =
            node.is_opaque("disable") || node.disabled().iter().any(|(name, _)| *name == chart);
        if !matches!(plugin, "canal" | "flannel") || away {
            continue;
        }
        let which = match place {
            Some(_) => plugin.to_owned(),
            None => format!("{plugin}, the default,"),
        };
        let message = format!(
            "pods reach no service: there is no kube-proxy, and {which} does not replace it (inferred)"
        );
        let finding = RULE
            .warning(Consequence::Traffic, span, message)
            .help("remove `disable-kube-proxy`, or choose `cni: cilium` with `kubeProxyReplacement: true` in its HelmChartConfig")
            .evidence("rancher/rke2-docs docs/networking/basic_network_options.md");
        found.push(match place {
            Some(place) => finding.related(place, "this plugin routes no services"),
            None => finding,
        });
    }
}
