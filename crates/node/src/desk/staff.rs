//! Staff safety: who has answered, who can come, who is silent.

mod import;
mod unverified;
pub mod wire;

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::record::View;
use musubi_model::shift::worked;
use musubi_model::staff::{
    self, CanReport, Known, NewStaffMember as MemberRecord, NewStaffReport as ReportRecord,
    Overdue, ReportedBy, Safety, StaffMember as Member, StaffNo, StaffReport as Report,
};
use musubi_model::time::Timestamp;

use super::check::Check;
use super::people::text;
use super::volunteers::shift;
use super::wire::{Age, SavedHere};
use super::{Caller, Desk, DeskError, fresh_id, noted, now};
use wire::{
    Department, LongShift, NewStaffMember, NewStaffReport, OverdueMember, StaffAlarms, StaffList,
    StaffMember, StaffReport, StaffSummary,
};

impl Desk {
    /// The roster with everyone's newest report from any place.
    fn known_staff(&self) -> Result<Vec<Known>, DeskError> {
        self.known_from(&self.owners(Kind::Staff)?)
    }

    /// The roster with everyone's newest report from these places.
    pub(super) fn known_from(&self, owners: &[PlaceId]) -> Result<Vec<Known>, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let mut taken = Vec::new();
        for &owner in owners {
            taken.push(self.document(Kind::Staff, owner)?);
        }
        let (views, empty) = (self.0.handle.views(), View::default());
        let facts = |document| Facts::of(views.get(document).unwrap_or(&empty));
        let places: Vec<Facts<'_>> = taken.iter().map(facts).collect();
        Ok(staff::known(&facts(&city), &places).0)
    }

    pub fn staff(&self) -> Result<StaffList, DeskError> {
        let now = now();
        let member = |known: Known| StaffMember {
            number: text(&known.member.staff_no).unwrap_or_default(),
            name: text(&known.member.name).unwrap_or_default(),
            kana: text(&known.member.kana),
            department: text(&known.member.department).unwrap_or_default(),
            gathering_place: text(&known.member.gathering_place),
            report: known.report.map(|report| shown(&report, now)),
            unverified: known.unverified.map(|report| shown(&report, now)),
        };
        let mut staff: Vec<StaffMember> = self.known_staff()?.into_iter().map(member).collect();
        staff.sort_by(|a, b| (&a.department, &a.number).cmp(&(&b.department, &b.number)));
        Ok(StaffList { staff })
    }

    pub fn staff_summary(&self) -> Result<StaffSummary, DeskError> {
        let now = now();
        let mut departments: BTreeMap<String, Department> = BTreeMap::new();
        let mut all = Department::default();
        for known in self.known_staff()? {
            let name = text(&known.member.department).unwrap_or_default();
            let department = departments.entry(name.clone()).or_default();
            department.name = name;
            department.count(&known, now);
            all.count(&known, now);
        }
        Ok(StaffSummary { departments: departments.into_values().collect(), all })
    }

    /// What a person should look after now.
    pub fn staff_alarms(&self) -> Result<StaffAlarms, DeskError> {
        let now = now();
        let known = self.known_staff()?;
        let overdue = staff::overdue(&known, now).iter().map(|it| overdue(it, now)).collect();
        let document = self.own_desk()?;
        let mut long_shifts = Vec::new();
        for (worker, worked) in self.read(document, worked) {
            if worked.is_tired(now) {
                let (name, number) = self.worker_name(document, &worker)?;
                long_shifts.push(LongShift { name, number, shift: shift(Some(&worked), now) });
            }
        }
        Ok(StaffAlarms { overdue, long_shifts })
    }

    pub async fn add_staff(
        &self,
        caller: &Caller,
        new: NewStaffMember,
    ) -> Result<SavedHere, DeskError> {
        self.at_hq()?;
        let mut check = Check::default();
        let number = number(&mut check, &new.number);
        let name = check.needed("name", &new.name);
        let department = check.text("department", Some(&new.department));
        check.done()?;
        let (Some(number), Some(name)) = (number, name) else {
            return Err(DeskError::field("number", "text.empty"));
        };
        let mut record = MemberRecord::of(number, name);
        record.department = department;
        let noted = noted(None, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let is_taken = Member::all(facts)
                .any(|member| member.staff_no.known().any(|no| *no == record.staff_no));
            if is_taken {
                return Err(DeskError::Conflict { code: "number_taken" });
            }
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::City, PlaceId::CITY)?, &new.key, make).await
    }

    /// Taken at this place, of anybody on the roster or not yet on it.
    pub async fn report_staff(
        &self,
        caller: &Caller,
        new: NewStaffReport,
    ) -> Result<SavedHere, DeskError> {
        let place = self.enrolled()?.place;
        let mut check = Check::default();
        let number = number(&mut check, &new.number);
        let gathering_place = check.text("gathering_place", new.gathering_place.as_deref());
        let comment = check.text("comment", new.comment.as_deref());
        let proxy_name = check.text("proxy", new.proxy.as_deref());
        check.done()?;
        let number = number.ok_or_else(|| DeskError::field("number", "text.empty"))?;
        let by = if proxy_name.is_some() { ReportedBy::Proxy } else { ReportedBy::OneSelf };
        let mut record = ReportRecord::of(number, new.own.into(), by);
        record.family = new.family.map(Into::into);
        record.house = new.house.map(Into::into);
        record.whereabouts = new.whereabouts.map(Into::into);
        record.can_report = new.can_report.map(Into::into);
        record.eta = new.eta.map(Into::into);
        record.gathering_place = gathering_place;
        record.comment = comment;
        record.proxy_name = proxy_name;
        let noted = noted(new.observed_at, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Staff, place)?, &new.key, make).await
    }
}

impl Department {
    fn count(&mut self, known: &Known, now: Timestamp) {
        self.staff += 1;
        let Some(report) = &known.report else {
            if known.unverified.is_some() {
                self.unverified += 1;
            } else {
                self.no_reply += 1;
            }
            return;
        };
        self.replied += 1;
        match report.safety.shown() {
            Some(Safety::Safe) => self.safe += 1,
            Some(Safety::Minor | Safety::Severe) => self.hurt += 1,
            _ => {}
        }
        match report.can_report.shown() {
            Some(CanReport::Yes) => self.can_come += 1,
            Some(CanReport::Arrived) => self.arrived += 1,
            _ => {}
        }
        let age = Age::of(&report.meta, now);
        let older = |held: Age| age.is_some_and(|age| age.observed_at < held.observed_at);
        if self.oldest.is_none_or(older) {
            self.oldest = age.or(self.oldest);
        }
    }
}

/// As people type it, full width or not.
fn number(check: &mut Check, typed: &str) -> Option<StaffNo> {
    staff::staff_no(typed).map_err(|error| check.refuse("number", error.code())).ok()
}

fn overdue(it: &Overdue<'_>, now: Timestamp) -> OverdueMember {
    let (member, report) = (&it.known.member, it.known.report.as_ref());
    OverdueMember {
        number: text(&member.staff_no).unwrap_or_default(),
        name: text(&member.name).unwrap_or_default(),
        department: text(&member.department).unwrap_or_default(),
        gathering_place: report
            .and_then(|report| text(&report.gathering_place))
            .or_else(|| text(&member.gathering_place)),
        due: it.due.millis(),
        said: report.and_then(|report| Age::of(&report.meta, now)),
    }
}

fn shown(report: &Report, now: Timestamp) -> StaffReport {
    StaffReport {
        own: report.safety.shown().map(|word| (*word).into()),
        family: report.family.shown().map(|word| (*word).into()),
        house: report.house.shown().map(|word| (*word).into()),
        whereabouts: report.whereabouts.shown().map(|word| (*word).into()),
        can_report: report.can_report.shown().map(|word| (*word).into()),
        eta: report.eta.shown().map(|word| (*word).into()),
        gathering_place: text(&report.gathering_place),
        comment: text(&report.comment),
        proxy: text(&report.proxy_name),
        age: Age::of(&report.meta, now),
    }
}
