//! Notices: what HQ tells all places, some or one, and what a place tells its people.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;
use crate::field::Scalar;
use crate::household::Language;
use crate::ids::{PlaceId, RecordId};
use crate::record::{Fields, Value};
use crate::table::{codes, record};
use crate::text::{Line, Prose};
use crate::time::Timestamp;

codes! {
    /// The urgent come first.
    pub enum NoticeUrgency {
        Urgent = "urgent",
        Normal = "normal",
    }
}

/// Places of one notice, so that a record with the longest text stays within a record's bytes.
pub const ADDRESSED_MAX: usize = 100;

/// The places that a notice of HQ is for: never none, and at most [`ADDRESSED_MAX`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeSet<PlaceId>", into = "BTreeSet<PlaceId>")]
pub struct Addressed(BTreeSet<PlaceId>);

/// Nobody is addressed, or more places than one notice names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a notice is for 1 to {ADDRESSED_MAX} places")]
pub struct AddressedError;

impl Addressed {
    pub fn places(&self) -> &BTreeSet<PlaceId> {
        &self.0
    }
}

impl TryFrom<BTreeSet<PlaceId>> for Addressed {
    type Error = AddressedError;

    fn try_from(places: BTreeSet<PlaceId>) -> Result<Self, AddressedError> {
        if (1..=ADDRESSED_MAX).contains(&places.len()) {
            Ok(Self(places))
        } else {
            Err(AddressedError)
        }
    }
}

impl From<Addressed> for BTreeSet<PlaceId> {
    fn from(addressed: Addressed) -> Self {
        addressed.0
    }
}

/// Ids end to end, in their order.
impl Scalar for Addressed {
    fn to_value(&self) -> Value {
        Value::Bytes(self.0.iter().flat_map(|place| *place.bytes()).collect())
    }

    fn from_value(value: &Value) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        let (ids, rest) = bytes.as_chunks::<16>();
        let places: BTreeSet<PlaceId> = ids.iter().copied().map(PlaceId::new).collect();
        if rest.is_empty() { places.try_into().ok() } else { None }
    }
}

record! {
    /// One notice in one language.
    "notice" pub Notice, new NewNotice;
    change ChangeNotice;
    must {
        title: Line<120>,
        urgency: NoticeUrgency,
        language: Language,
    }
    may {
        body: Prose<4_000>,
        valid_until: Timestamp,
        withdrawn: bool,
        /// The notice this one translates.
        translates: RecordId,
        issuer: Line<120>,
        /// Of HQ's: left out, it is for all.
        to: Addressed,
    }
    marks {}
}

/// Whether a notice is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Holds,
    /// Its time is over.
    Ended,
    /// 取り下げ: somebody took it back.
    Withdrawn,
}

impl Notice {
    /// Whether a record is a notice.
    pub fn is_one(fields: &Fields) -> bool {
        crate::facts::is_of_table(fields, Self::TABLE)
    }

    pub fn standing(&self, now: Timestamp) -> Standing {
        if self.withdrawn.known().any(|withdrawn| *withdrawn) {
            Standing::Withdrawn
        } else if self.valid_until.shown().is_some_and(|until| *until <= now) {
            Standing::Ended
        } else {
            Standing::Holds
        }
    }

    /// Whether a place is addressed. An address that cannot be read here is everybody's: better read by
    /// too many than by nobody.
    pub fn is_for(&self, place: PlaceId) -> bool {
        self.to.is_absent()
            || self.to.is_unreadable()
            || self.to.known().any(|to| to.places().contains(&place))
    }
}

/// Notices that hold at `now`, of one document, as [`in_order`] sorts them.
pub fn current(facts: &Facts<'_>, now: Timestamp) -> Vec<Notice> {
    let holds = |notice: &Notice| notice.standing(now) == Standing::Holds;
    let mut notices: Vec<Notice> = Notice::all(facts).filter(holds).collect();
    notices.sort_by_key(in_order);
    notices
}

/// Urgent first, then the newest: also among notices of several documents.
pub fn in_order(notice: &Notice) -> impl Ord + use<> {
    // Unreadable urgency counts as urgent.
    let urgency = notice.urgency.known().min().copied();
    (urgency, std::cmp::Reverse((notice.meta.observed_at, notice.id)))
}

/// When somebody last issued or withdrew one. What ends by itself is no change.
pub fn changed_at(facts: &Facts<'_>) -> Option<Timestamp> {
    Notice::all(facts).filter_map(|notice| notice.meta.recorded_at).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Actor;
    use crate::record::{Reading, Seen};

    fn told(to: Option<Value>) -> Notice {
        let seen =
            |value| Reading::new(vec![Seen { value, by: Actor::new([1; 16]), seq: 1 }]).unwrap();
        let mut fields = Fields::new();
        fields
            .insert(crate::record::TABLE_FIELD.to_owned(), seen(Value::Text("notice".to_owned())));
        fields.extend(to.map(|to| ("to".to_owned(), seen(to))));
        Notice::read(RecordId::new([1; 16]), &fields).unwrap()
    }

    #[test]
    fn a_notice_is_for_the_places_it_names_and_without_any_for_all() {
        let [one, two, three] = [1, 2, 3].map(|number| PlaceId::new([number; 16]));
        let some: Addressed = BTreeSet::from([one, two]).try_into().unwrap();
        let value = some.to_value();
        assert_eq!(Addressed::from_value(&value), Some(some));
        let is_for =
            |to: Option<Value>| [one, two, three].map(|place| told(to.clone()).is_for(place));
        assert_eq!(is_for(Some(value)), [true, true, false]);
        assert_eq!(is_for(None), [true; 3]);
        // A later version's address.
        for odd in [Value::Bytes(vec![1; 17]), Value::Bytes(vec![]), Value::Text("ward".to_owned())]
        {
            assert_eq!(is_for(Some(odd)), [true; 3]);
        }
        assert_eq!(Addressed::try_from(BTreeSet::new()), Err(AddressedError));
        let many = |count: u16| {
            (0..count).map(|number| {
                let mut id = [0; 16];
                id[..2].copy_from_slice(&number.to_le_bytes());
                PlaceId::new(id)
            })
        };
        assert!(Addressed::try_from(many(100).collect::<BTreeSet<_>>()).is_ok());
        assert_eq!(Addressed::try_from(many(101).collect::<BTreeSet<_>>()), Err(AddressedError));
    }
}
