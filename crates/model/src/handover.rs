//! 引継ぎ: what was open when one shift handed over to the next, signed by both.
//!
//! A sheet is written once with the matters that were open then, and never edited; the coming shift
//! signs in a record of its own. Matters name people by id alone: who reads the sheet sees the name
//! of whoever they may see, and no line about anybody else.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::ids::RecordId;
use crate::person::Name;
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

codes! {
    pub enum MatterKind {
        /// A request that is not done with.
        Request = "request",
        /// Back from a night elsewhere later than noted.
        OverdueReturn = "overdue_return",
        /// Sent on, and nobody has recorded the arrival.
        InTransit = "in_transit",
        Clash = "clash",
        UnverifiedStaff = "unverified_staff",
        OverdueStaff = "overdue_staff",
        LongShift = "long_shift",
        RollCall = "roll_call",
        Notice = "notice",
        /// Something is wrong with the laptop: the label is the code of its warning.
        Laptop = "laptop",
        /// More than a sheet holds.
        More = "more",
    }
}

record! {
    /// One sheet. The account that hands over stands in `recorded_by`.
    "handover" pub Handover, new NewHandover;
    must {
        /// The name that stands under it.
        signed: Name,
    }
    may {
        notes: Prose<2000>,
    }
    marks {}
}

record! {
    /// One line of a sheet.
    "handover_matter" pub(crate) HandoverMatter, new NewHandoverMatter;
    must {
        handover: RecordId,
        kind: MatterKind,
    }
    may {
        label: Line<200>,
        /// Whose name stands there, for whoever may see them.
        person: RecordId,
        amount: Whole<0, 1_000_000_000>,
        unit: Line<20>,
        since: Timestamp,
    }
    marks {}
}

record! {
    /// The sign of the coming shift. The account stands in `recorded_by`.
    "handover_taken" pub HandoverTaken, new NewHandoverTaken;
    must {
        handover: RecordId,
        signed: Name,
    }
    may {}
    marks {}
}

/// One line, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matter {
    pub kind: MatterKind,
    pub label: Option<Line<200>>,
    pub person: Option<RecordId>,
    pub amount: Option<i64>,
    pub unit: Option<Line<20>>,
    pub since: Option<Timestamp>,
}

impl Matter {
    pub fn of(kind: MatterKind) -> Self {
        Self { kind, label: None, person: None, amount: None, unit: None, since: None }
    }

    pub fn record(&self, handover: RecordId) -> NewHandoverMatter {
        let mut record = NewHandoverMatter::of(handover, self.kind);
        record.label.clone_from(&self.label);
        record.person = self.person;
        record.amount = self.amount.and_then(|amount| amount.try_into().ok());
        record.unit.clone_from(&self.unit);
        record.since = self.since;
        record
    }

    fn read(matter: &HandoverMatter) -> Option<Self> {
        // A line that names somebody in a way that is not understood is nobody's to see.
        if matter.person.is_unreadable() {
            return None;
        }
        Some(Self {
            kind: *matter.kind.shown()?,
            label: matter.label.shown().cloned(),
            person: matter.person.shown().copied(),
            amount: matter.amount.shown().map(|amount| i64::from(*amount)),
            unit: matter.unit.shown().cloned(),
            since: matter.since.shown().copied(),
        })
    }
}

/// One sheet with its lines and signs.
#[derive(Clone)]
pub struct Sheet {
    pub handover: Handover,
    pub matters: Vec<Matter>,
    /// Several where two laptops took it over at once.
    pub taken: Vec<HandoverTaken>,
}

/// Every sheet of a place, the newest first.
pub fn sheets(desk: &Facts<'_>) -> Vec<Sheet> {
    let mut matters: BTreeMap<RecordId, Vec<Matter>> = BTreeMap::new();
    for matter in HandoverMatter::all(desk) {
        if let (Some(sheet), Some(read)) = (matter.handover.shown(), Matter::read(&matter)) {
            matters.entry(desk.root(*sheet)).or_default().push(read);
        }
    }
    let mut taken: BTreeMap<RecordId, Vec<HandoverTaken>> = BTreeMap::new();
    for one in HandoverTaken::all(desk) {
        if let Some(sheet) = one.handover.shown() {
            taken.entry(desk.root(*sheet)).or_default().push(one);
        }
    }
    let of = |handover: Handover| Sheet {
        matters: matters.remove(&handover.id).unwrap_or_default(),
        taken: taken.remove(&handover.id).unwrap_or_default(),
        handover,
    };
    let mut sheets: Vec<Sheet> = Handover::all(desk).map(of).collect();
    sheets.sort_by_key(|it| std::cmp::Reverse((it.handover.meta.observed_at, it.handover.id)));
    sheets
}
