//! Go templates as trees.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::lexer::{Item, Token, items};

/// A text that many trees share.
pub type Str = Rc<str>;

/// An operand.
#[derive(Debug)]
pub enum Expr {
    /// `.a.b`
    Field(Vec<Str>),
    /// `$x.a.b`
    Variable(Str, Vec<Str>),
    /// `.`
    Dot,
    /// `true`, `false`, `nil`
    Constant,
    /// `1`
    Number(Str),
    /// `"text"`
    Text(Str),
    /// A function.
    Function(Str),
    /// `(…).a.b`
    Chain(Box<Expr>, Vec<Str>),
    /// `(…)`
    Pipe(Pipe),
}

/// `$x := a b | c d`
#[derive(Debug, Default)]
pub struct Pipe {
    /// The variables that take the value.
    pub variables: Vec<Str>,
    /// Whether they exist already.
    pub assigns: bool,
    /// The commands, each a function or a value with its arguments.
    pub commands: Vec<Vec<Expr>>,
}

/// A statement.
#[derive(Debug)]
pub enum Statement {
    /// Text that is more than blanks.
    Text,
    /// `{{ … }}`
    Action(Pipe),
    /// `{{ if … }} … {{ else }} … {{ end }}`
    If(Pipe, Vec<Statement>, Vec<Statement>),
    /// The same with `with`.
    With(Pipe, Vec<Statement>, Vec<Statement>),
    /// The same with `range`.
    Range(Pipe, Vec<Statement>, Vec<Statement>),
    /// `{{ template "name" … }}`
    Template(Str, Option<Pipe>),
}

/// A template file.
#[derive(Debug)]
pub struct Template {
    /// What stands outside of definitions.
    pub body: Vec<Statement>,
    /// The templates that it defines.
    pub defines: BTreeMap<Str, Rc<Vec<Statement>>>,
}

/// Reads a template.
pub fn parse(source: &str) -> Result<Template, String> {
    let mut parser = Parser {
        items: items(source)?.into_iter(),
        defines: BTreeMap::new(),
    };
    let (body, end) = parser.list(&[])?;
    match end {
        None => Ok(Template {
            body,
            defines: parser.defines,
        }),
        Some(_) => Err("an `end` too many".to_owned()),
    }
}

struct Parser {
    items: std::vec::IntoIter<Item>,
    defines: BTreeMap<Str, Rc<Vec<Statement>>>,
}

/// What ended a list: the keyword and what follows it.
type End = (String, Vec<Token>);

impl Parser {
    /// Statements up to one of some keywords, or to the end of the text.
    fn list(&mut self, stops: &[&str]) -> Result<(Vec<Statement>, Option<End>), String> {
        let mut statements = Vec::new();
        while let Some(item) = self.items.next() {
            let Item::Action(tokens) = item else {
                statements.push(Statement::Text);
                continue;
            };
            let tokens = trim(tokens);
            let Some(first) = tokens.first() else {
                continue;
            };
            let word = match first {
                Token::Word(word) => word.clone(),
                _ => String::new(),
            };
            let rest = || trim(tokens[1..].to_vec());
            match word.as_str() {
                "end" | "else" if stops.contains(&word.as_str()) => {
                    return Ok((statements, Some((word, rest()))));
                }
                "end" | "else" => return Err(format!("an `{word}` too many")),
                "if" | "with" | "range" => statements.push(self.control(&word, rest())?),
                "define" | "block" => {
                    let rest = rest();
                    let (name, argument) = named(&rest)?;
                    let (body, _) = self.list(&["end"])?;
                    self.defines.insert(name.clone(), Rc::new(body));
                    if word == "block" {
                        let pipe = pipe(argument)?;
                        statements.push(Statement::Template(name, Some(pipe)));
                    }
                }
                "template" => {
                    let rest = rest();
                    let (name, argument) = named(&rest)?;
                    let argument = match argument {
                        [] => None,
                        argument => Some(pipe(argument)?),
                    };
                    statements.push(Statement::Template(name, argument));
                }
                "break" | "continue" if tokens.len() == 1 => {}
                _ => statements.push(Statement::Action(pipe(&tokens)?)),
            }
        }
        match stops {
            [] => Ok((statements, None)),
            _ => Err("an `end` is missing".to_owned()),
        }
    }

    fn control(&mut self, word: &str, tokens: Vec<Token>) -> Result<Statement, String> {
        let pipe = pipe(&tokens)?;
        let (body, end) = self.list(&["end", "else"])?;
        let other = match end {
            Some((keyword, rest)) if keyword == "else" => match rest.first() {
                Some(Token::Word(next)) if matches!(next.as_str(), "if" | "with") => {
                    let next = next.clone();
                    vec![self.control(&next, rest[1..].to_vec())?]
                }
                _ => self.list(&["end"])?.0,
            },
            _ => Vec::new(),
        };
        Ok(match word {
            "if" => Statement::If(pipe, body, other),
            "with" => Statement::With(pipe, body, other),
            _ => Statement::Range(pipe, body, other),
        })
    }
}

fn trim(mut tokens: Vec<Token>) -> Vec<Token> {
    while tokens.last() == Some(&Token::Space) {
        tokens.pop();
    }
    let blanks = tokens.iter().take_while(|t| **t == Token::Space).count();
    tokens.drain(..blanks);
    tokens
}

/// The name that a `define` or `template` begins with, and what follows it.
fn named(tokens: &[Token]) -> Result<(Str, &[Token]), String> {
    match tokens {
        [Token::Text(name), rest @ ..] => {
            let blanks = rest.iter().take_while(|t| **t == Token::Space).count();
            Ok((name.as_str().into(), &rest[blanks..]))
        }
        _ => Err(format!("a name is missing in {tokens:?}")),
    }
}

fn pipe(tokens: &[Token]) -> Result<Pipe, String> {
    let mut reader = Reader { tokens, at: 0 };
    let pipe = reader.pipe(false)?;
    match reader.peek() {
        None => Ok(pipe),
        Some(token) => Err(format!("{token:?} is one too many")),
    }
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn blanks(&mut self) {
        while self.peek() == Some(&Token::Space) {
            self.at += 1;
        }
    }

    fn pipe(&mut self, in_parentheses: bool) -> Result<Pipe, String> {
        let mut pipe = Pipe::default();
        self.blanks();
        self.declaration(&mut pipe);
        loop {
            self.blanks();
            pipe.commands.push(self.command()?);
            self.blanks();
            if self.peek() != Some(&Token::Pipe) {
                break;
            }
            self.at += 1;
        }
        if in_parentheses {
            if self.peek() != Some(&Token::Close) {
                return Err(format!("a `)` is missing before {:?}", self.peek()));
            }
            self.at += 1;
        }
        Ok(pipe)
    }

    /// `$x :=`, `$x =` or `$i, $x :=`, if that is what stands here.
    fn declaration(&mut self, pipe: &mut Pipe) {
        let start = self.at;
        let mut names = Vec::new();
        while let Some(Token::Variable(name)) = self.peek() {
            names.push(Str::from(name.as_str()));
            self.at += 1;
            self.blanks();
            if names.len() == 2 || self.peek() != Some(&Token::Comma) {
                break;
            }
            self.at += 1;
            self.blanks();
        }
        match self.peek() {
            Some(Token::Declare | Token::Assign) if !names.is_empty() => {
                pipe.assigns = self.peek() == Some(&Token::Assign);
                pipe.variables = names;
                self.at += 1;
            }
            _ => self.at = start,
        }
    }

    fn command(&mut self) -> Result<Vec<Expr>, String> {
        let mut operands = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None | Some(Token::Pipe | Token::Close) => break,
                Some(_) => operands.push(self.operand()?),
            }
        }
        match operands.is_empty() {
            true => Err("a command is empty".to_owned()),
            false => Ok(operands),
        }
    }

    fn operand(&mut self) -> Result<Expr, String> {
        let token = self.peek().ok_or("an operand is missing")?;
        self.at += 1;
        Ok(match token {
            Token::Field(name) => {
                let mut fields = vec![name.as_str().into()];
                fields.extend(self.fields());
                Expr::Field(fields)
            }
            Token::Variable(name) => Expr::Variable(name.as_str().into(), self.fields()),
            Token::Dot => Expr::Dot,
            Token::Text(text) => Expr::Text(text.as_str().into()),
            Token::Number(text) => Expr::Number(text.as_str().into()),
            Token::Word(word) if matches!(word.as_str(), "true" | "false" | "nil") => {
                Expr::Constant
            }
            Token::Word(word) => {
                let function = Expr::Function(word.as_str().into());
                self.chain(function)
            }
            Token::Open => {
                let pipe = self.pipe(true)?;
                self.chain(Expr::Pipe(pipe))
            }
            other => return Err(format!("{other:?} is no operand")),
        })
    }

    fn chain(&mut self, head: Expr) -> Expr {
        match self.fields() {
            fields if fields.is_empty() => head,
            fields => Expr::Chain(Box::new(head), fields),
        }
    }

    fn fields(&mut self) -> Vec<Str> {
        let mut fields = Vec::new();
        while let Some(Token::Field(name)) = self.peek() {
            fields.push(name.as_str().into());
            self.at += 1;
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template() {
        let source = "{{- /* no */ -}}\n{{ define \"a\" }}{{ .Values.x | quote }}{{ end }}\n\
            {{- if and .a (not $b.c) -}}x{{ else if eq .d \"}}\" }}{{ range $i, $e := .f }}{{ $e }}{{ end }}{{ end }}";
        let template = parse(source).unwrap();
        assert_eq!(template.defines.len(), 1);
        let [Statement::If(pipe, body, other)] = &template.body[..] else {
            panic!("{:?}", template.body);
        };
        assert_eq!(pipe.commands[0].len(), 3);
        assert!(matches!(body[..], [Statement::Text]));
        let [Statement::If(_, body, _)] = &other[..] else {
            panic!("{other:?}");
        };
        assert!(matches!(&body[..], [Statement::Range(pipe, ..)] if pipe.variables.len() == 2));
        assert!(parse("{{ if .a }}").is_err());
    }
}
