//! Look-ups of people in memory at headquarters: only the newest of all places, which is what its page
//! shows. All of them are in the journal, from where an erasure takes them (`keeping`).
//!
//! A city's look-ups grow with its people and its days; held as views they would be most of the memory.

use musubi_model::ids::{Kind, RecordId};

use crate::runtime::handle::Views;

/// More than a page shows.
const HELD: usize = 512;
/// The rest goes when so many have gathered, so that each costs little.
const GATHERED_MAX: usize = 2 * HELD;

pub(super) fn let_old_ones_go(views: &mut Views) {
    let of_lookups = Kind::Lookups.number();
    let all = views.iter().filter(|(document, _)| document.kind == of_lookups);
    let gathered: usize = all.clone().map(|(_, view)| view.records.len()).sum();
    if gathered <= GATHERED_MAX {
        return;
    }
    let mut ids: Vec<RecordId> = all.flat_map(|(_, view)| view.records.keys().copied()).collect();
    let (_, oldest_held, _) = ids.select_nth_unstable(gathered - HELD);
    let oldest_held = *oldest_held;
    for (document, view) in views.iter_mut() {
        if document.kind == of_lookups {
            view.records = view.records.split_off(&oldest_held);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use musubi_model::ids::{DocumentId, OperationId, PlaceId};
    use musubi_model::record::{Fields, View};

    use super::*;

    #[test]
    fn of_many_look_ups_the_newest_of_all_places_stay_and_no_other_record_goes() {
        let document = |kind: Kind, place: u8| {
            DocumentId::new(OperationId::new([1; 16]), kind, PlaceId::new([place; 16]))
        };
        let id = |number: u32| {
            let mut id = [0; 16];
            id[..4].copy_from_slice(&number.to_be_bytes());
            RecordId::new(id)
        };
        let mut views = Views::new();
        for number in 0..5_000_u32 {
            for kind in [Kind::Lookups, Kind::People] {
                let place = u8::try_from(number % 7).unwrap();
                let view: &mut View = views.entry(document(kind, place)).or_default();
                view.records.insert(id(number), Fields::new());
            }
            let_old_ones_go(&mut views);
            let held: BTreeSet<RecordId> = views
                .iter()
                .filter(|(document, _)| document.kind == Kind::Lookups.number())
                .flat_map(|(_, view)| view.records.keys().copied())
                .collect();
            assert!(held.len() <= GATHERED_MAX);
            let newest = (0..=number).rev().take(HELD).map(id);
            assert!(newest.into_iter().all(|id| held.contains(&id)), "after {number}");
        }
        let people = views.iter().filter(|(document, _)| document.kind == Kind::People.number());
        assert_eq!(people.map(|(_, view)| view.records.len()).sum::<usize>(), 5_000);
    }
}
