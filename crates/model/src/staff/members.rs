//! The roster as one list, and what a newer list would change in it.
//!
//! Invariants: one number is one member, however many laptops wrote it down; a list never removes
//! anybody. Whom a list leaves out is told, and a person says who has left.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChangeStaffMember, NewStaffMember, StaffMember, StaffNo};
use crate::facts::Facts;
use crate::field::{Change, Field, Scalar};
use crate::ids::RecordId;
use crate::person::Name;
use crate::text::Line;

/// Every number ever written down, those who left too.
///
/// Where two laptops of headquarters took in one list without knowing of each other, the record
/// that was written last stands for both.
pub fn members(roster: &Facts<'_>) -> BTreeMap<StaffNo, StaffMember> {
    let mut members: BTreeMap<StaffNo, StaffMember> = BTreeMap::new();
    let rank = |member: &StaffMember| (member.meta.recorded_at, member.id);
    for member in StaffMember::all(roster) {
        let Some(staff_no) = member.staff_no.shown().cloned() else { continue };
        if members.get(&staff_no).is_none_or(|held| rank(held) < rank(&member)) {
            members.insert(staff_no, member);
        }
    }
    members
}

/// One row of a list. `Keep`: the list has no such column. `Clear`: its cell is empty.
#[derive(Clone, PartialEq, Eq)]
pub struct Listed {
    pub staff_no: StaffNo,
    pub name: Name,
    pub kana: Change<Name>,
    pub department: Change<Line<80>>,
    pub gathering_place: Change<Line<80>>,
}

/// What a list says otherwise than the roster.
#[derive(Default)]
pub struct Difference {
    pub added: Vec<NewStaffMember>,
    /// The record and only those of its fields that the list says otherwise.
    pub changed: Vec<(StaffMember, ChangeStaffMember)>,
    pub same: usize,
    /// On the roster, not left, and not in the list.
    pub missing: Vec<StaffMember>,
}

pub fn difference(members: &BTreeMap<StaffNo, StaffMember>, list: &[Listed]) -> Difference {
    let mut difference = Difference::default();
    for row in list {
        let Some(member) = members.get(&row.staff_no) else {
            difference.added.push(added(row));
            continue;
        };
        let change = change(member, row);
        if change == ChangeStaffMember::default() {
            difference.same += 1;
        } else {
            difference.changed.push((member.clone(), change));
        }
    }
    let listed: BTreeSet<&StaffNo> = list.iter().map(|row| &row.staff_no).collect();
    difference.missing = members
        .iter()
        .filter(|(staff_no, member)| !listed.contains(staff_no) && !has_left(member))
        .map(|(_, member)| member.clone())
        .collect();
    difference
}

impl Difference {
    /// Of those the list leaves out, the ones a person said have left.
    pub fn leavers<'a>(&'a self, said: &'a BTreeSet<RecordId>) -> impl Iterator<Item = RecordId> {
        self.missing.iter().map(|member| member.id).filter(|id| said.contains(id))
    }
}

fn added(row: &Listed) -> NewStaffMember {
    let mut new = NewStaffMember::of(row.staff_no.clone(), row.name.clone());
    new.kana = said(&row.kana).cloned();
    new.department = said(&row.department).cloned();
    new.gathering_place = said(&row.gathering_place).cloned();
    new
}

fn change(member: &StaffMember, row: &Listed) -> ChangeStaffMember {
    ChangeStaffMember {
        staff_no: None,
        name: (!member.name.is_only(&row.name)).then(|| row.name.clone()),
        kana: other(&member.kana, &row.kana),
        department: other(&member.department, &row.department),
        gathering_place: other(&member.gathering_place, &row.gathering_place),
        // Whoever stands in the list is here again.
        left: if has_left(member) { Change::To(false) } else { Change::Keep },
    }
}

/// Keeps where every hand that wrote the field wrote what the list says.
fn other<T: Scalar>(held: &Field<T>, listed: &Change<T>) -> Change<T> {
    match listed {
        Change::To(value) if !held.is_only(value) => Change::To(value.clone()),
        Change::Clear if held.known().next().is_some() || held.is_unreadable() => Change::Clear,
        _ => Change::Keep,
    }
}

fn said<T>(change: &Change<T>) -> Option<&T> {
    match change {
        Change::To(value) => Some(value),
        Change::Keep | Change::Clear => None,
    }
}

fn has_left(member: &StaffMember) -> bool {
    member.left.shown() == Some(&true)
}
