//! A node as a release sees it.

use crate::config::{Compared, Effective, Part, Setting, Value, compared, differ, effective};
use crate::facts::Facts;
use crate::facts::options::{OptionFact, Type};
use crate::project::Node;
use crate::release::Release;
use crate::role::Role;
use crate::source::Span;

/// A node as a release sees it.
pub struct NodeView<'a> {
    /// The node.
    pub node: &'a Node,
    /// Its role, as far as the caller, the path or its keys tell.
    pub role: Option<Role>,
    /// What the release makes of its configuration.
    pub effective: Effective<'a>,
    /// The network plugins that it deploys, multus first.
    ///
    /// Without `cni` it is canal; `None` for agents, and where a template, another file or a refused
    /// value keeps it unsure.
    pub plugins: Option<Plugins<'a>>,
    facts: &'a Facts,
    release: Release,
}

/// Network plugins, each with the place that names it.
pub type Plugins<'a> = Vec<(&'a str, Option<Span>)>;

/// A node before and after what is asked about: another release, another configuration, or both.
pub struct Change<'c, 'a> {
    /// The node as it runs now.
    pub old: NodeView<'a>,
    /// The node as it is judged.
    pub new: &'c NodeView<'a>,
}

/// What a text says for sure, although templates and other files may say more.
impl<'a> NodeView<'a> {
    /// Whether an option reaches the command line, be it with an empty value; an empty list does not.
    pub fn is_set(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|setting| !setting.values.is_empty())
    }

    /// Whether a template decides which keys there are, so that two of them need not meet.
    pub fn is_conditional(&self) -> bool {
        self.node.config.parts.iter().any(|part| part.control)
    }

    /// Whether a key that is not there is not set either; see [`Config::is_whole`](crate::config::Config::is_whole).
    pub fn is_whole(&self) -> bool {
        self.node.config.is_whole()
    }

    /// The value of an option that takes one, where it is a text: neither empty, nor a mapping, nor a template's.
    pub fn text(&self, key: &str) -> Option<&'a Value> {
        let last = self.last(key)?;
        (last.is_text() && !last.text.is_empty()).then_some(last)
    }

    /// What `disable` names, with the places of the items it stands in.
    pub fn disabled(&self) -> Vec<(&'a str, Span)> {
        let items = self
            .values("disable")
            .into_iter()
            .filter(|item| item.is_text());
        let pieces =
            items.flat_map(|item| item.text.split(',').map(|piece| (piece.trim(), item.span)));
        pieces.filter(|(piece, _)| !piece.is_empty()).collect()
    }

    /// The CIS profile that is chosen, if the release takes it.
    pub fn cis_profile(&self, release: Release) -> Option<&'a Value> {
        let value = self.text("profile")?;
        let accepted = self.facts.accepted_values("profile", release);
        let cis = value.text.starts_with("cis") && accepted.contains(&&*value.text);
        cis.then_some(value)
    }
}

impl<'a> NodeView<'a> {
    /// The node as a release sees it.
    pub fn new(facts: &'a Facts, node: &'a Node, release: Release) -> NodeView<'a> {
        let role = node.role.or_else(|| {
            // Keys that only servers have make a server; an agent's are no proof, since servers take them too.
            let entries = node.config.parts.iter().flat_map(|part| &part.entries);
            let mut options = entries.filter_map(|entry| facts.option(entry.key()));
            let server_only = options.any(|option| option.agent.is_empty());
            server_only.then_some(Role::Server)
        });
        let mut view = NodeView {
            node,
            role,
            effective: effective(facts, &node.config, release, role),
            plugins: None,
            facts,
            release,
        };
        view.plugins = view.plugins();
        view
    }

    fn plugins(&self) -> Option<Plugins<'a>> {
        if !self.may_be_server() || self.is_opaque("cni") {
            return None;
        }
        if !self.is_set("cni") {
            return self.is_whole().then(|| vec![("canal", None)]);
        }
        let values = match self.facts.has("cni-list", self.release) {
            true => self.split("cni"),
            // Before lists, the whole text was one value.
            false => self
                .last("cni")
                .map(|v| (&*v.text, v.span))
                .into_iter()
                .collect(),
        };
        let accepted = self.facts.accepted_values("cni", self.release);
        let taken = values.iter().all(|(value, _)| accepted.contains(value));
        let ordered = matches!(values[..], [_] | [("multus", _), _]);
        let named = values.into_iter().map(|(value, span)| (value, Some(span)));
        (taken && ordered).then(|| named.collect())
    }

    /// The node's own name, without the folders above.
    pub fn name(&self) -> &'a str {
        let name = &self.node.name;
        name.rsplit('/').next().unwrap_or(name)
    }

    /// Whether this is one node's configuration, and not what several are made from.
    pub fn is_one_node(&self) -> bool {
        let named = ["node-name", "node-ip"];
        self.is_whole()
            && (self.name().bytes().any(|byte| byte.is_ascii_digit())
                || named.iter().any(|key| self.last(key).is_some()))
    }

    /// The release that sees it.
    pub fn release(&self) -> Release {
        self.release
    }

    /// What counts for an option, defaults included, so that it can be compared; `None` where it is not known.
    pub fn compared(&self, key: &str) -> Option<Compared> {
        compared(
            self.facts,
            &self.node.config,
            &self.effective,
            self.release,
            key,
        )
    }

    /// The files that the release reads, in that order.
    pub fn parts(&self) -> impl Iterator<Item = &'a Part> + use<'a> {
        let drop_ins = self.facts.has("drop-in-directory", self.release);
        let parts = self.node.config.parts.iter();
        parts.filter(move |part| drop_ins || !part.drop_in)
    }

    /// Whether conditions or loops of a template decide what stands in the file of this place, so
    /// that two lines of it may be alternatives.
    pub fn is_conditional_at(&self, place: Span) -> bool {
        let mut parts = self.node.config.parts.iter();
        parts.any(|part| part.file == place.file && part.control)
    }

    /// The options that are set, and what the release takes each of them for.
    pub fn options(&self) -> impl Iterator<Item = (&Setting<'a>, &'static OptionFact, Type)> {
        let settings = self.effective.settings.iter();
        settings.filter_map(|setting| {
            let option = setting.option?;
            Some((setting, option, option.kind(self.release)))
        })
    }

    /// What counts for an option, by its full name.
    pub fn get(&self, key: &str) -> Option<&Setting<'a>> {
        self.effective.get(key)
    }

    /// Whether a switch is on.
    pub fn is_on(&self, key: &str) -> bool {
        self.last(key)
            .is_some_and(|value| crate::yaml::go::parse_bool(&value.text) == Some(true))
    }

    /// The value of an option that takes one: the last, unless a template fills it in.
    pub fn last(&self, key: &str) -> Option<&'a Value> {
        let last = self.get(key)?.last()?;
        (!last.opaque).then_some(last)
    }

    /// The values of an option, without those that a template fills in.
    pub fn values(&self, key: &str) -> Vec<&'a Value> {
        let setting = self.get(key);
        let values = setting.iter().flat_map(|setting| &setting.values);
        values.copied().filter(|value| !value.opaque).collect()
    }

    /// Whether a template fills in any of an option's values, so that no list of them is complete.
    pub fn is_opaque(&self, key: &str) -> bool {
        let setting = self.get(key);
        setting.is_some_and(|setting| setting.values.iter().any(|value| value.opaque))
    }

    /// The values of an option that RKE2 splits at commas, with the places of the items they stand
    /// in, without those that a template fills in.
    pub fn split(&self, key: &str) -> Vec<(&'a str, Span)> {
        let pieces = self.values(key).into_iter().flat_map(|value| {
            let pieces = value.text.split(',');
            pieces.map(|piece| (piece, value.span))
        });
        pieces.collect()
    }

    /// Whether this is no agent: a server, or a node whose role is unknown.
    pub fn may_be_server(&self) -> bool {
        self.role != Some(Role::Agent)
    }
}

impl Change<'_, '_> {
    /// Whether this is a server's configuration, or may be one's.
    pub fn may_be_server(&self) -> bool {
        self.old.may_be_server() && self.new.may_be_server()
    }

    /// An option before and after, where it is known to differ, and where that is seen now.
    pub fn of(&self, key: &str) -> Option<(Compared, Compared, Span)> {
        let (old, new) = (self.old.compared(key)?, self.new.compared(key)?);
        if !differ(key, &old, &new) {
            return None;
        }
        let place = new.span.or_else(|| self.new.node.config.place())?;
        Some((old, new, place))
    }
}
