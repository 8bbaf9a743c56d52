//! The conditions of `data/advisories.tsv`, which a configuration meets, does not meet, or leaves open.
//!
//! `data/README.md` describes the notation.

mod facts;
mod values;

use crate::config::Form;
use crate::context::{Context, NodeView, Plugins};
use crate::order;
use crate::source::Span;

pub(super) use facts::{Memo, deploys};

/// Whether a condition holds. The order counts: of several that must hold together the least one decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// It does not.
    No,
    /// That cannot be told.
    Unknown,
    /// It does, unless something that was not given says otherwise.
    ByDefault,
    /// It does.
    Yes,
}

/// What there is to say about a condition.
#[derive(Debug)]
pub(super) struct Answer {
    pub told: Told,
    /// Where that stands.
    pub places: Vec<Span>,
    /// What is not known, or was not given.
    pub what: Option<String>,
}

impl Answer {
    fn no() -> Answer {
        Answer::of(false, None)
    }

    fn of(holds: bool, place: Option<Span>) -> Answer {
        Answer {
            told: match holds {
                true => Told::Yes,
                false => Told::No,
            },
            places: place.into_iter().collect(),
            what: None,
        }
    }

    fn reversed(self) -> Answer {
        Answer {
            told: match self.told {
                Told::Yes => Told::No,
                Told::No => Told::Yes,
                Told::ByDefault | Told::Unknown => Told::Unknown,
            },
            places: Vec::new(),
            ..self
        }
    }

    fn unknown(what: impl Into<String>) -> Answer {
        Answer {
            told: Told::Unknown,
            places: Vec::new(),
            what: Some(what.into()),
        }
    }

    /// It holds, unless something else says otherwise that was not given.
    fn by_default(holds: bool, what: impl Into<String>) -> Answer {
        match holds {
            true => Answer {
                told: Told::ByDefault,
                ..Answer::unknown(what)
            },
            false => Answer::no(),
        }
    }
}

/// What conditions are asked of: a server, or all that was given where no server was.
pub(super) struct Subject<'s, 'a> {
    pub node: Option<&'s NodeView<'a>>,
    /// Its network plugins, but for those that are taken away again; `None` where they are not known.
    plugins: Option<Plugins<'a>>,
    /// The network plugins for whose charts there are values, where no server was given.
    with_values: Vec<&'static str>,
    /// Whether RKE2 exits over its `cni`, so that nothing that hangs on it happens.
    pub exits: bool,
}

impl<'s, 'a> Subject<'s, 'a> {
    pub fn of(context: &Context<'a>, node: Option<&'s NodeView<'a>>) -> Subject<'s, 'a> {
        let known = node.filter(|node| !node.is_conditional());
        let plugins = known.and_then(|node| {
            let mut plugins = node.plugins.clone()?;
            // Values for another plugin say that `cni` is set where nobody sees it.
            let by_default = plugins.iter().all(|(_, place)| place.is_none());
            let is_other = |name: &&str| !matches!(*name, "canal" | "multus");
            if by_default && plugins_with_values(context).iter().any(is_other) {
                return None;
            }
            // A plugin that is taken away again makes room for one that RKE2 does not know.
            let disabled = node.disabled();
            plugins.retain(|(name, _)| {
                let mut charts = disabled
                    .iter()
                    .filter_map(|(chart, _)| chart.strip_prefix("rke2-"));
                charts.all(|chart| chart != *name)
            });
            Some(plugins)
        });
        let exits = known.is_some_and(|node| {
            node.is_set("cni") && !node.is_opaque("cni") && node.plugins.is_none()
        });
        Subject {
            node,
            with_values: match node {
                Some(_) => Vec::new(),
                None => plugins_with_values(context),
            },
            plugins,
            exits,
        }
    }
}

/// The network plugins for whose charts there are values.
fn plugins_with_values(context: &Context<'_>) -> Vec<&'static str> {
    let needs = context.charts.iter().filter_map(|view| {
        let need = context.facts.chart_need(view.chart, context.to)?;
        (need.key == "cni").then_some(need.value)
    });
    let mut plugins: Vec<&str> = needs.collect();
    order::sort(&mut plugins);
    plugins.dedup();
    plugins
}

/// One term of a condition.
pub(super) struct Term<'t> {
    /// What it looks at, without the marks before it.
    subject: &'t str,
    test: Test<'t>,
    /// `+x`: what the chart itself holds never meets it, so that somebody has to set it.
    own: bool,
}

/// What a term asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Test<'t> {
    /// `x`: it is on, or holds something.
    True,
    /// `!x`: it is off, or holds nothing.
    False,
    /// `?x`: somebody sets it.
    Set,
    /// `!?x`: nobody sets it.
    Unset,
    /// `x = a|b`: it is one of these.
    Is(&'t str),
    /// `x != a|b`: it is none of these.
    IsNot(&'t str),
    /// `x ~ a|b`: it contains one of these.
    Contains(&'t str),
    /// `x !~ a|b`: it contains none of these.
    Lacks(&'t str),
}

impl<'t> Term<'t> {
    /// Reads a term; `None` where it is malformed.
    pub fn parse(text: &'t str) -> Option<Term<'t>> {
        let (text, own) = match text.strip_prefix('+') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let (subject, test) = match text.split_once(' ') {
            None => {
                let marks = [("!?", Test::Unset), ("!", Test::False), ("?", Test::Set)];
                let mut marks = marks.into_iter();
                let marked = marks.find_map(|(mark, test)| Some((text.strip_prefix(mark)?, test)));
                marked.unwrap_or((text, Test::True))
            }
            Some((subject, rest)) => {
                let (operator, words) = rest.split_once(' ')?;
                let test = match operator {
                    "=" => Test::Is(words),
                    "!=" => Test::IsNot(words),
                    "~" => Test::Contains(words),
                    "!~" => Test::Lacks(words),
                    _ => return None,
                };
                (subject, test)
            }
        };
        (!subject.is_empty()).then_some(Term { subject, test, own })
    }
}

impl Test<'_> {
    /// Whether it is met by something that is not there.
    fn is_negative(self) -> bool {
        matches!(
            self,
            Test::False | Test::Unset | Test::IsNot(_) | Test::Lacks(_)
        )
    }

    /// Whether a text meets it.
    fn holds(self, text: &str) -> bool {
        let among = |words: &str| words.split('|').any(|word| word == text);
        match self {
            Test::True => !matches!(text, "" | "0" | "false"),
            Test::False => matches!(text, "" | "0" | "false"),
            Test::Set => true,
            Test::Unset => false,
            Test::Is(words) => among(words),
            Test::IsNot(words) => !among(words),
            Test::Contains(words) => words.split('|').any(|word| text.contains(word)),
            Test::Lacks(words) => !words.split('|').any(|word| text.contains(word)),
        }
    }
}

/// Whether a condition may hold for any server, as far as that can be said without looking at each.
pub(super) fn may_hold<'c, 'a>(
    context: &'c Context<'a>,
    asked: &Subject<'_, 'a>,
    when: &str,
    memo: &mut Memo<'c, 'a>,
) -> bool {
    let mut groups = when.split(" & ").filter(|group| !group.is_empty());
    groups.all(|group| {
        let mut terms = group.split(" or ").filter_map(Term::parse);
        terms.any(|term| match term.subject.strip_prefix('@') {
            Some(name) => {
                !facts::is_shared(name) || term.ask(context, asked, memo).told != Told::No
            }
            None => {
                let is_key = term.subject != "cni" && !term.subject.contains(':');
                !is_key || term.test.is_negative() || context.seen.sets(term.subject)
            }
        })
    })
}

/// Whether all terms hold, of which ` or ` joins alternatives.
pub(super) fn all<'c, 'a>(
    context: &'c Context<'a>,
    asked: &Subject<'_, 'a>,
    when: &str,
    memo: &mut Memo<'c, 'a>,
) -> Answer {
    let mut answer = Answer::of(true, None);
    let groups: Vec<&str> = when
        .split(" & ")
        .filter(|group| !group.is_empty())
        .collect();
    let mut places: Vec<Vec<Span>> = groups.iter().map(|_| Vec::new()).collect();
    // Values of charts take the longest to look up, and most conditions fail without them.
    let is_value =
        |group: &str| group.contains(':') && !group.contains('@') && !group.starts_with('+');
    for late in [false, true] {
        let pairs = groups.iter().zip(&mut places);
        for (group, place) in pairs.filter(|(group, _)| is_value(group) == late) {
            let mut best = Answer::no();
            for term in group.split(" or ").filter_map(Term::parse) {
                let next = term.ask(context, asked, memo);
                if next.told > best.told {
                    best = next;
                }
            }
            if best.told == Told::No {
                return best;
            }
            *place = best.places;
            if best.told < answer.told {
                answer.told = best.told;
                answer.what = best.what;
            }
        }
    }
    // Conditions begin with what they are about in general, and end with what is special.
    for place in places.into_iter().rev().flatten() {
        // Two terms may ask of one value.
        if !answer.places.contains(&place) {
            answer.places.push(place);
        }
    }
    answer
}

impl Term<'_> {
    fn ask<'c, 'a>(
        &self,
        context: &'c Context<'a>,
        asked: &Subject<'_, 'a>,
        memo: &mut Memo<'c, 'a>,
    ) -> Answer {
        let subject = self.subject;
        let node = asked.node;
        if let Some((chart, path)) = subject
            .strip_prefix("@changed:")
            .and_then(|value| value.split_once(':'))
        {
            return values::changed(context, node, (chart, path), memo);
        }
        if let Some(name) = subject.strip_prefix('@') {
            let answer = facts::ask(context, asked, name);
            return match self.test {
                Test::False => answer.reversed(),
                _ => answer,
            };
        }
        if let Some(key) = subject.strip_prefix("was:") {
            let old = node.and_then(|node| memo.before(context, node));
            return old.map_or(Answer::no(), |old| {
                // What ran before stands in other files.
                Answer {
                    places: Vec::new(),
                    ..option(context, old, key, self.test)
                }
            });
        }
        if let Some((chart, path)) = subject.split_once(':') {
            return values::ask(context, node, (chart, path), self, &mut memo.trees);
        }
        match (node, subject) {
            (_, "cni") => cni(asked, self.test),
            (Some(node), key) => option(context, node, key, self.test),
            (None, _) if self.test.is_negative() => Answer::unknown("the servers' configuration"),
            (None, _) => Answer::no(),
        }
    }
}

/// The network plugins; who has values for the chart of one only, and shows no server, uses it.
fn cni(asked: &Subject<'_, '_>, test: Test<'_>) -> Answer {
    if asked.node.is_none() {
        let plugins = &asked.with_values;
        let first = plugins.iter().filter(|name| **name != "multus").count();
        let shown = plugins.iter().any(|name| test.holds(name));
        return match matches!(test, Test::Is(_)) && shown && first < 2 {
            true => Answer::of(true, None),
            false => Answer::unknown("`cni`"),
        };
    }
    let Some(plugins) = &asked.plugins else {
        return Answer::unknown("`cni`");
    };
    let mut plugins = plugins.iter();
    match test {
        Test::IsNot(_) => Answer::of(plugins.all(|(name, _)| test.holds(name)), None),
        _ => {
            let found = plugins.find(|(name, _)| test.holds(name));
            Answer::of(found.is_some(), found.and_then(|(_, place)| *place))
        }
    }
}

/// An option of `config.yaml`.
fn option(context: &Context<'_>, node: &NodeView<'_>, key: &str, test: Test<'_>) -> Answer {
    let unknown = || Answer::unknown(format!("`{key}`"));
    if !node.is_set(key) {
        return match (test.is_negative(), node.is_whole()) {
            (false, _) => Answer::no(),
            (true, true) => Answer::of(true, None),
            (true, false) => unknown(),
        };
    }
    if node.is_conditional() {
        return unknown();
    }
    let is_argument = key.ends_with("-arg");
    let mut texts: Vec<(String, Span)> = Vec::new();
    if is_argument {
        let arguments = context.arguments(node, key);
        let text = |flag: String, text: &str| format!("{flag}={text}");
        texts.extend(
            arguments
                .iter()
                .map(|argument| (text(argument.flag(), argument.text()), argument.item.span)),
        );
    } else if key == "disable" || key == "ingress-controller" && !context.has("ingress-not-split") {
        let pieces = node.split(key).into_iter();
        texts.extend(pieces.map(|(piece, span)| (piece.trim().to_owned(), span)));
    } else {
        let values = node.values(key).into_iter();
        let values = values.filter(|value| value.form != Form::Map);
        texts.extend(values.map(|value| (value.text.clone(), value.span)));
    }
    let holds = |text: &str| match test {
        // Switches are read as Go reads them.
        Test::True | Test::False => {
            let on = crate::yaml::go::parse_bool(text).unwrap_or(!text.is_empty());
            on == (test == Test::True)
        }
        _ => test.holds(text),
    };
    let found = texts.iter().find(|(text, _)| holds(text));
    let every = texts.iter().all(|(text, _)| holds(text));
    match (node.is_opaque(key), test.is_negative(), found) {
        (_, false, Some((_, span))) => Answer::of(true, Some(*span)),
        (true, ..) => unknown(),
        (false, true, found) => Answer::of(every, found.map(|(_, span)| *span)),
        (false, false, None) => Answer::no(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Facts;
    use crate::facts::advisories::Table;

    #[test]
    fn every_condition_is_well_formed() {
        let facts = Facts::default();
        for table in [Table::Advisories, Table::Combinations, Table::Breakers] {
            for advisory in facts.advisories(table) {
                let groups = advisory.when.split(" & ");
                let terms = groups.flat_map(|group| group.split(" or "));
                for text in terms.filter(|_| !advisory.when.is_empty()) {
                    let term = Term::parse(text);
                    let term = term.unwrap_or_else(|| panic!("{}: {text}", advisory.id));
                    if let Some(name) = term.subject.strip_prefix('@') {
                        let test = matches!(term.test, Test::True | Test::False);
                        assert!(facts::is_known(name) && test, "{}: {text}", advisory.id);
                    } else if let Some((chart, path)) = term.subject.split_once(':') {
                        let is_chart = chart == "was" || facts.is_chart(chart);
                        assert!(is_chart && !path.is_empty(), "{}: {text}", advisory.id);
                        let met = term.own && values::meets_alone(&facts, advisory, &term);
                        assert!(!met, "{}: {text} without a HelmChartConfig", advisory.id);
                    } else {
                        assert!(
                            facts.option(term.subject).is_some(),
                            "{}: {text}",
                            advisory.id
                        );
                    }
                }
            }
        }
    }
}
