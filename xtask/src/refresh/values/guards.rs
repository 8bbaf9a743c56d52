//! Conditions that only lead to a failure.

use super::domain::{Set, nothing, texts, union, value};
use super::ground::Atoms;
use super::interpret::{Interpreter, Scope, read};
use super::syntax::{Expr, Pipe, Statement};

impl Interpreter<'_> {
    /// A condition that only leads to a failure: what makes it true is read for that alone.
    pub(super) fn guard(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
        let before = std::mem::take(&mut self.uses);
        let seen = self.seen.clone();
        let set = self.condition(pipe, scope, dot);
        let found = std::mem::replace(&mut self.uses, before);
        // What was included here may be read in another way elsewhere.
        self.seen = seen;
        let before = std::mem::take(&mut self.uses);
        let positive = self.under(Atoms::new(), false, |interpreter| {
            interpreter.positive_pipe(pipe, scope, dot)
        });
        self.uses = before;
        for (path, how) in found {
            let uses = self.uses.entry(path.clone()).or_default();
            match positive.contains(&value(&path)) {
                true => *uses |= read::GUARD,
                false => *uses |= how,
            }
            if how & !(read::TEST | read::COMPARE | read::TYPE | read::PRINT) != 0 {
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
            _ => nothing(),
        }
    }

    fn positive_pipe(&mut self, pipe: &Pipe, scope: &mut Scope, dot: &Set) -> Set {
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
                    let sets: Vec<Set> = texts(&keys)
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
}

/// Whether a body does nothing but fail.
pub fn only_fails(body: &[Statement]) -> bool {
    let [Statement::Action(pipe)] = body else {
        return false;
    };
    let mut commands = pipe.commands.iter();
    commands.any(|command| matches!(&command[..], [Expr::Function(name), ..] if &**name == "fail"))
}
