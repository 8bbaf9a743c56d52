//! Under which conditions templates read a value.

use std::collections::BTreeSet;

use serde_json::Value;

use super::domain::{Path, Set, Thing};
use super::interpret::{Interpreter, Scope};
use super::syntax::{Expr, Pipe, Str};

/// A condition on one value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// It is true.
    True(Path),
    /// It is not.
    False(Path),
    /// It is one of these texts.
    Is(Path, BTreeSet<Str>),
    /// It is none of them.
    IsNot(Path, BTreeSet<Str>),
}

/// Conditions that hold together.
pub type Atoms = BTreeSet<Atom>;

/// Where in the templates something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ground {
    /// What has to hold, as far as that can be told.
    pub atoms: Atoms,
    /// Whether it runs whatever the values are.
    pub certain: bool,
}

impl Ground {
    /// Whether all that holds on this ground was already followed on another one.
    pub fn is_within(&self, other: &Ground) -> bool {
        other.atoms.is_subset(&self.atoms) && (other.certain || !self.certain)
    }

    /// What two grounds have in common.
    pub fn meet(&self, other: &Ground) -> Ground {
        Ground {
            atoms: self.atoms.intersection(&other.atoms).cloned().collect(),
            certain: self.certain || other.certain,
        }
    }
}

impl Atom {
    fn path(&self) -> &Path {
        match self {
            Atom::True(path) | Atom::False(path) | Atom::Is(path, _) | Atom::IsNot(path, _) => path,
        }
    }

    /// Whether it holds with the chart's own values.
    pub fn holds(&self, values: &Value) -> bool {
        let own = self.path().iter().fold(values, |value, key| &value[&**key]);
        let is_true = match own {
            Value::Null => false,
            Value::Bool(on) => *on,
            Value::Number(number) => number.as_f64() != Some(0.0),
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(map) => !map.is_empty(),
        };
        let text = match own {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match self {
            Atom::True(_) => is_true,
            Atom::False(_) => !is_true,
            Atom::Is(_, texts) => texts.contains(&*text),
            Atom::IsNot(_, texts) => !texts.contains(&*text),
        }
    }

    /// As the tables write it, with the path as they write paths.
    pub fn written(&self, path: impl Fn(&[Str]) -> String) -> String {
        let path = path(self.path());
        let texts = |texts: &BTreeSet<Str>| {
            let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
            texts.join("|")
        };
        match self {
            Atom::True(_) => path,
            Atom::False(_) => format!("!{path}"),
            Atom::Is(_, of) => format!("{path}={}", texts(of)),
            Atom::IsNot(_, of) => format!("{path}!={}", texts(of)),
        }
    }
}

impl Interpreter<'_> {
    /// Does something where some conditions hold.
    pub(super) fn under<T>(
        &mut self,
        atoms: Atoms,
        certain: bool,
        follow: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.ground.clone();
        self.ground.atoms.extend(atoms);
        self.ground.certain &= certain;
        let result = follow(self);
        self.ground = before;
        result
    }

    /// Whether a template was followed already, and where at least as much runs as here; it counts as that from now on.
    pub(super) fn is_seen(&mut self, name: &Str, context: &Set) -> bool {
        // What only notes looked at has to be looked at again.
        let key = (name.clone(), context.clone(), self.in_notes);
        let ground = match self.seen.get(&key) {
            Some(ground) if self.ground.is_within(ground) => return true,
            Some(ground) => self.ground.meet(ground),
            None => self.ground.clone(),
        };
        self.seen.insert(key, ground);
        false
    }

    /// What has to hold for an argument to count: with `and` the others are true, with `or` those before are not.
    pub(super) fn beside(
        &mut self,
        name: &str,
        arguments: &[Expr],
        index: usize,
        scope: &mut Scope,
        dot: &Set,
    ) -> Atoms {
        let mut atoms = Atoms::new();
        for (other, argument) in arguments.iter().enumerate() {
            let counts = match name {
                "and" => other != index,
                "or" => other < index,
                _ => false,
            };
            if counts {
                let argument = std::slice::from_ref(argument);
                atoms.extend(self.atoms_of(argument, scope, dot, name == "and"));
            }
        }
        atoms
    }

    /// What is known to hold where a condition is true, or false.
    pub(super) fn atoms(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set, on: bool) -> Atoms {
        match &pipe.commands[..] {
            [command] => self.atoms_of(command, scope, dot, on),
            _ => Atoms::new(),
        }
    }

    pub(super) fn atoms_of(
        &mut self,
        command: &[Expr],
        scope: &mut Scope,
        dot: &Set,
        on: bool,
    ) -> Atoms {
        match command {
            [Expr::Pipe(pipe)] => self.atoms(pipe, scope, dot, on),
            [only] => {
                let path = self.one_value(only, scope, dot).into_iter();
                let atom = path.map(|path| match on {
                    true => Atom::True(path),
                    false => Atom::False(path),
                });
                atom.collect()
            }
            [Expr::Function(name), arguments @ ..] => match (&**name, on) {
                ("not", _) if arguments.len() == 1 => self.atoms_of(arguments, scope, dot, !on),
                ("and", true) | ("or", false) => {
                    let arguments = arguments.iter().map(std::slice::from_ref);
                    let sets = arguments.map(|argument| self.atoms_of(argument, scope, dot, on));
                    sets.flatten().collect()
                }
                ("or", true) => self.any_of(arguments, scope, dot),
                ("eq", _) => self.equal(arguments, scope, dot, on),
                ("ne", _) if arguments.len() == 2 => self.equal(arguments, scope, dot, !on),
                _ => Atoms::new(),
            },
            _ => Atoms::new(),
        }
    }

    /// One of several texts for the same value.
    fn any_of(&mut self, arguments: &[Expr], scope: &mut Scope, dot: &Set) -> Atoms {
        let mut joined: Option<(Path, BTreeSet<Str>)> = None;
        for argument in arguments {
            let atoms = self.atoms_of(std::slice::from_ref(argument), scope, dot, true);
            let mut atoms = atoms.into_iter();
            let (Some(Atom::Is(path, texts)), None) = (atoms.next(), atoms.next()) else {
                return Atoms::new();
            };
            match &mut joined {
                None => joined = Some((path, texts)),
                Some((other, all)) if *other == path => all.extend(texts),
                Some(_) => return Atoms::new(),
            }
        }
        let joined = joined.into_iter();
        joined.map(|(path, texts)| Atom::Is(path, texts)).collect()
    }

    fn equal(&mut self, arguments: &[Expr], scope: &mut Scope, dot: &Set, on: bool) -> Atoms {
        let (mut paths, mut texts) = (Vec::new(), BTreeSet::new());
        for argument in arguments {
            match argument {
                Expr::Text(text) => {
                    texts.insert(text.clone());
                }
                _ => paths.push(self.one_value(argument, scope, dot)),
            }
        }
        match (&paths[..], texts.is_empty()) {
            ([Some(path)], false) => Atoms::from([match on {
                true => Atom::Is(path.clone(), texts),
                false => Atom::IsNot(path.clone(), texts),
            }]),
            _ => Atoms::new(),
        }
    }

    /// The value that an expression stands for, where it can be but one.
    fn one_value(&mut self, expr: &Expr, scope: &mut Scope, dot: &Set) -> Option<Path> {
        let set = match expr {
            // Only to know which value it is: the template may not come to look at it.
            Expr::Field(_) | Expr::Variable(..) => self.under(Atoms::new(), false, |interpreter| {
                interpreter.operand(expr, scope, dot)
            }),
            Expr::Pipe(pipe) => match &pipe.commands[..] {
                [command] if pipe.variables.is_empty() => match &command[..] {
                    [only] => return self.one_value(only, scope, dot),
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        };
        let mut things = set.iter();
        match (things.next(), things.next()) {
            (Some(Thing::Value(path)), None) => {
                let is_named = path.iter().all(|key| &**key != "*");
                let is_own = path.first().is_some_and(|key| &**key != "global");
                (is_named && is_own && !self.set_to.contains_key(path)).then(|| path.clone())
            }
            _ => None,
        }
    }
}
