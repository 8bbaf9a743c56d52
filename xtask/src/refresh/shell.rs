//! The little of shell and Dockerfile syntax that RKE2's build uses for versions.

use std::collections::BTreeMap;

/// Variables as assigned: `NAME=text` or `NAME=${NAME:-text}`.
#[derive(Default)]
pub struct Variables(BTreeMap<String, String>);

impl Variables {
    /// Reads the assignments of a script; a variable is what it was first given.
    pub fn read(&mut self, script: &str) {
        for line in script.lines() {
            let Some((name, value)) = line.trim().split_once('=') else {
                continue;
            };
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            if name.is_empty() || !name.chars().all(word) {
                continue;
            }
            let value = default(name, value).unwrap_or(value).trim_matches('"');
            self.0.entry(name.to_owned()).or_insert(value.to_owned());
        }
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Puts the values of variables in place of `${NAME}`.
    pub fn expand(&self, text: &str) -> Result<String, String> {
        let mut rest = text;
        let mut expanded = String::new();
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| format!("no end of a variable in {text}"))?;
            let value = self.get(name);
            expanded.push_str(before);
            expanded
                .push_str(value.ok_or_else(|| format!("nothing assigned to {name} of {text}"))?);
            rest = after;
        }
        expanded.push_str(rest);
        Ok(expanded)
    }
}

/// The text in `${NAME:-text}`.
fn default<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    let value = value.strip_prefix("${")?.strip_prefix(name)?;
    value.strip_prefix(":-")?.strip_suffix('}')
}

/// The lines of a script, with those that a backslash continues joined.
pub fn joined(script: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut open = String::new();
    for line in script.lines() {
        match line.trim_end().strip_suffix('\\') {
            Some(part) => {
                open.push_str(part);
                open.push(' ');
            }
            None => {
                open.push_str(line);
                lines.push(std::mem::take(&mut open));
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables() {
        let mut variables = Variables::default();
        variables.read("A=${A:-v1.2}\nB=\"x\"\nif [ -n \"$C\" ]; then\n  A=other\n");
        assert_eq!(variables.expand("${A}-${B}").as_deref(), Ok("v1.2-x"));
        assert!(variables.expand("${C}").is_err());
    }

    #[test]
    fn continued_lines() {
        assert_eq!(joined("a \\\n  b\nc"), ["a    b", "c"]);
    }
}
