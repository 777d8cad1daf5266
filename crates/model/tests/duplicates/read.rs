//! The registrations as a reader at headquarters meets them: one roster of people to a place.

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{Actor, PlaceId};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::roster::{Rights, Roster};

use super::desk::{NOW, Registration};

/// One roster after the other, so that no more than one place's records are held at once.
pub(crate) fn by_place(written: &[Registration]) -> impl Iterator<Item = (PlaceId, Roster)> {
    by_place_for(written, Rights::Protected)
}

pub(crate) fn by_place_for(
    written: &[Registration],
    rights: Rights,
) -> impl Iterator<Item = (PlaceId, Roster)> {
    let mut places: BTreeMap<PlaceId, Vec<&Registration>> = BTreeMap::new();
    for told in written {
        places.entry(told.place).or_default().push(told);
    }
    places.into_iter().map(move |(place, told)| {
        let mut view = View::default();
        let noted = Noted::now(NOW, Recorder::Import);
        for told in told {
            let edits = told.household.clone().create(told.id, &noted);
            write(&mut view, edits.expect("a household as the desk makes it"));
            for (id, person, _) in &told.persons {
                let edits = person.clone().create(*id, &noted);
                write(&mut view, edits.expect("a person as the desk makes it"));
            }
        }
        (place, Roster::for_reader(&Facts::of(&view), rights))
    })
}

fn write(view: &mut View, edits: Vec<Edit>) {
    let by = Actor::new([1; 16]);
    let reading = |value| Reading::new(vec![Seen { value, by, seq: 1 }]).expect("one value");
    for edit in edits {
        let Edit::Create { id, table, fields } = edit else {
            unreachable!("a registration only creates")
        };
        let record = view.records.entry(id).or_default();
        record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
        record.extend(fields.into_iter().map(|(name, value)| (name, reading(value))));
    }
}
