//! Follows values through templates, without running them: which paths are read, and how.
//!
//! Every branch is taken, and an expression stands for all that it may be, so no path that is read is missed.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;

use super::domain::{Path, Set, Thing, join, one, union, unknown};
use super::files::Files;
use super::ground::{Atom, Atoms, Ground};
use super::guards::only_fails;
use super::syntax::{self, Expr, Pipe, Statement, Str};

/// Ways of reading a value; a set of them is their sum.
pub mod read {
    /// Whether it is true, or something else about it.
    pub const TEST: u16 = 1;
    /// As text.
    pub const PRINT: u16 = 2;
    /// With all that stands below it.
    pub const WHOLE: u16 = 4;
    /// Item by item.
    pub const RANGE: u16 = 8;
    /// Its type.
    pub const TYPE: u16 = 16;
    /// It has to be there.
    pub const REQUIRED: u16 = 32;
    /// The template fails where it is true, and does nothing else with it.
    pub const GUARD: u16 = 64;
    /// The template sets it.
    pub const WRITE: u16 = 128;
    /// Whether it is equal to something.
    pub const COMPARE: u16 = 256;
    /// As text that stays text, whatever it looks like.
    pub const TEXT: u16 = 512;
}

/// Templates include each other no deeper than this.
const DEEPEST: usize = 40;

/// A file that Helm renders.
pub struct Run<'t> {
    /// What stands in it.
    pub body: &'t [Statement],
    /// The path of its chart.
    pub chart: Path,
    /// What switches its chart on.
    pub switch: Option<Path>,
    /// Whether it is only there for people to read.
    pub is_notes: bool,
}

/// What is found in the templates of one chart version.
pub struct Interpreter<'c> {
    /// The paths that are read, with the sum of the ways.
    pub uses: BTreeMap<Path, u16>,
    /// The mappings that templates look below whatever the values are.
    pub needed: BTreeSet<Path>,
    /// What has to hold wherever a path is read by itself.
    pub grounds: BTreeMap<Path, Atoms>,
    /// What has to hold wherever it is read with what stands below it.
    pub grounds_below: BTreeMap<Path, Atoms>,
    /// Whether templates lay other values over those of the chart.
    pub(super) lays_over: bool,
    /// The functions that are not known.
    pub unknown_functions: BTreeMap<Str, usize>,
    pub(super) defines: BTreeMap<Str, Rc<Vec<Statement>>>,
    pub(super) files: &'c Files,
    /// The chart's own values.
    pub(super) values: &'c Value,
    /// The paths of the chart and of its subcharts.
    pub(super) charts: HashSet<Path>,
    /// What templates set paths to.
    pub(super) set_to: BTreeMap<Path, Set>,
    pub(super) seen: HashMap<(Str, Set, bool), Ground>,
    /// Whether what is being followed makes no objects.
    pub(super) in_notes: bool,
    /// Where what is being followed stands.
    pub(super) ground: Ground,
    pub(super) parsed: HashMap<Str, Rc<Vec<Statement>>>,
    depth: usize,
}

/// The variables of a template: scopes, the innermost last.
#[derive(Clone, PartialEq)]
pub struct Scope {
    scopes: Vec<BTreeMap<Str, Set>>,
}

impl Scope {
    fn new(root: &Set) -> Scope {
        Scope {
            scopes: vec![BTreeMap::from([(Str::from("$"), root.clone())])],
        }
    }

    fn get(&self, name: &str) -> Set {
        let found = self.scopes.iter().rev().find_map(|scope| scope.get(name));
        found.cloned().unwrap_or_else(unknown)
    }

    fn declare(&mut self, name: &Str, value: Set) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.clone(), value);
        }
    }

    /// A branch may or may not be taken, so the old value stays possible.
    pub(super) fn assign(&mut self, name: &Str, value: &Set) {
        let scopes = self.scopes.iter_mut().rev();
        let mut slots = scopes.filter_map(|scope| scope.get_mut(name));
        match slots.next() {
            Some(slot) => *slot = join(&union([&*slot, value])),
            None => self.declare(name, value.clone()),
        }
    }
}

impl<'c> Interpreter<'c> {
    /// An interpreter for a chart whose templates define these, and whose subcharts are at these paths.
    pub fn new(
        defines: BTreeMap<Str, Rc<Vec<Statement>>>,
        files: &'c Files,
        values: &'c Value,
        charts: HashSet<Path>,
    ) -> Interpreter<'c> {
        Interpreter {
            uses: BTreeMap::new(),
            needed: BTreeSet::new(),
            grounds: BTreeMap::new(),
            grounds_below: BTreeMap::new(),
            lays_over: false,
            unknown_functions: BTreeMap::new(),
            defines,
            files,
            values,
            charts,
            set_to: BTreeMap::new(),
            seen: HashMap::new(),
            in_notes: false,
            ground: Ground {
                atoms: Atoms::new(),
                certain: true,
            },
            parsed: HashMap::new(),
            depth: 0,
        }
    }

    /// Follows the values through some files. What a template sets is only known after the first time.
    pub fn run(&mut self, files: &[Run<'_>]) {
        for _ in 0..2 {
            self.seen.clear();
            self.needed.clear();
            self.grounds.clear();
            self.grounds_below.clear();
            for file in files {
                let root = one(Thing::Root(file.chart.clone()));
                // A subchart may be switched off.
                let atoms = file.switch.iter().cloned().map(Atom::True).collect();
                self.in_notes = file.is_notes;
                self.under(atoms, file.chart.is_empty(), |interpreter| {
                    interpreter.block(file.body, &mut Scope::new(&root), &root);
                });
            }
            if self.set_to.is_empty() {
                break;
            }
        }
        self.in_notes = false;
        self.hand_on();
        if self.lays_over {
            self.needed.clear();
            self.grounds.clear();
            self.grounds_below.clear();
        }
    }

    /// What was put into something that is handed on as it is goes with it.
    fn hand_on(&mut self) {
        for (path, set) in self.set_to.clone() {
            let goes = (1..path.len()).any(|at| {
                let uses = self.uses.get(&path[..at]).copied().unwrap_or_default();
                uses & (read::WHOLE | read::PRINT | read::RANGE) != 0
            });
            if goes {
                // Not as a whole: much of what is set comes from where it goes.
                self.read(&set, read::TEST);
            }
        }
    }

    pub(super) fn operand(&mut self, expr: &Expr, scope: &mut Scope, dot: &Set) -> Set {
        match expr {
            Expr::Field(names) => self.fields(dot.clone(), names),
            Expr::Dot => dot.clone(),
            Expr::Variable(name, names) => self.fields(scope.get(name), names),
            Expr::Text(text) => one(Thing::Text(text.clone())),
            Expr::Number(text) => one(Thing::Number(text.clone())),
            Expr::Constant => unknown(),
            Expr::Function(name) => self.call(name, Vec::new(), &[], scope),
            Expr::Chain(head, names) => {
                let head = self.operand(head, scope, dot);
                self.fields(head, names)
            }
            Expr::Pipe(pipe) => self.pipe(pipe, scope, dot),
        }
    }

    pub(super) fn pipe(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
        let result = self.commands(pipe, scope, dot);
        if let [name] = &pipe.variables[..] {
            match pipe.assigns {
                true => scope.assign(name, &result),
                false => scope.declare(name, result.clone()),
            }
        }
        result
    }

    /// What the commands of a pipe come to, whatever it declares.
    fn commands(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
        let mut result: Option<Set> = None;
        for command in &pipe.commands {
            let piped = result.take().map(|set| join(&set));
            let [head, rest @ ..] = &command[..] else {
                continue;
            };
            let is_value = rest.is_empty() && piped.is_none();
            let mut arguments: Vec<Set> = Vec::new();
            result = Some(match head {
                Expr::Function(name) => {
                    // What follows is only looked at where the first does not decide.
                    let is_short = matches!(&**name, "and" | "or");
                    for (index, expr) in rest.iter().enumerate() {
                        let atoms = self.beside(name, rest, index, scope, dot);
                        let certain = index == 0 || !is_short;
                        arguments.push(self.under(atoms, certain, |interpreter| {
                            let set = interpreter.operand(expr, scope, dot);
                            if is_short {
                                interpreter.read(&set, read::TEST);
                            }
                            set
                        }));
                    }
                    if let Some(piped) = piped.as_ref().filter(|_| is_short) {
                        self.read(piped, read::TEST);
                    }
                    arguments.extend(piped);
                    self.call(name, arguments, rest, scope)
                }
                head if is_value => self.operand(head, scope, dot),
                head => {
                    let callee = self.operand(head, scope, dot);
                    for expr in rest {
                        arguments.push(self.operand(expr, scope, dot));
                    }
                    arguments.extend(piped);
                    self.method(&callee, &arguments)
                }
            });
        }
        result.unwrap_or_else(unknown)
    }

    fn block(&mut self, body: &[Statement], scope: &mut Scope, dot: &Set) {
        for statement in body {
            self.statement(statement, scope, dot);
        }
    }

    /// A block with variables of its own.
    fn inner(&mut self, body: &[Statement], scope: &mut Scope, dot: &Set, own: &[(&Str, Set)]) {
        let own = own.iter().map(|(name, set)| ((*name).clone(), set.clone()));
        scope.scopes.push(own.collect());
        self.block(body, scope, dot);
        scope.scopes.pop();
    }

    fn statement(&mut self, statement: &Statement, scope: &mut Scope, dot: &Set) {
        match statement {
            Statement::Text => {}
            Statement::Action(pipe) => {
                let result = self.pipe(pipe, scope, dot);
                if pipe.variables.is_empty() {
                    for thing in result.iter() {
                        if matches!(thing, Thing::Value(_) | Thing::Without(..)) {
                            self.read_thing(thing, read::PRINT);
                        }
                    }
                }
            }
            Statement::If(pipe, body, other) => {
                let set = match only_fails(body) {
                    true => self.guard(pipe, scope, dot),
                    false => self.condition(pipe, scope, dot),
                };
                self.branches(pipe, (body, other), scope, (dot, dot), set);
            }
            Statement::With(pipe, body, other) => {
                let set = match only_fails(body) {
                    true => self.guard(pipe, scope, dot),
                    false => self.condition(pipe, scope, dot),
                };
                self.branches(pipe, (body, other), scope, (&set.clone(), dot), set);
            }
            Statement::Range(pipe, body, other) => {
                let set = self.commands(pipe, scope, dot);
                self.read(&set, read::RANGE);
                let item = self.items(&set);
                let certain = std::mem::take(&mut self.ground.certain);
                // What one round assigns, the next one may read.
                for _ in 0..3 {
                    let own: Vec<(&Str, Set)> = match &pipe.variables[..] {
                        [key, name] => vec![(key, unknown()), (name, item.clone())],
                        [name] => vec![(name, item.clone())],
                        _ => Vec::new(),
                    };
                    let before = scope.clone();
                    self.inner(body, scope, &item, &own);
                    if *scope == before {
                        break;
                    }
                }
                if !other.is_empty() {
                    self.inner(other, scope, dot, &[]);
                }
                self.ground.certain = certain;
            }
            Statement::Template(name, argument) => {
                let context = match argument {
                    Some(pipe) => self.pipe(pipe, scope, dot),
                    None => unknown(),
                };
                self.invoke(name, &context);
            }
        }
    }

    pub(super) fn condition(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
        let set = self.pipe(pipe, scope, dot);
        self.read(&set, read::TEST);
        set
    }

    fn branches(
        &mut self,
        pipe: &Pipe,
        (body, other): (&[Statement], &[Statement]),
        scope: &mut Scope,
        (inside, outside): (&Set, &Set),
        set: Set,
    ) {
        let own: Vec<(&Str, Set)> = match &pipe.variables[..] {
            [name, ..] => vec![(name, set)],
            [] => Vec::new(),
        };
        let holds = self.atoms(pipe, scope, outside, true);
        self.under(holds, false, |interpreter| {
            interpreter.inner(body, scope, inside, &own);
        });
        if !other.is_empty() {
            let fails = self.atoms(pipe, scope, outside, false);
            self.under(fails, false, |interpreter| {
                interpreter.inner(other, scope, outside, &[]);
            });
        }
    }

    pub(super) fn invoke(&mut self, name: &Str, context: &Set) {
        let context = join(context);
        let Some(body) = self.defines.get(name).cloned() else {
            return;
        };
        if self.depth > DEEPEST || self.is_seen(name, &context) {
            return;
        }
        self.depth += 1;
        self.block(&body, &mut Scope::new(&context), &context);
        self.depth -= 1;
    }

    /// A text that is a template itself.
    pub(super) fn run_text(&mut self, text: &Str, context: &Set) {
        if !text.contains("{{") {
            return;
        }
        let body = match self.parsed.get(text) {
            Some(body) => body.clone(),
            None => {
                // Text that is no template is printed as it stands.
                let body =
                    syntax::parse(text).map_or_else(|_| Vec::new(), |template| template.body);
                let body = Rc::new(body);
                self.parsed.insert(text.clone(), body.clone());
                body
            }
        };
        // Who sets the text to another one has another template.
        self.under(Atoms::new(), false, |interpreter| {
            interpreter.block(&body, &mut Scope::new(context), context);
        });
    }
}
