//! Follows values through templates, without running them: which paths are read, and how.
//!
//! Every branch is taken, and an expression stands for all that it may be, so no path that is read is missed.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use super::domain::{Path, Set, Thing, join, one, push, union, unknown, value};
use super::files::Files;
use super::syntax::{self, Expr, Pipe, Statement, Str};

/// Ways of reading a value; a set of them is their sum.
pub mod read {
    /// Whether it is true, or equal to something.
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
}

/// Templates include each other no deeper than this.
const DEEPEST: usize = 40;

/// Paths are followed no further than this.
const LONGEST: usize = 14;

/// What is found in the templates of one chart version.
pub struct Interpreter<'c> {
    /// The paths that are read, with the sum of the ways.
    pub uses: BTreeMap<Path, u16>,
    /// The functions that are not known.
    pub unknown_functions: BTreeMap<Str, usize>,
    pub(super) defines: BTreeMap<Str, Rc<Vec<Statement>>>,
    pub(super) files: &'c Files,
    /// The paths of the chart and of its subcharts.
    pub(super) charts: HashSet<Path>,
    /// What templates set paths to.
    pub(super) set_to: BTreeMap<Path, Set>,
    pub(super) seen: HashSet<(Str, Set)>,
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
        charts: HashSet<Path>,
    ) -> Interpreter<'c> {
        Interpreter {
            uses: BTreeMap::new(),
            unknown_functions: BTreeMap::new(),
            defines,
            files,
            charts,
            set_to: BTreeMap::new(),
            seen: HashSet::new(),
            parsed: HashMap::new(),
            depth: 0,
        }
    }

    /// Follows the values through some files. What a template sets is only known after the first time.
    pub fn run(&mut self, files: &[(&[Statement], Path)]) {
        for _ in 0..2 {
            self.seen.clear();
            for (body, chart) in files {
                let root = one(Thing::Root(chart.clone()));
                self.block(body, &mut Scope::new(&root), &root);
            }
            if self.set_to.is_empty() {
                break;
            }
        }
    }

    pub(super) fn note(&mut self, path: &Path, how: u16) {
        *self.uses.entry(path.clone()).or_default() |= how;
    }

    pub(super) fn read(&mut self, set: &Set, how: u16) {
        for thing in set.iter() {
            self.read_thing(thing, how);
        }
    }

    pub(super) fn read_thing(&mut self, thing: &Thing, how: u16) {
        // Who iterates over what a template has built looks at what is in it.
        let inner = if how == read::WHOLE { how } else { read::TEST };
        let collection = matches!(how, read::WHOLE | read::RANGE);
        match thing {
            Thing::Value(path) => self.note(path, how),
            Thing::Without(path, keys) => {
                self.note(path, how);
                for key in keys.iter() {
                    self.note(&push(path, key), read::TEST);
                }
            }
            Thing::Dict(entries) if collection => {
                for set in entries.values() {
                    self.read(set, inner);
                }
            }
            Thing::List(items) if collection => self.read(items, inner),
            Thing::Tuple(items) if collection => {
                for set in items.iter() {
                    self.read(set, inner);
                }
            }
            Thing::List(items) if how == read::PRINT => self.read(items, how),
            Thing::Tuple(items) if how == read::PRINT => {
                for set in items.iter() {
                    self.read(set, how);
                }
            }
            _ => {}
        }
    }

    /// Globals are shared: a subchart reads those of the whole.
    fn value(&self, path: Path) -> Thing {
        match path.iter().position(|key| &**key == "global") {
            Some(at) if at > 0 && self.charts.contains(&path[..at]) => {
                Thing::Value(path[at..].into())
            }
            _ => Thing::Value(path),
        }
    }

    /// A field of some things.
    pub(super) fn field(&self, set: &Set, name: &str) -> Set {
        let mut found = std::collections::BTreeSet::new();
        for thing in set.iter() {
            match thing {
                Thing::Root(chart) => {
                    found.insert(match name {
                        "Values" => self.value(chart.clone()),
                        "Files" => Thing::Files(chart.clone()),
                        "Subcharts" => Thing::Subcharts(chart.clone()),
                        _ => Thing::Unknown,
                    });
                }
                Thing::Subcharts(chart) => {
                    found.insert(Thing::Root(push(chart, name)));
                }
                Thing::Value(_) if name == "AsMap" => {
                    found.insert(thing.clone());
                }
                Thing::Value(path) => {
                    let value = self.value(push(path, name));
                    if let Thing::Value(path) = &value {
                        found.extend(
                            self.set_to
                                .get(path)
                                .iter()
                                .flat_map(|set| set.iter())
                                .cloned(),
                        );
                        let too_long = path.len() > LONGEST;
                        found.insert(if too_long { Thing::Unknown } else { value });
                    }
                }
                Thing::Without(path, _) => {
                    found.insert(self.value(push(path, name)));
                }
                Thing::Dict(entries) => match entries.get(name) {
                    Some(value) => found.extend(value.iter().cloned()),
                    None => {
                        found.insert(Thing::Unknown);
                    }
                },
                Thing::Files(chart) => {
                    found.insert(Thing::FilesMethod(chart.clone(), name.into()));
                }
                Thing::File(..) => {
                    found.insert(thing.clone());
                }
                _ => {
                    found.insert(Thing::Unknown);
                }
            }
        }
        join(&Rc::new(found))
    }

    pub(super) fn fields(&self, set: Set, names: &[Str]) -> Set {
        names.iter().fold(set, |set, name| self.field(&set, name))
    }

    /// The items of some things.
    pub(super) fn items(&self, set: &Set) -> Set {
        let mut found = std::collections::BTreeSet::new();
        for thing in set.iter() {
            match thing {
                Thing::Value(path) | Thing::Without(path, _) => {
                    let fits = path.len() < LONGEST;
                    found.insert(match fits {
                        true => self.value(push(path, "*")),
                        false => Thing::Unknown,
                    });
                    let below = self.set_to.iter();
                    let below = below.filter(|(key, _)| {
                        key.split_last()
                            .is_some_and(|(_, parent)| parent == &path[..])
                    });
                    found.extend(below.flat_map(|(_, set)| set.iter()).cloned());
                }
                Thing::List(items) => found.extend(items.iter().cloned()),
                Thing::Tuple(items) => {
                    found.extend(items.iter().flat_map(|set| set.iter()).cloned());
                }
                Thing::Dict(entries) => {
                    found.extend(entries.values().flat_map(|set| set.iter()).cloned());
                }
                _ => {
                    found.insert(Thing::Unknown);
                }
            }
        }
        super::domain::or_unknown(join(&Rc::new(found)))
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
                    for expr in rest {
                        arguments.push(self.operand(expr, scope, dot));
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

    fn condition(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
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
        self.inner(body, scope, inside, &own);
        if !other.is_empty() {
            self.inner(other, scope, outside, &[]);
        }
    }

    /// A condition that only leads to a failure: what makes it true is read for that alone.
    fn guard(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
        let before = std::mem::take(&mut self.uses);
        let seen = self.seen.clone();
        let set = self.condition(pipe, scope, dot);
        let found = std::mem::replace(&mut self.uses, before);
        // What was included here may be read in another way elsewhere.
        self.seen = seen;
        let before = std::mem::take(&mut self.uses);
        let positive = self.positive_pipe(pipe, scope, dot);
        self.uses = before;
        for (path, how) in found {
            let uses = self.uses.entry(path.clone()).or_default();
            match positive.contains(&value(&path)) {
                true => *uses |= read::GUARD,
                false => *uses |= how,
            }
            if how & !(read::TEST | read::TYPE | read::PRINT) != 0 {
                *uses |= how;
            }
        }
        set
    }

    /// The values whose truth alone makes an expression true.
    fn positive(&mut self, expr: &Expr, scope: &mut Scope, dot: &Set) -> Set {
        match expr {
            Expr::Pipe(pipe) => self.positive_pipe(pipe, scope, dot),
            Expr::Field(_) | Expr::Variable(..) | Expr::Chain(..) => self.operand(expr, scope, dot),
            _ => super::domain::nothing(),
        }
    }

    fn positive_pipe(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
        let nothing = super::domain::nothing;
        let is_text = |command: &Vec<Expr>| matches!(&command[..], [Expr::Function(name)] if &**name == "toString");
        let [first, rest @ ..] = &pipe.commands[..] else {
            return nothing();
        };
        if !rest.iter().all(is_text) {
            return nothing();
        }
        match &first[..] {
            [Expr::Function(name), arguments @ ..] => match &**name {
                "and" | "or" => {
                    let sets: Vec<Set> = arguments
                        .iter()
                        .map(|expr| self.positive(expr, scope, dot))
                        .collect();
                    union(&sets)
                }
                "dig" | "get" | "index" | "toString" | "default" | "coalesce" => {
                    let mut arguments_of = Vec::new();
                    for expr in arguments {
                        arguments_of.push(self.operand(expr, scope, dot));
                    }
                    self.call(name, arguments_of, arguments, scope)
                }
                "hasKey" if arguments.len() == 2 => {
                    let keys = self.operand(&arguments[1], scope, dot);
                    let base = self.operand(&arguments[0], scope, dot);
                    let sets: Vec<Set> = super::domain::texts(&keys)
                        .iter()
                        .map(|key| self.field(&base, key))
                        .collect();
                    union(&sets)
                }
                _ => nothing(),
            },
            [only] => match only {
                Expr::Pipe(pipe) => self.positive_pipe(pipe, scope, dot),
                other => self.operand(other, scope, dot),
            },
            _ => nothing(),
        }
    }

    pub(super) fn invoke(&mut self, name: &Str, context: &Set) {
        let context = join(context);
        let Some(body) = self.defines.get(name).cloned() else {
            return;
        };
        if self.depth > DEEPEST || !self.seen.insert((name.clone(), context.clone())) {
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
        self.block(&body, &mut Scope::new(context), context);
    }
}

/// Whether a body does nothing but fail.
fn only_fails(body: &[Statement]) -> bool {
    let [Statement::Action(pipe)] = body else {
        return false;
    };
    let mut commands = pipe.commands.iter();
    commands.any(|command| matches!(&command[..], [Expr::Function(name), ..] if &**name == "fail"))
}
