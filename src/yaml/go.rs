//! Numbers, switches and durations as Go's standard library reads and prints them.

/// `strconv.ParseBool`.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// `strconv.ParseInt` with base 0 and 64 bits: `0x`, `0o`, `0b` and a plain leading `0` choose the base,
/// and `_` may stand between digits.
pub fn parse_int(text: &str) -> Option<i64> {
    let (negative, digits) = sign(text);
    let magnitude = i128::from(parse_uint(digits)?);
    i64::try_from(if negative { -magnitude } else { magnitude }).ok()
}

/// `strconv.ParseUint` with base 0 and 64 bits.
pub fn parse_uint(text: &str) -> Option<u64> {
    let bytes = text.as_bytes();
    let (base, digits) = match bytes {
        [] => return None,
        [b'0', b'x' | b'X', _, ..] => (16, &bytes[2..]),
        [b'0', b'o' | b'O', _, ..] => (8, &bytes[2..]),
        [b'0', b'b' | b'B', _, ..] => (2, &bytes[2..]),
        [b'0', rest @ ..] => (8, rest),
        _ => (10, bytes),
    };
    // After a base there may be one `_` before the first digit.
    let mut after_digit = base != 10;
    let mut value = 0u64;
    for &byte in digits {
        if byte == b'_' {
            if !after_digit {
                return None;
            }
            after_digit = false;
            continue;
        }
        let digit = char::from(byte).to_digit(base)?;
        value = value
            .checked_mul(u64::from(base))?
            .checked_add(u64::from(digit))?;
        after_digit = true;
    }
    (after_digit || digits.is_empty()).then_some(value)
}

fn sign(text: &str) -> (bool, &str) {
    match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    }
}

/// `time.ParseDuration`, in nanoseconds.
pub fn parse_duration(text: &str) -> Option<i64> {
    let (negative, mut rest) = sign(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let limit = 1u64 << 63;
    let mut total = 0u64;
    while !rest.is_empty() {
        let whole_end = digits_end(rest);
        let (whole, after) = rest.split_at(whole_end);
        let value = if whole.is_empty() {
            0
        } else {
            whole.parse::<u64>().ok().filter(|&value| value <= limit)?
        };
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => after.split_at(digits_end(after)),
            None => ("", after),
        };
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let unit_end = after
            .find(|c: char| c == '.' || c.is_ascii_digit())
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let unit = unit_nanoseconds(unit)?;
        if value > limit / unit {
            return None;
        }
        let part = value * unit + fraction_of(fraction, unit);
        total = total.checked_add(part).filter(|&total| total <= limit)?;
        rest = after;
    }
    if negative {
        Some((total as i64).wrapping_neg())
    } else {
        i64::try_from(total).ok()
    }
}

fn digits_end(text: &str) -> usize {
    text.find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len())
}

fn unit_nanoseconds(unit: &str) -> Option<u64> {
    Some(match unit {
        "ns" => 1,
        // The micro sign and the Greek letter.
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// Digits past what 63 bits hold are ignored, as Go does.
fn fraction_of(digits: &str, unit: u64) -> u64 {
    let mut value = 0u64;
    let mut scale = 1f64;
    for digit in digits.bytes() {
        if value > ((1 << 63) - 1) / 10 {
            break;
        }
        let next = value * 10 + u64::from(digit - b'0');
        if next > 1 << 63 {
            break;
        }
        value = next;
        scale *= 10.0;
    }
    (value as f64 * (unit as f64 / scale)) as u64
}

/// `fmt.Sprint` of a `float64`: the shortest digits that read back, with an exponent below 1e-4 and from 1e6 on.
pub fn print_float(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let mut buffer = zmij::Buffer::new();
    let shortest = buffer.format_finite(value);
    let (minus, written) = match shortest.strip_prefix('-') {
        Some(written) => ("-", written),
        None => ("", shortest),
    };
    let (number, exponent) = written.split_once('e').unwrap_or((written, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    // The digits as one number, and how many of them stand before the point.
    let all = [whole, fraction].concat();
    let digits = all.trim_start_matches('0');
    let zeros = (all.len() - digits.len()) as i32;
    let digits = digits.trim_end_matches('0');
    let point = whole.len() as i32 - zeros + exponent.parse().unwrap_or(0);
    let len = digits.len() as i32;
    if len == 0 {
        return [minus, "0"].concat();
    }
    match point - 1 {
        exponent @ ..-4 | exponent @ 6.. => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{minus}{first}{dot}{rest}e{sign}{:02}", exponent.abs())
        }
        _ if point <= 0 => format!("{minus}0.{}{digits}", "0".repeat(-point as usize)),
        _ if point >= len => format!("{minus}{digits}{}", "0".repeat((point - len) as usize)),
        _ => {
            let (whole, fraction) = digits.split_at(point as usize);
            format!("{minus}{whole}.{fraction}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers() {
        for (text, value) in [
            ("010", Some(8)),
            ("0x10", Some(16)),
            ("0b11", Some(3)),
            ("0o17", Some(15)),
            ("1_0", Some(10)),
            ("0x_1f", Some(31)),
            ("0_7", Some(7)),
            ("0", Some(0)),
            ("-9223372036854775808", Some(i64::MIN)),
            ("9223372036854775808", None),
            ("+5", Some(5)),
            ("--5", None),
            ("_1", None),
            ("1_", None),
            ("1__0", None),
            ("08", None),
            ("0x", None),
            ("5.5", None),
            ("", None),
        ] {
            assert_eq!(parse_int(text), value, "{text:?}");
        }
    }

    #[test]
    fn durations() {
        for (text, value) in [
            ("0", Some(0)),
            ("30", None),
            ("1d", None),
            ("5M", None),
            ("5 m", None),
            ("1h30m", Some(5_400_000_000_000)),
            ("-1.5h", Some(-5_400_000_000_000)),
            (".5s", Some(500_000_000)),
            ("1.s", Some(1_000_000_000)),
            (".s", None),
            ("1µs", Some(1_000)),
            ("2562047h47m16.854775807s", Some(i64::MAX)),
            ("2562047h47m16.854775808s", None),
            ("-2562047h47m16.854775808s", Some(i64::MIN)),
            ("99999999999999999999s", None),
            ("", None),
        ] {
            assert_eq!(parse_duration(text), value, "{text:?}");
        }
    }

    #[test]
    fn switches() {
        for text in ["1", "t", "T", "TRUE", "true", "True"] {
            assert_eq!(parse_bool(text), Some(true), "{text:?}");
        }
        for text in ["0", "f", "F", "FALSE", "false", "False"] {
            assert_eq!(parse_bool(text), Some(false), "{text:?}");
        }
        for text in ["yes", "on", "y", "tRUE", "", " true"] {
            assert_eq!(parse_bool(text), None, "{text:?}");
        }
    }
}
