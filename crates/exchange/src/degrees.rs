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

/// Degrees, minutes and seconds with their signs, such as `北緯32度48分22.3秒`, `32°48'22.3"`, `E130°42′`.
/// Without the signs (`32.48.22`) a number does not say what it is.
pub fn signed_e7(text: &str) -> Option<i64> {
    let text = text.trim();
    let text = ["北緯", "東経", "N", "E", "n", "e"]
        .iter()
        .find_map(|side| text.strip_prefix(side))
        .unwrap_or(text)
        .trim_start();
    let (degrees, rest) = text.split_once(['°', '度'])?;
    let (minutes, seconds) = rest.split_once(['′', '\'', '’', '分'])?;
    let seconds = match seconds.trim() {
        "" => 0,
        said => e7(said.strip_suffix(['″', '"', '”', '秒']).or(said.strip_suffix("''"))?)?,
    };
    let (degrees, minutes) = (small(degrees, 180)?, small(minutes, 59)?);
    if !(0..60 * UNITS).contains(&seconds) {
        return None;
    }
    Some(degrees * UNITS + (minutes * 60 * UNITS + seconds + 1_800) / 3_600)
}

const UNITS: i64 = 10_000_000;

fn small(digits: &str, most: i64) -> Option<i64> {
    let digits = digits.trim();
    let plain = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|number| plain && *number <= most)
}

#[cfg(test)]
mod tests {
    use super::{e7, signed_e7};

    #[test]
    fn signed_degrees_are_read_exactly() {
        for same in
            ["北緯32度48分22.3秒", "32°48'22.3\"", "32°48′22.3″", "N32° 48’ 22.3”", "32°48'22.3''"]
        {
            assert_eq!(signed_e7(same), Some(328_061_944), "{same}");
        }
        assert_eq!(signed_e7("32°48′"), Some(328_000_000));
        assert_eq!(signed_e7("0°0'0.00018\""), Some(1));
        for bad in ["", "32", "32°", "32°60'", "32°1'60\"", "32°1'5", "-3°1'", "181°0'", "3.5°1'"]
        {
            assert_eq!(signed_e7(bad), None, "{bad}");
        }
    }

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
