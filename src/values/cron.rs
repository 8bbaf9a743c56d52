//! Schedules as the standard parser of robfig/cron v3 reads them: five fields, or a descriptor.

use std::fmt;

use crate::yaml::go;

/// Why a text is no schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault<'t> {
    /// It does not have five fields.
    Fields(usize),
    /// It starts with `@`, but is none of the descriptors.
    Descriptor,
    /// One field cannot be read.
    Field {
        /// The field's place, from 0.
        index: usize,
        /// The field.
        text: &'t str,
        /// What is wrong with it.
        reason: Reason,
    },
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It holds what is no number and no name.
    Word,
    /// A number lies outside of what the field takes.
    Range,
    /// The end of a range lies before its beginning.
    Backwards,
    /// A step of 0.
    Step,
}

/// The bounds of one field, and the names it takes instead of numbers.
struct Bounds {
    name: &'static str,
    min: u32,
    max: u32,
    names: &'static [&'static str],
}

const FIELDS: [Bounds; 5] = [
    Bounds {
        name: "minute",
        min: 0,
        max: 59,
        names: &[],
    },
    Bounds {
        name: "hour",
        min: 0,
        max: 23,
        names: &[],
    },
    Bounds {
        name: "day of the month",
        min: 1,
        max: 31,
        names: &[],
    },
    Bounds {
        name: "month",
        min: 1,
        max: 12,
        names: &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ],
    },
    Bounds {
        name: "day of the week",
        min: 0,
        max: 6,
        names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
    },
];

const DESCRIPTORS: [&str; 7] = [
    "@yearly",
    "@annually",
    "@monthly",
    "@weekly",
    "@daily",
    "@midnight",
    "@hourly",
];

/// Reads a schedule, and says the first thing that is wrong with it.
///
/// # Errors
/// Where the parser refuses the text.
pub fn parse(text: &str) -> Result<(), Fault<'_>> {
    let mut text = text;
    if text.starts_with("TZ=") || text.starts_with("CRON_TZ=") {
        // Time zones are looked up on the node, so any name may be known there.
        text = text.split_once(' ').map_or("", |(_, rest)| rest.trim());
    }
    if text.starts_with('@') {
        let every = text.strip_prefix("@every ");
        let known = DESCRIPTORS.contains(&text)
            || every.is_some_and(|duration| go::parse_duration(duration).is_some());
        return if known {
            Ok(())
        } else {
            Err(Fault::Descriptor)
        };
    }
    let fields: Vec<&str> = text.split_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Err(Fault::Fields(fields.len()));
    }
    for (index, (text, bounds)) in fields.into_iter().zip(&FIELDS).enumerate() {
        let pieces = text.split(',').filter(|piece| !piece.is_empty());
        for piece in pieces {
            read_range(piece, bounds).map_err(|reason| Fault::Field {
                index,
                text,
                reason,
            })?;
        }
    }
    Ok(())
}

/// `*`, `5`, `1-5`, each with `/step` or without.
fn read_range(text: &str, bounds: &Bounds) -> Result<(), Reason> {
    let (range, step) = match text.split_once('/') {
        Some((range, step)) => (range, Some(step)),
        None => (text, None),
    };
    let (first, last) = match range.split_once('-') {
        Some((first, last)) => (first, Some(last)),
        None => (range, None),
    };
    let (start, end) = if matches!(first, "*" | "?") {
        (bounds.min, bounds.max)
    } else {
        let start = read_value(first, bounds)?;
        match last {
            Some(last) => (start, read_value(last, bounds)?),
            None if step.is_some() => (start, bounds.max),
            None => (start, start),
        }
    };
    if let Some(step) = step
        && read_number(step).ok_or(Reason::Word)? == 0
    {
        return Err(Reason::Step);
    }
    if start < bounds.min || end > bounds.max {
        return Err(Reason::Range);
    }
    if start > end {
        return Err(Reason::Backwards);
    }
    Ok(())
}

fn read_value(text: &str, bounds: &Bounds) -> Result<u32, Reason> {
    let lower = text.to_ascii_lowercase();
    let name = bounds.names.iter().position(|name| *name == lower);
    match name {
        Some(index) => Ok(bounds.min + index as u32),
        None => read_number(text).ok_or(Reason::Word),
    }
}

/// Numbers that fit no field need not be told apart.
fn read_number(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let all = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    all.then(|| digits.parse().unwrap_or(u32::MAX))
}

impl fmt::Display for Fault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Fields(1) => f.write_str("it has one field instead of five"),
            Fault::Fields(count) => write!(f, "it has {count} fields instead of five"),
            Fault::Descriptor => f.write_str("there is no such descriptor"),
            Fault::Field {
                index,
                text,
                reason,
            } => {
                let Some(Bounds { name, min, max, .. }) = FIELDS.get(*index) else {
                    return Ok(());
                };
                match reason {
                    Reason::Word => write!(f, "the {name} `{text}` cannot be read"),
                    Reason::Range => {
                        write!(f, "the {name} `{text}` lies outside of {min} to {max}")
                    }
                    Reason::Backwards => write!(f, "the {name} `{text}` ends before it begins"),
                    Reason::Step => write!(f, "the {name} `{text}` has a step of 0"),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules() {
        for good in [
            "0 */12 * * *",
            "*/15 * * * *",
            "0 0,12 1-15/2 jan-mar MON-fri",
            "0 3 * * ?",
            "  0   3 * * *  ",
            "@daily",
            "@every 1h30m",
            "TZ=Europe/Berlin 0 3 * * *",
            "CRON_TZ=UTC @hourly",
            "5/10 * * * *",
            ", * * * *",
        ] {
            assert_eq!(parse(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn faults() {
        let fault = |text| parse(text).unwrap_err().to_string();
        assert_eq!(fault(""), "it has 0 fields instead of five");
        assert_eq!(fault("0 0 */12 * * *"), "it has 6 fields instead of five");
        assert_eq!(fault("0 25 * * *"), "the hour `25` lies outside of 0 to 23");
        assert_eq!(
            fault("0 0 * * 7"),
            "the day of the week `7` lies outside of 0 to 6"
        );
        assert_eq!(fault("@often"), "there is no such descriptor");
        assert_eq!(fault("@every 1d"), "there is no such descriptor");
        assert_eq!(
            fault("0 22-4 * * *"),
            "the hour `22-4` ends before it begins"
        );
        assert_eq!(fault("*/0 * * * *"), "the minute `*/0` has a step of 0");
        for word in ["x", "1-2-3", "1/2/3", "-1", "1.5", "L"] {
            let text = format!("{word} * * * *");
            assert_eq!(
                parse(&text),
                Err(Fault::Field {
                    index: 0,
                    text: word,
                    reason: Reason::Word
                })
            );
        }
    }
}
