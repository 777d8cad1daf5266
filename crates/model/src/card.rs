//! Cards: the number of any card as a token by which a household is found again, and blank cards of
//! our own, printed ahead and tied to a household later.
//!
//! A token says nothing of its holder; it is kept as it is read: capitals and digits, half width.
//! My Number (個人番号) is never one: twelve digits whose check digit fits are refused, also where
//! they are another card's by chance. Nothing here shows a number in `Debug`.

use std::fmt;
use std::str::FromStr;

use crate::search;
use crate::text::{Line, TextError};
use crate::token::{check_of, minted};

/// As it stands in a household's `card`.
pub type CardLine = Line<64>;

const CHARS_MIN: usize = 4;
const CHARS_MAX: usize = 64;

/// Why a number cannot stand for a household. Holds no part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    #[error(transparent)]
    Text(TextError),
    #[error("this is a My Number, which nothing here may hold")]
    MyNumber,
}

impl CardError {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::MyNumber => "card.my_number",
        }
    }
}

/// The number of a card as a reader types it or a person copies it.
pub fn token(typed: &str) -> Result<CardLine, CardError> {
    let is_digit = |c: &char| c.is_ascii_digit();
    let read = search::code(typed);
    let chars = read.chars().count();
    if chars < CHARS_MIN {
        return Err(CardError::Text(if chars == 0 { TextError::Empty } else { TextError::Form }));
    }
    if chars > CHARS_MAX {
        return Err(CardError::Text(TextError::TooLong { chars, max: CHARS_MAX }));
    }
    if chars == MY_NUMBER_DIGITS && read.chars().all(|c| is_digit(&c)) && is_my_number(&read) {
        return Err(CardError::MyNumber);
    }
    // Our own keep their hyphens: people read them aloud.
    let shown = read.parse::<BlankCard>().map_or(read, |card| card.to_string());
    CardLine::try_from(shown).map_err(CardError::Text)
}

const MY_NUMBER_DIGITS: usize = 12;

/// The check digit of 平成26年総務省令第85号, article 5.
fn is_my_number(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().rev().filter_map(|digit| digit.to_digit(10)).collect();
    let Some((check, rest)) = values.split_first() else { return false };
    let weights = (2..=7).chain(2..=6);
    let sum: u32 = rest.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
    let wanted = match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    };
    rest.len() == MY_NUMBER_DIGITS - 1 && *check == wanted
}

/// The number on a card that was printed ahead: `MC-7K2Q-XWF9-R`.
///
/// Eight random characters (39 bits) keep the stacks of two printers apart; the check character
/// keeps a misread one from being another's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlankCard([u8; Self::LEN]);

impl BlankCard {
    const LEN: usize = 9;
    const MARK: &str = "MC";

    /// `chance` must be fresh random bytes.
    pub fn mint(chance: [u8; 8]) -> Self {
        Self(minted(chance))
    }
}

impl fmt::Display for BlankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MARK)?;
        for (place, sign) in self.0.iter().enumerate() {
            let hyphen = if place % 4 == 0 { "-" } else { "" };
            write!(f, "{hyphen}{}", char::from(*sign))?;
        }
        Ok(())
    }
}

impl fmt::Debug for BlankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BlankCard")
    }
}

impl FromStr for BlankCard {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let typed = search::code(text);
        let signs = typed.strip_prefix(Self::MARK).ok_or(TextError::Form)?.as_bytes();
        let signs: [u8; Self::LEN] = signs.try_into().map_err(|_| TextError::Form)?;
        if check_of(&signs) == Some(signs[Self::LEN - 1]) {
            Ok(Self(signs))
        } else {
            Err(TextError::Form)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::SIGNS;

    fn kept(typed: &str) -> Result<String, &'static str> {
        token(typed).map(|line| line.as_str().to_owned()).map_err(CardError::code)
    }

    #[test]
    fn any_cards_number_is_kept_in_one_spelling() {
        assert_eq!(kept(" 0123-ab cd").as_deref(), Ok("0123ABCD"));
        assert_eq!(kept("０１２３ＡＢＣＤ").as_deref(), Ok("0123ABCD"));
        assert_eq!(kept("---"), Err("text.empty"));
        assert_eq!(kept("12"), Err("text.form"));
        assert_eq!(kept(&"7".repeat(65)), Err("text.too_long"));
    }

    #[test]
    fn my_number_is_refused_and_other_twelve_digits_are_not() {
        // Made up; the last digit is the check digit.
        for number in
            ["123456789018", "1234 5678 9018", "１２３４-５６７８-９０１８", "000000000000"]
        {
            assert_eq!(kept(number), Err("card.my_number"), "{number}");
        }
        for wrong in 0..=9 {
            if wrong != 8 {
                let number = format!("12345678901{wrong}");
                assert_eq!(kept(&number), Ok(number.clone()));
            }
        }
        assert!(kept("1234567890180").is_ok(), "thirteen digits are another card's");
    }

    #[test]
    fn a_blank_card_reads_back_as_readers_and_people_type_it() {
        for chance in 0..200_u64 {
            let chance = chance.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            let card = BlankCard::mint(chance);
            let text = card.to_string();
            assert_eq!(text.parse(), Ok(card), "{text}");
            assert_eq!(text.to_lowercase().replace('-', " ").parse(), Ok(card));
            assert_eq!(kept(&text.replace('-', "")), Ok(text.clone()));
            for place in 3..text.len() {
                for sign in SIGNS {
                    let mut bad = text.clone().into_bytes();
                    if bad[place] == b'-' || bad[place] == *sign {
                        continue;
                    }
                    bad[place] = *sign;
                    let bad = String::from_utf8(bad).expect("signs are ASCII");
                    assert!(bad.parse::<BlankCard>().is_err(), "{text} as {bad}");
                }
            }
        }
    }
}
