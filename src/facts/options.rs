//! The keys of `config.yaml`: which releases take them, and as what.

use std::sync::OnceLock;

use super::tsv::{Tsv, tsv};
use super::{Facts, optional};
use crate::release::{LazyRanges, Ranges, Release};
use crate::role::Role;

/// One key of `config.yaml`.
#[derive(Debug)]
pub struct OptionFact {
    /// Its name, without dashes.
    pub key: &'static str,
    /// Its forms over time; most have one. The last one is that of today.
    pub forms: Vec<OptionForm>,
    /// Its one-letter name.
    pub alias: Option<&'static str>,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// What it is for.
    pub about: &'static str,
    /// Whether some release takes it and should not get it any more.
    deprecated: bool,
    /// The releases whose servers take it.
    pub server: LazyRanges,
    /// The releases whose agents take it.
    pub agent: LazyRanges,
}

/// How an option is in some releases.
#[derive(Debug)]
pub struct OptionForm {
    /// In these.
    pub releases: LazyRanges,
    /// What its value is parsed as.
    pub kind: Type,
    /// The environment variables that set it too.
    pub env: Option<&'static str>,
    /// What it is when nobody sets it.
    pub default: Option<&'static str>,
    /// Whether RKE2 leaves it out of its help.
    pub hidden: bool,
}

/// What RKE2 parses a value as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// One text; the last one wins.
    String,
    /// Any number of texts.
    List,
    /// Go's `strconv.ParseBool`.
    Bool,
    /// Go's `strconv.ParseInt`, base 0.
    Int,
    /// Go's `time.ParseDuration`.
    Duration,
}

/// A K3s option that RKE2 never took.
#[derive(Debug)]
pub struct K3sOnly {
    /// Its name in K3s.
    pub key: &'static str,
    /// What to do in RKE2.
    pub instead: &'static str,
}

/// What RKE2 has for a component that K3s lists under `disable`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    /// A chart.
    Chart(&'static str),
    /// The same switch, under the same name.
    Switch,
    /// Nothing.
    Nothing,
}

/// Why a release does not take a key.
#[derive(Debug)]
pub enum Stranger {
    /// K3s has it, RKE2 never had.
    K3sOnly(K3sOnly),
    /// Servers of the release take it, agents do not.
    ServerOnly,
    /// Other releases take it.
    OtherReleases(&'static OptionFact),
    /// Nobody takes it.
    Unknown,
}

/// A key that is still taken, but should not be written any more.
#[derive(Debug)]
pub struct Deprecated {
    /// Whether it does nothing.
    pub ignored: bool,
    /// What it does, or does not do.
    pub effect: &'static str,
    /// What to do instead.
    pub instead: Option<&'static str>,
    /// Where this was read.
    pub source: &'static str,
}

static OPTIONS: Tsv = tsv!("options");
static OPTION_RELEASES: Tsv = tsv!("option_releases");
static K3S_ONLY: Tsv = tsv!("k3s_only");
static K3S_COMPONENTS: Tsv = tsv!("k3s_components");
static DEPRECATED: Tsv = tsv!("deprecated_keys");
static COMPONENT_KEYS: Tsv = tsv!("component_keys");

fn table() -> &'static [OptionFact] {
    static TABLE: OnceLock<Vec<OptionFact>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut options: Vec<OptionFact> = Vec::with_capacity(OPTIONS.len());
        for [
            key,
            kind,
            releases,
            alias,
            env,
            default,
            hidden,
            secret,
            about,
        ] in OPTIONS.rows()
        {
            let Some(kind) = Type::parse(kind) else {
                continue;
            };
            let form = OptionForm {
                releases: LazyRanges::new(releases),
                kind,
                env: optional(env),
                default: optional(default),
                hidden: hidden == "yes",
            };
            match options.last_mut() {
                Some(last) if last.key == key => last.forms.push(form),
                _ => options.push(OptionFact {
                    key,
                    forms: vec![form],
                    alias: optional(alias),
                    secret: secret == "yes",
                    about,
                    deprecated: false,
                    server: LazyRanges::new("-"),
                    agent: LazyRanges::new("-"),
                }),
            }
        }
        for [role, key, releases] in OPTION_RELEASES.rows() {
            let Ok(index) = options.binary_search_by_key(&key, |option| option.key) else {
                continue;
            };
            let releases = LazyRanges::new(releases);
            match role {
                "agent" => options[index].agent = releases,
                _ => options[index].server = releases,
            }
        }
        for [key] in DEPRECATED.rows() {
            if let Ok(index) = options.binary_search_by_key(&key, |option| option.key) {
                options[index].deprecated = true;
            }
        }
        options
    })
}

impl Type {
    fn parse(text: &str) -> Option<Type> {
        Some(match text {
            "string" => Type::String,
            "list" => Type::List,
            "bool" => Type::Bool,
            "int" => Type::Int,
            "duration" => Type::Duration,
            _ => return None,
        })
    }
}

impl OptionFact {
    /// The releases that take it for a role.
    pub fn releases(&self, role: Role) -> &Ranges {
        match role {
            Role::Server => &self.server,
            Role::Agent => &self.agent,
        }
    }

    /// Its form in a release; that of today where the data is silent.
    pub fn form(&self, release: Release) -> Option<&OptionForm> {
        let at = self
            .forms
            .iter()
            .find(|form| form.releases.contains(release));
        at.or(self.forms.last())
    }

    /// Its type in a release.
    pub fn kind(&self, release: Release) -> Type {
        self.form(release).map_or(Type::String, |form| form.kind)
    }

    /// What it is in a release when nobody sets it; `None` where the release does not have it.
    pub fn default_in(&self, release: Release) -> Option<&'static str> {
        let mut forms = self.forms.iter();
        forms.find(|form| form.releases.contains(release))?.default
    }
}

impl OptionFact {
    /// What speaks against it, although a release takes it for a role.
    pub fn deprecation(&self, role: Role, release: Release) -> Option<Deprecated> {
        // Hardly any is, and this is asked for every key.
        if !self.deprecated {
            return None;
        }
        let mut lines = DEPRECATED.rows_of::<7>(&[self.key]);
        let [_, _, _, consequence, effect, instead, source] =
            lines.find(|[_, of, releases, ..]| {
                (*of == role.name() || *of == "any") && Ranges::holds(releases, release)
            })?;
        Some(Deprecated {
            ignored: consequence == "ignored",
            effect,
            instead: optional(instead),
            source,
        })
    }
}

impl Facts {
    /// Every key that RKE2 ever took, in order of their names.
    pub fn options(&self) -> &'static [OptionFact] {
        table()
    }

    /// The option of this name or one-letter alias.
    pub fn option(&self, name: &str) -> Option<&'static OptionFact> {
        if name.len() == 1 {
            let by_alias = table().iter().find(|option| option.alias == Some(name));
            if by_alias.is_some() {
                return by_alias;
            }
        }
        let index = table()
            .binary_search_by_key(&name, |option| option.key)
            .ok()?;
        table().get(index)
    }

    /// The option, if a release takes it for a role.
    pub fn accepted(
        &self,
        name: &str,
        role: Role,
        release: Release,
    ) -> Option<&'static OptionFact> {
        self.option(name)
            .filter(|option| option.releases(role).contains(release))
    }

    /// What an option is in a release when nobody sets it.
    pub fn default_of(&self, key: &str, release: Release) -> Option<&'static str> {
        let mut lines = OPTIONS.rows_of::<6>(&[key]);
        lines.find_map(|[_, _, releases, _, _, default]| {
            let holds = Ranges::holds(releases, release);
            holds.then(|| optional(default)).flatten()
        })
    }

    /// A K3s option that RKE2 never took.
    pub fn k3s_only(&self, key: &str) -> Option<K3sOnly> {
        K3S_ONLY
            .row_of::<2>(&[key])
            .map(|[key, instead]| K3sOnly { key, instead })
    }

    /// What RKE2 has for a component that K3s lists under `disable`; `None` for other names.
    pub fn k3s_component(&self, name: &str) -> Option<Component> {
        let [_, instead] = K3S_COMPONENTS.row_of::<2>(&[name])?;
        Some(match instead {
            "switch" => Component::Switch,
            "-" => Component::Nothing,
            chart => Component::Chart(chart),
        })
    }

    /// Why a release does not take a key for a role; an unknown role is judged as a server's.
    pub fn stranger(&self, key: &str, role: Role, release: Release) -> Stranger {
        if let Some(k3s) = self.k3s_only(key) {
            return Stranger::K3sOnly(k3s);
        }
        match self.option(key) {
            Some(option) if role == Role::Agent && option.server.contains(release) => {
                Stranger::ServerOnly
            }
            Some(option) => Stranger::OtherReleases(option),
            None => Stranger::Unknown,
        }
    }

    /// The option that takes a flag of a component, for flags that people write as keys.
    pub fn component_option(&self, flag: &str) -> Option<&'static str> {
        COMPONENT_KEYS
            .row_of::<2>(&[flag])
            .map(|[_, option]| option)
    }
}
