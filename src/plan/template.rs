//! The little language of `data/runbook.md`: Markdown with lines that begin with `%`, and `{{words}}`.
//!
//! `%if a & !b|c`, `%else` and `%end` keep or drop lines; `%for list` and `%end` repeat them.
//! A word, a flag or a list that is there, and not empty, is true. Steps (`###`) are numbered by section (`##`).

/// What a template may name.
#[derive(Debug, Default)]
pub struct Scope {
    words: Vec<(&'static str, String)>,
    lists: Vec<(&'static str, Vec<Scope>)>,
}

impl Scope {
    /// A word.
    pub fn word(&mut self, name: &'static str, value: impl Into<String>) {
        self.words.push((name, value.into()));
    }

    /// A word that is only true or false.
    pub fn flag(&mut self, name: &'static str, holds: bool) {
        if holds {
            self.word(name, name);
        }
    }

    /// A list to repeat lines for.
    pub fn list(&mut self, name: &'static str, items: Vec<Scope>) {
        self.lists.push((name, items));
    }
}

/// What is named, from the innermost scope outwards.
struct Stack<'a> {
    scope: &'a Scope,
    outer: Option<&'a Stack<'a>>,
}

impl<'a> Stack<'a> {
    fn word(&self, name: &str) -> Option<&'a str> {
        let own = self.scope.words.iter().find(|(word, _)| *word == name);
        match (own, self.outer) {
            (Some((_, value)), _) => Some(value),
            (None, Some(outer)) => outer.word(name),
            (None, None) => None,
        }
    }

    fn list(&self, name: &str) -> &'a [Scope] {
        let own = self.scope.lists.iter().find(|(list, _)| *list == name);
        match (own, self.outer) {
            (Some((_, items)), _) => items,
            (None, Some(outer)) => outer.list(name),
            (None, None) => &[],
        }
    }

    fn holds(&self, condition: &str) -> bool {
        condition.split('&').all(|term| {
            term.split('|').any(|name| {
                let name = name.trim();
                let plain = name.trim_start_matches('!');
                let there = self.word(plain).is_some_and(|word| !word.is_empty())
                    || !self.list(plain).is_empty();
                there == (plain == name)
            })
        })
    }
}

/// Fills in a template.
pub fn render(template: &str, scope: &Scope) -> String {
    let lines: Vec<&str> = template.lines().collect();
    let mut out = String::new();
    run(&lines, &Stack { scope, outer: None }, &mut out);
    tidy(&out)
}

fn run(mut lines: &[&str], stack: &Stack<'_>, out: &mut String) {
    while let Some((line, rest)) = lines.split_first() {
        lines = rest;
        let Some(word) = line.strip_prefix('%') else {
            fill(line, stack, out);
            continue;
        };
        let (middle, end) = partner(rest);
        let (kept, dropped) = rest.split_at(middle.min(rest.len()));
        match word.split_once(' ') {
            Some(("if", condition)) if stack.holds(condition) => run(kept, stack, out),
            Some(("if", _)) => {
                let other = dropped.get(1..end.saturating_sub(middle));
                run(other.unwrap_or_default(), stack, out);
            }
            Some(("for", list)) => {
                for scope in stack.list(list) {
                    let outer = Some(stack);
                    run(kept, &Stack { scope, outer }, out);
                }
            }
            _ => continue,
        }
        lines = rest.get(end + 1..).unwrap_or_default();
    }
}

/// Where the `%else` of a block stands, or its `%end`; and where its `%end` stands.
fn partner(lines: &[&str]) -> (usize, usize) {
    let (mut depth, mut middle) = (0, None);
    for (at, line) in lines.iter().enumerate() {
        match *line {
            "%end" if depth == 0 => return (middle.unwrap_or(at), at),
            "%end" => depth -= 1,
            "%else" if depth == 0 => middle = Some(at),
            line if line.starts_with("%if ") || line.starts_with("%for ") => depth += 1,
            _ => {}
        }
    }
    (middle.unwrap_or(lines.len()), lines.len())
}

fn fill(mut line: &str, stack: &Stack<'_>, out: &mut String) {
    while let Some((before, rest)) = line.split_once("{{") {
        out.push_str(before);
        line = match rest.split_once("}}") {
            Some((name, rest)) => {
                match stack.word(name) {
                    Some(word) => out.push_str(word),
                    None => out.extend(["{{", name, "}}"]),
                }
                rest
            }
            None => {
                out.push_str("{{");
                rest
            }
        };
    }
    out.push_str(line);
    out.push('\n');
}

/// One empty line where lines between two were dropped and before headings, and numbers for the steps.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut empty, mut code, mut step) = (true, false, 0);
    for line in text.lines() {
        code ^= line.starts_with("```");
        if line.is_empty() && empty {
            continue;
        }
        if line.starts_with('#') && !code && !empty {
            out.push('\n');
        }
        empty = line.is_empty();
        match line.strip_prefix("### ") {
            Some(title) if !code => {
                step += 1;
                out.push_str(&format!("### {step}. {title}"));
            }
            _ => {
                if line.starts_with("## ") && !code {
                    step = 0;
                }
                out.push_str(line);
            }
        }
        out.push('\n');
    }
    let end = out.trim_end().len();
    out.truncate(end);
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(template: &str) -> String {
        let mut scope = Scope::default();
        scope.word("name", "server-1");
        scope.word("empty", "");
        scope.flag("cilium", true);
        scope.flag("canal", false);
        let items = ["a", "b"].map(|name| {
            let mut scope = Scope::default();
            scope.word("item", name);
            scope
        });
        scope.list("items", items.into());
        render(template, &scope)
    }

    #[test]
    fn words_and_conditions() {
        assert_eq!(
            rendered("on {{name}}: {{empty}}{{none}} ${x}\n"),
            "on server-1: {{none}} ${x}\n"
        );
        assert_eq!(
            rendered("%if canal|cilium & !empty\n1\n%else\n2\n%end\n3\n"),
            "1\n3\n"
        );
        assert_eq!(
            rendered("%if canal\n1\n%if cilium\n2\n%end\n%else\n%if cilium\n3\n%end\n%end\n"),
            "3\n"
        );
        assert_eq!(rendered("%if items\n1\n%end\n"), "1\n");
        assert_eq!(rendered("%if cilium\nnever ended\n"), "never ended\n");
    }

    #[test]
    fn lists_and_steps() {
        assert_eq!(
            rendered("%for items\n{{item}} of {{name}}\n%end\n%for none\nx\n%end\n"),
            "a of server-1\nb of server-1\n"
        );
        assert_eq!(
            rendered(
                "## A\n\n%if canal\n\nx\n%end\n\n### One\n### Two\n## B\n### One\n```\n### x\n```\n"
            ),
            "## A\n\n### 1. One\n\n### 2. Two\n\n## B\n\n### 1. One\n```\n### x\n```\n"
        );
    }
}
