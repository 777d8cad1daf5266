//! What was scanned or typed where a number may stand: one of ours, by its form alone.
//!
//! The forms exclude each other: a reception number has digits behind its letter, a claim code has
//! twelve characters, a blank card eleven of which the first two are its mark. Whether anybody
//! bears it is for [`crate::roster::Roster::with_code`] to say.

use crate::card::BlankCard;
use crate::search;
use crate::token::{ClaimCode, ReceptionNo};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scanned {
    ReceptionNo(ReceptionNo),
    ClaimCode(ClaimCode),
    BlankCard(BlankCard),
}

impl Scanned {
    /// `None`: a name, or a number of another kind.
    pub fn read(typed: &str) -> Option<Self> {
        let code = search::code(typed);
        let number = code.parse().map(Self::ReceptionNo);
        let claim = || code.parse().map(Self::ClaimCode);
        let blank = || code.parse().map(Self::BlankCard);
        number.or_else(|_| claim()).or_else(|_| blank()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_read_as_what_it_is_in_any_width() {
        for chance in 0..500_u64 {
            let bytes = chance.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            let (claim, card) = (ClaimCode::mint(bytes), BlankCard::mint(bytes));
            let letter = char::from(b'A' + u8::try_from(chance % 26).expect("below 26"));
            let number = ReceptionNo::new(letter, u32::try_from(chance).expect("small") * 997 + 1)
                .expect("in its bounds");
            assert_eq!(Scanned::read(&claim.to_string()), Some(Scanned::ClaimCode(claim)));
            assert_eq!(Scanned::read(&card.to_string()), Some(Scanned::BlankCard(card)));
            assert_eq!(Scanned::read(&number.to_string()), Some(Scanned::ReceptionNo(number)));
            // As an input method with wide letters hands it over.
            let wide: String = claim
                .to_string()
                .chars()
                .filter_map(|c| char::from_u32(u32::from(c) + 0xfee0))
                .collect();
            assert_eq!(Scanned::read(&wide), Some(Scanned::ClaimCode(claim)), "{wide}");
        }
    }

    #[test]
    fn names_are_no_numbers() {
        for name in ["", "結城", "yuuki hanako", "ゆうき", "watanabe", "0123456789AB"] {
            assert_eq!(Scanned::read(name), None, "{name}");
        }
    }
}
