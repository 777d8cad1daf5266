//! Degrees as decimal text, read exactly into units of 10⁻⁷ degree without going through floats.

const PLACES: usize = 7;

/// `None`: not a plain decimal number, or too large for any degree. Digits behind the seventh are
/// rounded.
pub fn e7(text: &str) -> Option<i64> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let kept: String = fraction.chars().chain("0000000".chars()).take(PLACES).collect();
    let scaled: i64 = format!("{whole}{kept}").parse().ok()?;
    let rounding = fraction.as_bytes().get(PLACES).is_some_and(|&digit| digit >= b'5');
    let magnitude = scaled + i64::from(rounding);
    Some(if negative { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::e7;

    #[test]
    fn degrees_are_read_exactly() {
        assert_eq!(e7("131.15126"), Some(1_311_512_600));
        assert_eq!(e7("-33.02964605"), Some(-330_296_461));
        assert_eq!(e7("37"), Some(370_000_000));
        assert_eq!(e7("37."), Some(370_000_000));
        for bad in ["", ".5", "1e2", "37.1.2", "+3", "1234", "37,1", "NaN"] {
            assert_eq!(e7(bad), None, "{bad}");
        }
    }
}
