//! What yaml.v2 makes of a scalar: YAML 1.1, with Go's numbers.

use std::borrow::Cow;

use super::{Kind, Ref, Style, go};

/// A scalar as Go sees it.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar<'t> {
    /// `nil`
    Null,
    /// `bool`
    Bool(bool),
    /// `int`
    Int(i64),
    /// `uint64`: a number too large for `int`.
    UInt(u64),
    /// `float64`
    Float(f64),
    /// `string`
    Str(Cow<'t, str>),
}

impl Scalar<'_> {
    /// A number as Helm keeps it, with room for a fraction.
    pub fn number(&self) -> Option<f64> {
        match self {
            Scalar::Int(value) => Some(*value as f64),
            Scalar::UInt(value) => Some(*value as f64),
            Scalar::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The text of the value as RKE2 hands it on: Go's `fmt.Sprint`, and nothing for null.
    pub fn go_string(&self) -> String {
        match self {
            Scalar::Null => String::new(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(value) => value.to_string(),
            Scalar::UInt(value) => value.to_string(),
            Scalar::Float(value) => go::print_float(*value),
            Scalar::Str(value) => value.to_string(),
        }
    }
}

/// The namespace of YAML's own tags, which `!!` stands for.
pub(super) const YAML_TAG: &str = "tag:yaml.org,2002:";

pub(super) fn resolve(node: Ref<'_>) -> Scalar<'_> {
    resolve_checked(node).unwrap_or_else(|_| Scalar::Str(node.text().into()))
}

/// The value, or what yaml.v2 would have needed for the node's tag.
pub fn resolve_checked(node: Ref<'_>) -> Result<Scalar<'_>, &'static str> {
    if node.kind() != Kind::Scalar {
        return Ok(Scalar::Null);
    }
    let text = node.text();
    let tag = match node.tag() {
        None if node.style() == Style::Plain => return Ok(plain(text)),
        None => return Ok(Scalar::Str(text.into())),
        Some(tag) => tag,
    };
    match (tag.strip_prefix(YAML_TAG), plain(text)) {
        (Some("bool"), value @ Scalar::Bool(_)) => Ok(value),
        (Some("bool"), _) => Err("a boolean"),
        (Some("int"), value @ (Scalar::Int(_) | Scalar::UInt(_))) => Ok(value),
        (Some("int"), _) => Err("an integer"),
        (Some("float"), value @ Scalar::Float(_)) => Ok(value),
        (Some("float"), Scalar::Int(value)) => Ok(Scalar::Float(value as f64)),
        (Some("float"), _) => Err("a number"),
        (Some("null"), Scalar::Null) => Ok(Scalar::Null),
        (Some("null"), _) => Err("null"),
        (Some("binary"), _) => decode_base64(text)
            .map(|text| Scalar::Str(text.into()))
            .ok_or("base64"),
        _ => Ok(Scalar::Str(text.into())),
    }
}

/// Reads text that stands without quotes and without a tag.
pub fn plain(text: &str) -> Scalar<'_> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Scalar::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => {
            return Scalar::Float(f64::INFINITY);
        }
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        _ => {}
    }
    let value = match text.as_bytes() {
        [b'.', ..] if underscores_fit(text) => float(&text.replace('_', "")),
        [b'0'..=b'9' | b'+' | b'-', ..] => number(text),
        _ => None,
    };
    value.unwrap_or(Scalar::Str(text.into()))
}

fn number(text: &str) -> Option<Scalar<'static>> {
    // Wherever they stand.
    let text = &*text.replace('_', "");
    go::parse_int(text)
        .map(Scalar::Int)
        .or_else(|| go::parse_uint(text).map(Scalar::UInt))
        .or_else(|| float(text))
        .or_else(|| signed_binary(text).map(Scalar::Int))
}

/// `0b-101`: what follows `0b` is read once more, with its sign.
fn signed_binary(text: &str) -> Option<i64> {
    let digits = text.strip_prefix("0b")?;
    i64::from_str_radix(digits, 2).ok()
}

/// In a number that begins with a point, `_` must stand between digits.
fn underscores_fit(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
    (1..bytes.len()).all(|index| bytes[index] != b'_' || digit(index - 1) && digit(index + 1))
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`, and not too large.
fn float(text: &str) -> Option<Scalar<'static>> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix(['+', '-']).unwrap_or(text);
    let whole = digits(rest);
    let mut rest = &rest[whole..];
    let mut fraction = 0;
    if let Some(after) = rest.strip_prefix('.') {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return None;
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if exponent.is_empty() || digits(exponent) != exponent.len() {
            return None;
        }
    } else if !rest.is_empty() {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some(Scalar::Float(value))
}

/// Go's standard encoding, which passes over line ends and insists on padding.
fn decode_base64(text: &str) -> Option<String> {
    let bytes: Vec<u8> = text
        .bytes()
        .filter(|b| !matches!(b, b'\n' | b'\r'))
        .collect();
    if !bytes.len().is_multiple_of(4) {
        return None;
    }
    let padding = bytes.iter().rev().take_while(|&&b| b == b'=').count();
    if padding > 2 {
        return None;
    }
    let mut decoded = Vec::with_capacity(bytes.len() / 4 * 3);
    for group in bytes[..bytes.len() - padding].chunks(4) {
        let mut bits = 0u32;
        for &byte in group {
            let value = match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            bits = bits << 6 | u32::from(value);
        }
        bits <<= 6 * (4 - group.len());
        decoded.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    Some(String::from_utf8_lossy(&decoded).into_owned())
}
