//! 受付番号: which number this laptop gives out next.
//!
//! The letter keeps two laptops of one gym apart; here one laptop is kept from giving a number
//! twice, also while earlier households are still being written. A number whose household was not
//! saved is not given again.

use std::collections::BTreeMap;
use std::sync::Mutex;

use musubi_model::facts::Facts;
use musubi_model::field::Field;
use musubi_model::ids::DocumentId;
use musubi_model::token::ReceptionNo;

use crate::desk::{Desk, DeskError};

#[derive(Default)]
pub(crate) struct Numbers(Mutex<BTreeMap<DocumentId, u32>>);

impl Desk {
    pub(crate) fn next_reception_no(
        &self,
        document: DocumentId,
        letter: char,
        facts: &Facts<'_>,
    ) -> Result<ReceptionNo, DeskError> {
        let written = facts
            .records()
            .values()
            .filter_map(|fields| fields.get("reception_no"))
            .flat_map(|reading| {
                let numbers = Field::<ReceptionNo>::read(Some(reading));
                numbers.known().copied().collect::<Vec<_>>()
            })
            .filter(|number| number.letter() == letter)
            .map(ReceptionNo::number)
            .max()
            .unwrap_or(0);
        let mut given = self.0.numbers.0.lock().expect("nothing panics while holding it");
        let last = given.entry(document).or_default();
        let next = written.max(*last) + 1;
        let number = ReceptionNo::new(letter, next)
            .map_err(|_| DeskError::NotSaved { code: "no_numbers_left" })?;
        *last = next;
        Ok(number)
    }
}
