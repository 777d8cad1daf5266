//! Staff: the roster that HQ keeps (number, name, department), and what each reported.
//!
//! `no reply` is computed from the two and never stored.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::facts::Facts;
use crate::person::Name;
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};

/// 職員番号, as the city writes it.
pub type StaffNo = Line<20>;

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

record! {
    /// One report of one member of staff.
    "staff_report" pub StaffReport, new NewStaffReport;
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
    }
    marks {}
}

/// What is known of one member: their newest report, or none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    pub member: StaffMember,
    pub report: Option<StaffReport>,
}

/// Numbers of one department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RollUp {
    pub replied: u32,
    pub no_reply: u32,
    pub can_come: u32,
    pub arrived: u32,
    pub hurt: u32,
}

/// Every member on the roster with the newest report from any place's staff document.
///
/// Newest is by the time of the report and then by id; reports by numbers that are not on the
/// roster come second.
pub fn known<'a>(
    roster: &Facts<'_>,
    places: impl IntoIterator<Item = &'a Facts<'a>>,
) -> (Vec<Known>, Vec<StaffReport>) {
    let mut newest: BTreeMap<StaffNo, StaffReport> = BTreeMap::new();
    for report in places.into_iter().flat_map(StaffReport::all) {
        let Some(staff_no) = report.staff_no.shown().cloned() else { continue };
        let rank = |report: &StaffReport| (report.meta.observed_at, report.id);
        match newest.get(&staff_no) {
            Some(held) if rank(held) >= rank(&report) => {}
            _ => {
                newest.insert(staff_no, report);
            }
        }
    }
    let members = StaffMember::all(roster)
        .filter(|member| member.left.shown() != Some(&true))
        .map(|member| {
            let report = member.staff_no.shown().and_then(|no| newest.remove(no));
            Known { member, report }
        })
        .collect();
    (members, newest.into_values().collect())
}

/// Numbers per department; those without one stand under the empty name.
pub fn roll_up(known: &[Known]) -> BTreeMap<String, RollUp> {
    let mut departments: BTreeMap<String, RollUp> = BTreeMap::new();
    for Known { member, report } in known {
        let department = member.department.shown().map_or("", Line::as_str);
        let numbers = departments.entry(department.to_owned()).or_default();
        let Some(report) = report else {
            numbers.no_reply += 1;
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
