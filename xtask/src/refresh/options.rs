//! Which keys servers and agents of a release accept.
//!
//! RKE2 takes over the flags of K3s through a map that copies, hides, drops or rewords each one, and refuses to start
//! when the map and K3s disagree; so the map is exact. To these it appends lists of flags of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::git::Repository;
use super::go::{self, Source, Token, pattern};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `rke2 agent`
    Agent,
    /// `rke2 server`
    Server,
}

/// The files of a package.
type Package = Rc<Vec<Rc<Source>>>;

/// Reads releases, and remembers the files that they share.
#[derive(Default)]
pub struct Reader {
    files: HashMap<String, Rc<Source>>,
}

const COMMANDS: &str = "pkg/cli/cmds";
/// The packages that held the lists of values, newest first.
const LISTS: [&str; 3] = ["pkg/cli", COMMANDS, "pkg/rke2"];
const MODULE: &str = "github.com/rancher/rke2/";

impl Role {
    /// The name of the command.
    pub fn name(self) -> &'static str {
        match self {
            Role::Agent => "agent",
            Role::Server => "server",
        }
    }

    /// The function that makes the command, in K3s as in RKE2.
    fn constructor(self) -> &'static str {
        match self {
            Role::Agent => "NewAgentCommand",
            Role::Server => "NewServerCommand",
        }
    }
}

impl Reader {
    /// Starts reading a release.
    pub fn release<'a>(
        &'a mut self,
        repository: &'a mut Repository,
        tag: &'a str,
    ) -> CommandLine<'a> {
        CommandLine {
            reader: self,
            repository,
            tag,
            packages: HashMap::new(),
        }
    }
}

/// The command line of a release, read from the packages that define it.
pub struct CommandLine<'a> {
    reader: &'a mut Reader,
    repository: &'a mut Repository,
    tag: &'a str,
    packages: HashMap<String, Package>,
}

impl CommandLine<'_> {
    /// The keys that each role accepts.
    pub fn accepted(&mut self) -> Result<BTreeMap<Role, BTreeSet<String>>, String> {
        let roles = [Role::Agent, Role::Server].into_iter().map(|role| {
            let keys = self.keys(role);
            let keys = keys.map_err(|error| format!("{} options: {error}", role.name()))?;
            Ok((role, keys))
        });
        roles.collect()
    }

    /// The texts in a list; `None` where the release has no such list.
    pub fn list(&mut self, name: &str) -> Result<Option<BTreeSet<String>>, String> {
        let before = pattern(&format!("{name} = []string"));
        for path in LISTS {
            let package = self.package(path)?;
            if let Some((_, body)) = find(&package, &before) {
                let texts = body.iter().filter_map(|token| match token {
                    Token::Text(text) => Some(text.clone()),
                    _ => None,
                });
                return Ok(Some(texts.collect()));
            }
        }
        Ok(None)
    }

    fn keys(&mut self, role: Role) -> Result<BTreeSet<String>, String> {
        let commands = self.package(COMMANDS)?;
        let mut keys = taken_over(&commands, role)?;
        for list in appended(&commands, role)? {
            let before = pattern(&format!("{list} = []cli.Flag"));
            let (source, body) =
                find(&commands, &before).ok_or_else(|| format!("no list {list}"))?;
            for item in go::items(body) {
                keys.insert(self.flag(&source, item)?);
            }
        }
        Ok(keys)
    }

    /// The key of a flag, which stands there itself or by the name of a variable.
    fn flag(&mut self, source: &Source, item: &[Token]) -> Result<String, String> {
        if item.contains(&Token::Mark('{')) {
            return self.literal(source, item);
        }
        let (package, name) = self.reference(source, item)?;
        let before = pattern(&format!("{name} = &cli"));
        let (source, _) = find(&package, &before).ok_or_else(|| format!("no flag {name}"))?;
        let body = source.body(&before).unwrap_or_default();
        self.name(&source, body)
    }

    fn literal(&mut self, source: &Source, item: &[Token]) -> Result<String, String> {
        let open = item
            .iter()
            .position(|token| *token == Token::Mark('{'))
            .unwrap_or_default();
        let body = go::inside(&item[open..]).ok_or("a flag has no end")?;
        self.name(source, body)
    }

    /// The value of `Name:` in a flag, as a sum of texts and constants.
    fn name(&mut self, source: &Source, flag: &[Token]) -> Result<String, String> {
        let start = pattern("Name:");
        let value = go::items(flag)
            .into_iter()
            .find_map(|field| field.strip_prefix(&start[..]));
        let value = value.ok_or("a flag has no name")?;
        let mut name = String::new();
        for term in value.split(|token| *token == Token::Mark('+')) {
            match term {
                [Token::Text(text)] => name.push_str(text),
                _ => name.push_str(&self.constant(source, term)?),
            }
        }
        // A flag may have a short name after a comma.
        Ok(name.split(',').next().unwrap_or_default().trim().to_owned())
    }

    fn constant(&mut self, source: &Source, term: &[Token]) -> Result<String, String> {
        let (package, name) = self.reference(source, term)?;
        let value = package.iter().find_map(|source| source.constant(&name));
        value
            .map(String::from)
            .ok_or_else(|| format!("no constant {name}"))
    }

    /// What `Name` or `package.Name` refers to.
    fn reference(&mut self, source: &Source, term: &[Token]) -> Result<(Package, String), String> {
        match term {
            [Token::Word(name)] => Ok((self.package(COMMANDS)?, name.clone())),
            [Token::Word(package), Token::Mark('.'), Token::Word(name)] => {
                let path = source
                    .import(package)
                    .and_then(|path| path.strip_prefix(MODULE));
                let path = path.ok_or_else(|| format!("{package} is no package of RKE2"))?;
                let path = path.to_owned();
                Ok((self.package(&path)?, name.clone()))
            }
            _ => Err(format!("no name: {term:?}")),
        }
    }

    /// The files of a package, those for Windows and for tests left out.
    fn package(&mut self, path: &str) -> Result<Package, String> {
        if let Some(package) = self.packages.get(path) {
            return Ok(package.clone());
        }
        let mut package = Vec::new();
        for entry in self.repository.folder(self.tag, path)? {
            let other = entry.name.ends_with("_test.go") || entry.name.ends_with("_windows.go");
            if entry.name.ends_with(".go") && !other {
                package.push(self.source(&entry.id)?);
            }
        }
        let package = Rc::new(package);
        self.packages.insert(path.to_owned(), package.clone());
        Ok(package)
    }

    fn source(&mut self, id: &str) -> Result<Rc<Source>, String> {
        if let Some(source) = self.reader.files.get(id) {
            return Ok(source.clone());
        }
        let text = self
            .repository
            .text(id)?
            .ok_or_else(|| format!("the object {id} is missing"))?;
        let source = Rc::new(Source::parse(&text));
        self.reader.files.insert(id.to_owned(), source.clone());
        Ok(source)
    }
}

/// The flags of K3s that RKE2 does not drop.
fn taken_over(commands: &Package, role: Role) -> Result<BTreeSet<String>, String> {
    let before = pattern(&format!("mustCmdFromK3S(cmds.{}", role.constructor()));
    let (_, body) = find(commands, &before).ok_or("no map of the flags of K3s")?;
    let mut keys = BTreeSet::new();
    for entry in go::items(body) {
        let [Token::Text(key), Token::Mark(':'), how @ ..] = entry else {
            return Err(format!("no entry of the map of flags: {entry:?}"));
        };
        let taken = match how {
            [Token::Word(word)] => taken(word).ok_or_else(|| format!("{key}: what is {word}?"))?,
            // A flag with a usage or default of RKE2's own.
            [Token::Mark('{'), fields @ ..] => !fields.contains(&Token::Word("Drop".into())),
            _ => return Err(format!("{key}: neither a word nor a literal")),
        };
        if taken {
            keys.insert(key.clone());
        }
    }
    Ok(keys)
}

/// Whether RKE2 takes a flag over; `None` for a word that is not known, which is worth a look.
fn taken(word: &str) -> Option<bool> {
    match word {
        "copy" | "copyFlag" | "hide" | "hideFlag" => Some(true),
        "drop" | "dropFlag" => Some(false),
        _ => None,
    }
}

/// The lists in `cmd.Flags = append(cmd.Flags, list...)`.
fn appended(commands: &Package, role: Role) -> Result<Vec<String>, String> {
    let before = pattern(&format!("func {}()", role.constructor()));
    let (_, body) = find(commands, &before).ok_or("no command")?;
    let start = pattern("append(cmd.Flags,");
    let lists = body
        .windows(start.len() + 1)
        .filter_map(|window| match window.split_last() {
            Some((Token::Word(list), head)) if head == start => Some(list.clone()),
            _ => None,
        });
    Ok(lists.collect())
}

/// The first file of a package with these tokens, and the braces that follow them.
fn find<'a>(package: &'a Package, before: &[Token]) -> Option<(Rc<Source>, &'a [Token])> {
    package
        .iter()
        .find_map(|source| Some((source.clone(), source.body(before)?)))
}
