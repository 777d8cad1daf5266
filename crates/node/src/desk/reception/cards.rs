//! Cards: tying one to a household, and printing blank ones ahead.

use musubi_model::card::{self, BlankCard, CardLine};
use musubi_model::ids::RecordId;
use musubi_model::roster::Roster;

use super::wire::{BlankCards, PrintCards, PrintedCard};
use crate::desk::check::Check;
use crate::desk::{Desk, DeskError, chance};
use crate::qr::Qr;

const CARDS_PER_PAGE: usize = 10;
const PAGES_MAX: u8 = 20;

/// Reads a card's number for `own`, or for a household that is new. Another household's card is a
/// conflict, as far as the caller may see that household.
pub(in crate::desk) fn card(
    check: &mut Check,
    roster: &Roster,
    own: Option<RecordId>,
    typed: Option<&str>,
) -> Result<Option<CardLine>, DeskError> {
    let Some(typed) = typed.map(str::trim).filter(|typed| !typed.is_empty()) else {
        return Ok(None);
    };
    let line = match card::token(typed) {
        Ok(line) => line,
        Err(error) => {
            check.refuse("card", error.code());
            return Ok(None);
        }
    };
    if roster.with_code(line.as_str()).any(|bearer| Some(bearer) != own) {
        return Err(DeskError::Conflict { code: "card_taken" });
    }
    Ok(Some(line))
}

impl Desk {
    /// Fresh numbers with their codes. Nothing is written.
    pub fn blank_cards(&self, print: &PrintCards) -> Result<BlankCards, DeskError> {
        self.enrolled()?;
        if !(1..=PAGES_MAX).contains(&print.pages) {
            return Err(DeskError::field("pages", "number.bounds"));
        }
        let cards = usize::from(print.pages) * CARDS_PER_PAGE;
        Ok(BlankCards { cards: (0..cards).map(|_| printed(BlankCard::mint(chance()))).collect() })
    }
}

fn printed(card: BlankCard) -> PrintedCard {
    let number = card.to_string();
    let Qr { size, path } = Qr::of(&number).expect("a short text fits the smallest codes");
    PrintedCard { number, size, path }
}
