//! Staff: the roster that HQ keeps (number, name, department), and what each reported.
//!
//! Invariants: `no reply` is computed from the two and never stored; what came by the public page
//! counts for nobody's state until an account confirmed it.

mod alarms;
mod members;

pub use alarms::{ARRIVAL_MARGIN_MS, Overdue, overdue};
pub use members::{Difference, Listed, difference, members};

use std::collections::BTreeMap;

use serde::Serialize;

use crate::facts::Facts;
use crate::field::Recorder;
use crate::person::Name;
use crate::table::{codes, record};
use crate::text::{Line, Prose, TextError, Whole};

/// 職員番号, as the city writes it; see [`staff_no`] for what people type.
pub type StaffNo = Line<20>;

/// The number that was typed: full-width signs of a Japanese keyboard are the plain ones.
pub fn staff_no(typed: &str) -> Result<StaffNo, TextError> {
    let plain = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    };
    typed.chars().map(plain).collect::<String>().parse()
}

record! {
    /// One member of staff. Phones and addresses are not here.
    "staff" pub StaffMember, new NewStaffMember;
    change ChangeStaffMember;
    must {
        staff_no: StaffNo,
        name: Name,
    }
    may {
        kana: Name,
        department: Line<80>,
        /// 参集場所
        gathering_place: Line<80>,
        left: bool,
    }
    marks {}
}

codes! {
    pub enum Safety {
        Safe = "safe",
        Minor = "minor",
        Severe = "severe",
        Other = "other",
    }
}

codes! {
    pub enum FamilySafety {
        AllSafe = "all_safe",
        Injured = "injured",
        Missing = "missing",
        Unknown = "unknown",
    }
}

codes! {
    pub enum House {
        Ok = "ok",
        Half = "half",
        Full = "full",
        Unknown = "unknown",
    }
}

codes! {
    pub enum Whereabouts {
        Home = "home",
        Work = "work",
        Shelter = "shelter",
        Moving = "moving",
        Other = "other",
    }
}

codes! {
    pub enum CanReport {
        Yes = "yes",
        Hard = "hard",
        No = "no",
        Arrived = "arrived",
    }
}

codes! {
    pub enum Eta {
        Hour = "1h",
        Hours = "3h",
        Day = "1d",
        Days = "3d",
        Later = "later",
    }
}

codes! {
    /// 肩代わり報告: who spoke.
    pub enum ReportedBy {
        OneSelf = "self",
        Proxy = "proxy",
    }
}

codes! {
    /// What an account made of a report that came by the public page.
    pub enum Standing {
        Unverified = "unverified",
        Confirmed = "confirmed",
        Rejected = "rejected",
    }
}

record! {
    /// One report of one member of staff.
    "staff_report" pub StaffReport, new NewStaffReport;
    change ChangeStaffReport;
    must {
        staff_no: StaffNo,
        safety: Safety,
        reported_by: ReportedBy,
    }
    may {
        family: FamilySafety,
        house: House,
        whereabouts: Whereabouts,
        can_report: CanReport,
        eta: Eta,
        gathering_place: Line<80>,
        hours_on_shift: Whole<0, 400>,
        proxy_name: Name,
        comment: Prose<500>,
        /// Absent: taken at a desk, which needs no confirming.
        standing: Standing,
    }
    marks {}
}

impl StaffReport {
    /// Where hands disagree, or this version does not understand one, nobody has confirmed it yet.
    pub fn standing(&self) -> Standing {
        if self.standing.is_absent() {
            let is_public = self.meta.recorded_by.contains(&Recorder::Public);
            return if is_public { Standing::Unverified } else { Standing::Confirmed };
        }
        [Standing::Confirmed, Standing::Rejected]
            .into_iter()
            .find(|standing| self.standing.is_only(standing))
            .unwrap_or(Standing::Unverified)
    }
}

/// What is known of one member: their newest report, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    pub member: StaffMember,
    pub report: Option<StaffReport>,
    /// Newer than `report`, by the public page, and confirmed by nobody yet.
    pub unverified: Option<StaffReport>,
}

/// Numbers of one department. `replied`, `unverified` and `no_reply` make up everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RollUp {
    pub replied: u32,
    /// Nothing but what the public page took, confirmed by nobody yet.
    pub unverified: u32,
    pub no_reply: u32,
    pub can_come: u32,
    pub arrived: u32,
    pub hurt: u32,
}

/// The newest report of each number: by the time of the report and then by id.
#[derive(Default)]
struct Newest(BTreeMap<StaffNo, StaffReport>);

impl Newest {
    fn offer(&mut self, staff_no: StaffNo, report: StaffReport) {
        match self.0.get(&staff_no) {
            Some(held) if rank(held) >= rank(&report) => {}
            _ => {
                self.0.insert(staff_no, report);
            }
        }
    }
}

fn rank(report: &StaffReport) -> (Option<crate::time::Timestamp>, crate::ids::RecordId) {
    (report.meta.observed_at, report.id)
}

/// Every member on the roster with the newest report from any place's staff document.
///
/// Reports by numbers that are not on the roster come second, confirmed ones alone.
pub fn known<'a>(
    roster: &Facts<'_>,
    places: impl IntoIterator<Item = &'a Facts<'a>>,
) -> (Vec<Known>, Vec<StaffReport>) {
    let (mut newest, mut unverified) = (Newest::default(), Newest::default());
    for report in places.into_iter().flat_map(StaffReport::all) {
        let Some(staff_no) = report.staff_no.shown().cloned() else { continue };
        match report.standing() {
            Standing::Confirmed => newest.offer(staff_no, report),
            Standing::Unverified => unverified.offer(staff_no, report),
            Standing::Rejected => {}
        }
    }
    let members = members(roster)
        .into_iter()
        .filter(|(_, member)| member.left.shown() != Some(&true))
        .map(|(staff_no, member)| {
            let report = newest.0.remove(&staff_no);
            let unverified = unverified
                .0
                .remove(&staff_no)
                .filter(|it| report.as_ref().is_none_or(|report| rank(it) > rank(report)));
            Known { member, report, unverified }
        })
        .collect();
    (members, newest.0.into_values().collect())
}

/// Numbers per department; those without one stand under the empty name.
pub fn roll_up(known: &[Known]) -> BTreeMap<String, RollUp> {
    let mut departments: BTreeMap<String, RollUp> = BTreeMap::new();
    for Known { member, report, unverified } in known {
        let department = member.department.shown().map_or("", Line::as_str);
        let numbers = departments.entry(department.to_owned()).or_default();
        let Some(report) = report else {
            if unverified.is_some() {
                numbers.unverified += 1;
            } else {
                numbers.no_reply += 1;
            }
            continue;
        };
        numbers.replied += 1;
        match report.can_report.shown() {
            Some(CanReport::Yes) => numbers.can_come += 1,
            Some(CanReport::Arrived) => numbers.arrived += 1,
            _ => {}
        }
        if matches!(report.safety.shown(), Some(Safety::Minor | Safety::Severe)) {
            numbers.hurt += 1;
        }
    }
    departments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_however_wide_it_was_typed() {
        assert_eq!(staff_no(" Ａ－１２３　"), staff_no("A-123"));
        assert_eq!(staff_no("　"), Err(TextError::Empty));
    }
}
