//! Label selectors, as `LabelSelectorAsSelector` reads them.

use crate::source::{Source, Span};
use crate::yaml::Ref;

/// One demand of a selector.
#[derive(Clone, Debug)]
pub struct Requirement<'a> {
    /// The label.
    pub key: &'a str,
    /// `In`, `NotIn`, `Exists` or `DoesNotExist`.
    pub operator: &'a str,
    /// The values, of `In` and `NotIn`.
    pub values: Vec<&'a str>,
    /// Where it stands.
    pub span: Span,
}

/// A selector: all of its demands must be met.
#[derive(Clone, Debug, Default)]
pub struct Selector<'a> {
    /// The demands.
    pub requirements: Vec<Requirement<'a>>,
    /// Whether a template fills in a part, so that there may be more or others.
    pub opaque: bool,
}

impl<'a> Selector<'a> {
    /// Reads a `LabelSelector`.
    pub fn of(source: &Source, node: Ref<'a>) -> Selector<'a> {
        let span = node.span();
        let mut selector = Selector {
            requirements: Vec::new(),
            opaque: source.is_opaque(span.start, span.end),
        };
        if let Some(labels) = node.get("matchLabels") {
            for (key, value) in labels.entries() {
                selector.requirements.push(Requirement {
                    key: key.text(),
                    operator: "In",
                    values: vec![value.text()],
                    span: key.span(),
                });
            }
        }
        let expressions = node.get("matchExpressions");
        for item in expressions.iter().flat_map(|list| list.items()) {
            let text = |key| item.get(key).map_or("", Ref::text);
            let values = item.get("values");
            selector.requirements.push(Requirement {
                key: text("key"),
                operator: text("operator"),
                values: values
                    .iter()
                    .flat_map(|values| values.items())
                    .map(Ref::text)
                    .collect(),
                span: item.span(),
            });
        }
        selector
    }

    /// Whether it selects what has these labels.
    pub fn selects(&self, label: impl Fn(&str) -> Option<&'a str>) -> bool {
        let mut requirements = self.requirements.iter();
        requirements.all(|requirement| requirement.holds(label(requirement.key)))
    }

    /// Whether the label must be there, or must not; `None` where it may be either.
    pub fn demands(&self, key: &str) -> Option<bool> {
        let mut own = self.requirements.iter().filter(|other| other.key == key);
        own.find_map(|requirement| match requirement.operator {
            "In" | "Exists" => Some(true),
            // The labels of roles have no value but `true`.
            "DoesNotExist" => Some(false),
            "NotIn" if requirement.values.contains(&"true") => Some(false),
            _ => None,
        })
    }

    /// Two demands that nothing meets.
    pub fn contradiction(&self) -> Option<(&Requirement<'a>, &Requirement<'a>)> {
        let all = self.requirements.iter().enumerate();
        all.into_iter().find_map(|(index, one)| {
            let mut later = self.requirements.iter().skip(index + 1);
            let other = later.find(|other| other.key == one.key && one.excludes(other))?;
            Some((one, other))
        })
    }

    /// Whether every demand of it stands in another selector, too, so that it selects all that this one selects.
    pub fn is_weaker(&self, other: &Selector<'_>) -> bool {
        let mut requirements = self.requirements.iter();
        requirements.all(|one| {
            let mut others = other.requirements.iter();
            others.any(|two| {
                (one.key, one.operator, &one.values) == (two.key, two.operator, &two.values)
                    || (one.key == two.key && one.operator == "Exists" && two.operator == "In")
            })
        })
    }
}

impl Requirement<'_> {
    fn holds(&self, value: Option<&str>) -> bool {
        match self.operator {
            "In" => value.is_some_and(|value| self.values.contains(&value)),
            "NotIn" => value.is_none_or(|value| !self.values.contains(&value)),
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    }

    fn excludes(&self, other: &Requirement<'_>) -> bool {
        let present = |one: &Requirement<'_>| matches!(one.operator, "In" | "Exists");
        match (self.operator, other.operator) {
            ("DoesNotExist", _) => present(other),
            (_, "DoesNotExist") => present(self),
            ("In", _) => self.values.iter().all(|value| !other.holds(Some(value))),
            (_, "In") => other.values.iter().all(|value| !self.holds(Some(value))),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;
    use crate::yaml;

    #[test]
    fn selecting() {
        let text = "matchLabels: {a: x}\nmatchExpressions:\n- {key: b, operator: Exists}\n\
                    - {key: c, operator: NotIn, values: [\"true\"]}\n- {key: d, operator: DoesNotExist}\n";
        let source = Source::new("f.yaml", text.as_bytes());
        let (tree, _) = yaml::parse(FileId(0), text);
        let selector = Selector::of(&source, tree.document(0).unwrap().root().unwrap());
        let selects = |labels: &[(&str, &'static str)]| {
            let labels: Vec<(String, &'static str)> =
                labels.iter().map(|(k, v)| ((*k).to_owned(), *v)).collect();
            selector.selects(|key| labels.iter().find(|(k, _)| k == key).map(|(_, v)| *v))
        };
        assert!(selects(&[("a", "x"), ("b", "")]));
        assert!(!selects(&[("a", "y"), ("b", "")]));
        assert!(!selects(&[("a", "x"), ("b", ""), ("c", "true")]));
        assert!(!selects(&[("a", "x"), ("b", ""), ("d", "")]));
        assert_eq!(selector.demands("c"), Some(false));
        assert_eq!(selector.demands("b"), Some(true));
        assert!(selector.contradiction().is_none());
    }
}
