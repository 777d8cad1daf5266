//! 受付番号 and 控え番号: what stands on paper and is read aloud, with a check character.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::field::text_scalar;
use crate::text::TextError;

/// 31 characters, a prime number of them, none of which is easily taken for another.
pub(crate) const SIGNS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// Weighted by powers of 3: any one wrong character and any swap of neighbours changes it.
pub(crate) fn check_sign(values: impl IntoIterator<Item = u32>) -> u8 {
    let sum = values.into_iter().fold(0, |sum, value| (sum * 3 + value) % 31);
    SIGNS[sum as usize]
}

pub(crate) fn sign_value(sign: u8) -> Option<u32> {
    SIGNS.iter().position(|&known| known == sign).and_then(|value| u32::try_from(value).ok())
}

/// Signs drawn from `chance`, and the check sign behind them.
pub(crate) fn minted<const LEN: usize>(chance: [u8; 8]) -> [u8; LEN] {
    let mut rest = u64::from_le_bytes(chance);
    let mut signs = [0; LEN];
    for sign in &mut signs[..LEN - 1] {
        *sign = SIGNS[usize::try_from(rest % 31).expect("less than 31")];
        rest /= 31;
    }
    signs[LEN - 1] = check_of(&signs).expect("made of signs");
    signs
}

/// The check sign of all but the last; `None` where one of them is no sign.
pub(crate) fn check_of<const LEN: usize>(signs: &[u8; LEN]) -> Option<u8> {
    let values: Option<Vec<u32>> = signs[..LEN - 1].iter().map(|sign| sign_value(*sign)).collect();
    values.map(check_sign)
}

/// Reads what people type: lower case, blanks and hyphens between groups.
fn typed(text: &str) -> Vec<u8> {
    text.bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-'))
        .map(|byte| byte.to_ascii_uppercase())
        .collect()
}

/// 受付番号: the laptop's letter, a running number, a check character: `A-0042-K`.
///
/// Two laptops of one place have different letters, so they never give out the same number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceptionNo {
    letter: u8,
    number: u32,
}

impl ReceptionNo {
    pub const NUMBER_MAX: u32 = 999_999;

    /// `letter` is A to Z, `number` begins at 1.
    pub fn new(letter: char, number: u32) -> Result<Self, TextError> {
        match u8::try_from(letter) {
            Ok(letter)
                if letter.is_ascii_uppercase() && (1..=Self::NUMBER_MAX).contains(&number) =>
            {
                Ok(Self { letter, number })
            }
            _ => Err(TextError::Form),
        }
    }

    pub fn letter(self) -> char {
        char::from(self.letter)
    }

    pub const fn number(self) -> u32 {
        self.number
    }

    fn check(self) -> u8 {
        let digits = format!("{:06}", self.number);
        let values = digits.bytes().map(|digit| u32::from(digit - b'0'));
        check_sign([u32::from(self.letter - b'A')].into_iter().chain(values))
    }
}

impl fmt::Display for ReceptionNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (letter, check) = (char::from(self.letter), char::from(self.check()));
        write!(f, "{letter}-{:04}-{check}", self.number)
    }
}

impl fmt::Debug for ReceptionNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ReceptionNo {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let typed = typed(text);
        let [letter, digits @ .., check] = typed.as_slice() else { return Err(TextError::Form) };
        let digits = std::str::from_utf8(digits).map_err(|_| TextError::Form)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(TextError::Form);
        }
        let number = digits.parse().map_err(|_| TextError::Form)?;
        let read = Self::new(char::from(*letter), number)?;
        if read.check() == *check { Ok(read) } else { Err(TextError::Form) }
    }
}

impl TryFrom<String> for ReceptionNo {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl From<ReceptionNo> for String {
    fn from(number: ReceptionNo) -> Self {
        number.to_string()
    }
}

text_scalar!(ReceptionNo);

/// 控え番号: what an evacuee keeps to find the own registration again: `K7QM-2XWF-9RTB`.
///
/// Eleven random characters (54 bits) and a check character. Whoever holds it may see the
/// registration, so `Debug` shows nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClaimCode([u8; Self::LEN]);

impl ClaimCode {
    const LEN: usize = 12;

    /// `chance` must be fresh random bytes.
    pub fn mint(chance: [u8; 8]) -> Self {
        Self(minted(chance))
    }
}

impl fmt::Display for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, sign) in self.0.iter().enumerate() {
            let hyphen = if place > 0 && place % 4 == 0 { "-" } else { "" };
            write!(f, "{hyphen}{}", char::from(*sign))?;
        }
        Ok(())
    }
}

impl fmt::Debug for ClaimCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClaimCode")
    }
}

impl FromStr for ClaimCode {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let signs: [u8; Self::LEN] =
            typed(text).try_into().map_err(|_: Vec<u8>| TextError::Form)?;
        if check_of(&signs) == Some(signs[Self::LEN - 1]) {
            Ok(Self(signs))
        } else {
            Err(TextError::Form)
        }
    }
}

impl TryFrom<String> for ClaimCode {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl From<ClaimCode> for String {
    fn from(code: ClaimCode) -> Self {
        code.to_string()
    }
}

text_scalar!(ClaimCode);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back_as_people_type_them() {
        let number = ReceptionNo::new('A', 42).unwrap();
        let text = number.to_string();
        assert_eq!(text.parse(), Ok(number));
        assert_eq!(text.to_lowercase().replace('-', " ").parse(), Ok(number));
        let code = ClaimCode::mint([7; 8]);
        assert_eq!(code.to_string().parse(), Ok(code));
        assert_eq!(code.to_string().to_lowercase().replace('-', "").parse(), Ok(code));
    }

    #[test]
    fn one_wrong_character_or_a_swap_is_noticed() {
        for number in [1, 9, 10, 4_321, 99_999, 999_999] {
            check::<ReceptionNo>(&ReceptionNo::new('C', number).unwrap().to_string());
        }
        for chance in 0..50_u64 {
            let chance = chance.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            check::<ClaimCode>(&ClaimCode::mint(chance).to_string());
        }
    }

    #[track_caller]
    fn check<T: FromStr + PartialEq + fmt::Debug>(text: &str) {
        let good: Vec<u8> = text.bytes().filter(|byte| *byte != b'-').collect();
        for place in 0..good.len() {
            for sign in SIGNS {
                let mut bad = good.clone();
                bad[place] = *sign;
                let bad = String::from_utf8(bad).unwrap();
                assert!(bad.as_bytes() == good || bad.parse::<T>().is_err(), "{text} as {bad}");
            }
            if place > 0 {
                let mut bad = good.clone();
                bad.swap(place - 1, place);
                let bad = String::from_utf8(bad).unwrap();
                assert!(bad.as_bytes() == good || bad.parse::<T>().is_err(), "{text} as {bad}");
            }
        }
    }
}
