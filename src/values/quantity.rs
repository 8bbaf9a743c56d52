//! Quantities of Kubernetes: `250m`, `1.5Gi`, `1e3`.

/// `resource.ParseQuantity`, as a number for comparing; `None` where Kubernetes refuses the text.
pub fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at(end);
    let digits = number.bytes().any(|b| b.is_ascii_digit());
    if !digits || number.matches('.').count() > 1 {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    let value = number * factor(suffix)?;
    Some(if text.starts_with('-') { -value } else { value })
}

fn factor(suffix: &str) -> Option<f64> {
    let power = |exponent: i32| 10f64.powi(exponent);
    let binary = |exponent: i32| 2f64.powi(exponent);
    Some(match suffix {
        "" => 1.0,
        "n" => power(-9),
        "u" => power(-6),
        "m" => power(-3),
        "k" => power(3),
        "M" => power(6),
        "G" => power(9),
        "T" => power(12),
        "P" => power(15),
        "E" => power(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?;
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let all = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            power(if all {
                exponent.parse().ok()?
            } else {
                return None;
            })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities() {
        assert_eq!(parse("250m"), Some(0.25));
        assert_eq!(parse("1.5Gi"), Some(1.5 * 1024.0 * 1024.0 * 1024.0));
        assert_eq!(parse("1E"), Some(1e18));
        assert_eq!(parse("1E3"), Some(1000.0));
        assert_eq!(parse("1e-3"), Some(0.001));
        assert_eq!(parse("-1"), Some(-1.0));
        assert_eq!(parse(".5"), Some(0.5));
        assert_eq!(parse("5."), Some(5.0));
        for bad in [
            "", "m", "512MB", "512mi", "1K", "1 Gi", " 1Gi", "1,5", "1.2.3", "1e", "1ee3", "half",
            "--1",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
