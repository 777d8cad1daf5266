//! Closing a place, and opening it again: records in the place's own document.
//!
//! They follow one another as stays do. Where people who did not know of each other say different
//! things the place is open, and both are shown: a family turned away is worse than a list that stays
//! open too long.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::field::Follows;
use crate::history::{Link, heads};
use crate::ids::RecordId;
use crate::table::{codes, record};
use crate::text::Prose;

codes! {
    /// What was decided.
    pub enum ClosureState {
        /// 閉鎖
        Closed = "closed",
        /// 再開
        Reopened = "reopened",
    }
}

record! {
    /// One decision. Who and when stand in its marks.
    "closure" pub Closure, new NewClosure;
    must { state: ClosureState }
    may {
        /// What its author knew.
        follows: Follows,
        why: Prose<500>,
    }
    marks {}
}

/// Whether a place takes new registrations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// Nobody ever closed it.
    #[default]
    Open,
    Closed(Closure),
    Reopened(Closure),
    /// It counts as open.
    Disputed(Vec<Closure>),
}

impl Standing {
    pub fn of(facts: &Facts<'_>) -> Self {
        let all: BTreeMap<RecordId, Closure> =
            Closure::all(facts).map(|closure| (closure.id, closure)).collect();
        let mut last: Vec<Closure> =
            heads(&links(&all)).iter().filter_map(|id| all.get(id).cloned()).collect();
        let closed = |closure: &Closure| closure.state.shown() == Some(&ClosureState::Closed);
        let alike = last.windows(2).all(|pair| closed(&pair[0]) == closed(&pair[1]));
        match last.pop() {
            None => Self::Open,
            Some(closure) if alike && closed(&closure) => Self::Closed(closure),
            Some(closure) if alike => Self::Reopened(closure),
            Some(closure) => {
                last.push(closure);
                Self::Disputed(last)
            }
        }
    }

    pub const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

/// What a new decision follows: everything that stands.
pub fn standing_ids(facts: &Facts<'_>) -> BTreeSet<RecordId> {
    let all: BTreeMap<RecordId, Closure> =
        Closure::all(facts).map(|closure| (closure.id, closure)).collect();
    heads(&links(&all))
}

fn links(all: &BTreeMap<RecordId, Closure>) -> BTreeMap<RecordId, Link> {
    let link = |closure: &Closure| Link {
        follows: closure.follows.known().flat_map(|follows| follows.0.iter().copied()).collect(),
        stands: true,
    };
    all.iter().map(|(id, closure)| (*id, link(closure))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Noted, Recorder};
    use crate::ids::Actor;
    use crate::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
    use crate::time::Timestamp;

    fn decide(view: &mut View, number: u8, state: ClosureState, follows: &[u8]) {
        let mut new = NewClosure::of(state);
        let follows: BTreeSet<RecordId> =
            follows.iter().map(|number| RecordId::new([*number; 16])).collect();
        new.follows = (!follows.is_empty()).then_some(Follows(follows));
        let noted = Noted::now(Timestamp::from_millis(i64::from(number)), Recorder::Node);
        let edits = new.create(RecordId::new([number; 16]), &noted).unwrap();
        let Edit::Create { id, table, fields } = &edits[0] else { panic!("a record") };
        let table = [(TABLE_FIELD.to_owned(), Value::Text(table.clone()))];
        let seen = |value: &Value| {
            Reading::new(vec![Seen { value: value.clone(), by: Actor::new([1; 16]), seq: 1 }])
        };
        let fields = fields.iter().chain(&table);
        let fields = fields.map(|(name, value)| (name.clone(), seen(value).unwrap())).collect();
        view.records.insert(*id, fields);
    }

    fn standing(decisions: &[(u8, ClosureState, &[u8])]) -> Standing {
        let mut view = View::default();
        for (number, state, follows) in decisions {
            decide(&mut view, *number, *state, follows);
        }
        Standing::of(&Facts::of(&view))
    }

    use ClosureState::{Closed, Reopened};

    #[test]
    fn a_place_is_open_until_somebody_closes_it_and_again_when_somebody_reopens_it() {
        assert_eq!(standing(&[]), Standing::Open);
        assert!(standing(&[(1, Closed, &[])]).is_closed());
        let reopened = standing(&[(1, Closed, &[]), (2, Reopened, &[1])]);
        assert!(matches!(reopened, Standing::Reopened(closure) if closure.id.bytes()[0] == 2));
        assert!(standing(&[(1, Closed, &[]), (2, Reopened, &[1]), (3, Closed, &[2])]).is_closed());
    }

    #[test]
    fn two_who_did_not_know_of_each_other_leave_it_open_until_one_knows_both() {
        let apart = [(1, Closed, &[][..]), (2, Reopened, &[1]), (3, Closed, &[1])];
        let standing_apart = standing(&apart);
        assert!(matches!(&standing_apart, Standing::Disputed(both) if both.len() == 2));
        assert!(!standing_apart.is_closed());
        let mut settled = apart.to_vec();
        settled.push((4, Closed, &[2, 3]));
        assert!(standing(&settled).is_closed());
    }

    #[test]
    fn two_who_close_it_alike_close_it() {
        assert!(standing(&[(1, Closed, &[]), (2, Closed, &[])]).is_closed());
    }
}
