//! 点呼: a call is opened, everybody expected is found, not found, or known to be away; it is
//! closed with a sign.
//!
//! The call, its end, and marks of volunteers and staff stand in the place's `desk`; marks of
//! evacuees stand in its `people` and are read through a [`Roster`] alone, so that a reader without
//! the right sees none of a protected person. A mark is an event and names the marks its writer
//! knew; from that, not from clocks, follows what holds, and where two people marked otherwise
//! without knowing of each other, both are shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::field::{Follows, Meta, Refused, Why};
use crate::history::{self, Link};
use crate::ids::RecordId;
use crate::person::Name;
use crate::roster::Roster;
use crate::shift::Worker;
use crate::staff::StaffNo;
use crate::table::{codes, record};
use crate::text::{Line, Prose};

codes! {
    /// Who is called.
    pub enum Group {
        Evacuees = "evacuees",
        Volunteers = "volunteers",
        Staff = "staff",
    }
}

codes! {
    pub enum Found {
        Found = "found",
        NotFound = "not_found",
        /// Known to be away.
        Away = "away",
        /// Nothing is said any more: the mark before was a mistake.
        Unmarked = "unmarked",
    }
}

record! {
    /// One call. Who opened it and when stand in its marks `recorded_by`, `observed_at`.
    "roll_call" pub RollCall, new NewRollCall, rule calls_somebody;
    must {
        /// Why it is called: 夜の点呼, 余震.
        title: Line<80>,
    }
    may {}
    marks {
        groups: Group,
    }
}

record! {
    /// One mark of one person in one call.
    "roll_mark" pub(crate) RollMark, new NewRollMark, rule marks_one;
    must {
        call: RecordId,
        found: Found,
        /// The marks of this person in this call that the writer saw as standing last.
        follows: Follows,
    }
    may {
        /// An evacuee; in `people` alone.
        person: RecordId,
        volunteer: RecordId,
        staff_no: StaffNo,
    }
    marks {}
}

record! {
    /// The end of a call, signed. It is not opened again; another is called.
    "roll_end" pub RollEnd, new NewRollEnd;
    must {
        call: RecordId,
        /// The name that stands under it.
        signed: Name,
    }
    may {
        note: Prose<500>,
    }
    marks {}
}

fn calls_somebody(call: &NewRollCall) -> Result<(), Refused> {
    if call.groups.is_empty() {
        return Err(Refused { table: RollCall::TABLE, field: "groups", why: Why::Missing });
    }
    Ok(())
}

fn marks_one(mark: &NewRollMark) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: RollMark::TABLE, field, why });
    if mark.follows.0.len() > Follows::MAX {
        return refused("follows", Why::TooMany);
    }
    let named = [mark.person.is_some(), mark.volunteer.is_some(), mark.staff_no.is_some()];
    match named.iter().filter(|named| **named).count() {
        1 => Ok(()),
        0 => refused("person", Why::Missing),
        _ => refused("person", Why::Misplaced),
    }
}

/// Whom a mark is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Called {
    Evacuee(RecordId),
    Worker(Worker),
}

impl Called {
    pub fn mark(&self, call: RecordId, found: Found, seen: Follows) -> NewRollMark {
        let mut mark = NewRollMark::of(call, found, seen);
        match self {
            Self::Evacuee(id) => mark.person = Some(*id),
            Self::Worker(Worker::Volunteer(id)) => mark.volunteer = Some(*id),
            Self::Worker(Worker::Staff(number)) => mark.staff_no = Some(number.clone()),
        }
        mark
    }

    fn of(mark: &RollMark, facts: &Facts<'_>) -> Option<Self> {
        if let Some(id) = mark.person.shown() {
            return Some(Self::Evacuee(facts.root(*id)));
        }
        if let Some(id) = mark.volunteer.shown() {
            return Some(Self::Worker(Worker::Volunteer(facts.root(*id))));
        }
        mark.staff_no.shown().cloned().map(|number| Self::Worker(Worker::Staff(number)))
    }
}

/// What holds for one of them in one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Several: people marked otherwise without knowing of each other.
    pub found: BTreeSet<Found>,
    /// Of the mark that was written last.
    pub meta: Meta,
    /// To be named by the next mark.
    pub heads: Follows,
}

impl Marked {
    /// `None`: nothing is said, or people disagree.
    pub fn agreed(&self) -> Option<Found> {
        let mut all = self.found.iter().copied();
        all.next().filter(|found| all.next().is_none() && *found != Found::Unmarked)
    }

    pub fn is_clash(&self) -> bool {
        self.found.len() > 1
    }
}

/// Marks of evacuees in one call, from a document `people`: of those the roster shows, and of
/// nobody else.
pub fn of_evacuees(
    people: &Facts<'_>,
    roster: &Roster,
    call: RecordId,
) -> BTreeMap<RecordId, Marked> {
    let shown = marks(people, call).into_iter().filter_map(|(called, marked)| match called {
        Called::Evacuee(id) => roster.person(id).map(|_| (id, marked)),
        Called::Worker(_) => None,
    });
    shown.collect()
}

/// Marks of volunteers and staff in one call, from a document `desk`.
pub fn of_workers(desk: &Facts<'_>, call: RecordId) -> BTreeMap<Worker, Marked> {
    let shown = marks(desk, call).into_iter().filter_map(|(called, marked)| match called {
        Called::Worker(worker) => Some((worker, marked)),
        Called::Evacuee(_) => None,
    });
    shown.collect()
}

fn marks(facts: &Facts<'_>, call: RecordId) -> BTreeMap<Called, Marked> {
    let call = facts.root(call);
    let mut by_called: BTreeMap<Called, BTreeMap<RecordId, RollMark>> = BTreeMap::new();
    for mark in RollMark::all(facts) {
        let is_of_call = mark.call.shown().is_some_and(|id| facts.root(*id) == call);
        if let Some(called) = Called::of(&mark, facts).filter(|_| is_of_call) {
            by_called.entry(called).or_default().insert(mark.id, mark);
        }
    }
    by_called.into_iter().map(|(called, marks)| (called, marked(facts, &marks))).collect()
}

fn marked(facts: &Facts<'_>, marks: &BTreeMap<RecordId, RollMark>) -> Marked {
    let links: BTreeMap<RecordId, Link> = marks
        .iter()
        .map(|(id, mark)| {
            let follows = mark.follows.known().flat_map(|ids| &ids.0);
            let follows = follows.map(|id| facts.root(*id)).collect();
            (*id, Link { follows, stands: true })
        })
        .collect();
    let heads = history::heads(&links);
    let found = heads.iter().filter_map(|id| marks[id].found.shown().copied()).collect();
    let newest =
        heads.iter().map(|id| &marks[id]).max_by_key(|mark| (mark.meta.observed_at, mark.id));
    let meta = newest.map(|mark| mark.meta.clone()).unwrap_or_default();
    Marked { found, meta, heads: Follows(heads.into_iter().take(Follows::MAX).collect()) }
}

/// How a call stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    pub call: RollCall,
    /// Several where two laptops closed it at once; the first by id comes first.
    pub ends: Vec<RollEnd>,
}

impl Call {
    pub fn is_open(&self) -> bool {
        self.ends.is_empty()
    }

    /// A group this version does not know is nobody's.
    pub fn groups(&self) -> BTreeSet<Group> {
        self.call.groups.set().copied().collect()
    }
}

/// Every call of a place, the newest first.
pub fn calls(desk: &Facts<'_>) -> Vec<Call> {
    let mut ends: BTreeMap<RecordId, Vec<RollEnd>> = BTreeMap::new();
    for end in RollEnd::all(desk) {
        if let Some(call) = end.call.shown() {
            ends.entry(desk.root(*call)).or_default().push(end);
        }
    }
    let of = |call: RollCall| Call { ends: ends.remove(&call.id).unwrap_or_default(), call };
    let mut calls: Vec<Call> = RollCall::all(desk).map(of).collect();
    calls.sort_by_key(|it| std::cmp::Reverse((it.call.meta.observed_at, it.call.id)));
    calls
}
