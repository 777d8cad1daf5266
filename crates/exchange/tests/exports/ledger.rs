//! What the city's register of victims takes from a shelter's list.

use musubi_exchange::ledger;
use musubi_exchange::table::{Cell, Exercise, Table};
use musubi_model::facts::Facts;
use musubi_model::household::AddressKind;
use musubi_model::madeup::{self, Chance};
use musubi_model::record::View;
use musubi_model::roster::{Rights, Roster};

use crate::facts::{noted, write};
use crate::{AS_OF, golden, head};

/// Six people of three households, whose addresses are of every kind.
pub(crate) fn people() -> Table {
    let mut chance = Chance::seeded(3);
    let mut view = View::default();
    for kind in [Some(AddressKind::Residence), Some(AddressKind::Living), None] {
        let mut made = madeup::household_of(&mut chance, AS_OF, 2);
        made.household.suppress = false;
        made.household.address_kind = kind;
        write(&mut view, made.household.create(made.id, &noted(5)).unwrap());
        for (id, mut person) in made.persons {
            person.suppress = false;
            write(&mut view, person.create(id, &noted(5)).unwrap());
        }
    }
    let roster = Roster::for_reader(&Facts::of(&view), Rights::Ordinary);
    ledger::table(roster.persons().map(|person| (&roster, person)))
}

#[test]
fn the_feed_is_the_golden_file() {
    let table = people();
    assert_eq!(table.rows().len(), 6);
    golden("ledger.csv", &table.open_csv(&head(Exercise::Real)));
}

#[test]
fn the_protected_are_not_in_it_whoever_asks() {
    let mut chance = Chance::seeded(4);
    let mut view = View::default();
    for protected in ["person", "household", "nobody"] {
        let mut made = madeup::household_of(&mut chance, AS_OF, 2);
        made.household.suppress = protected == "household";
        write(&mut view, made.household.create(made.id, &noted(5)).unwrap());
        for (index, (id, mut person)) in made.persons.into_iter().enumerate() {
            person.suppress = protected == "person" && index == 0;
            person.family = Some(protected.parse().unwrap());
            write(&mut view, person.create(id, &noted(5)).unwrap());
        }
    }
    for rights in [Rights::Ordinary, Rights::Protected] {
        let roster = Roster::for_reader(&Facts::of(&view), rights);
        let table = ledger::table(roster.persons().map(|person| (&roster, person)));
        let shown =
            |row: &Vec<Cell>| matches!(&row[0], Cell::Text(name) if name.starts_with("nobody"));
        assert_eq!(table.rows().len(), 2, "{rights:?}");
        assert!(table.rows().iter().all(shown), "{rights:?}");
    }
}
