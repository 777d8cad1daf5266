//! What staff say of themselves on the public page, and what an account makes of it.
//!
//! Invariant: taking it in reads no roster, so its answer is the same for every number.

use musubi_model::facts::Facts;
use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::staff::{
    self, ChangeStaffReport, NewStaffReport as ReportRecord, ReportedBy, StaffReport as Report,
    Standing, members,
};

use super::wire::{DecideStaffReport, SelfReport, StaffVerdict, UnverifiedList, UnverifiedReport};
use super::{number, shown};
use crate::desk::check::Check;
use crate::desk::people::text;
use crate::desk::wire::{RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

impl Desk {
    /// From the public page: written down as nobody's word yet.
    pub async fn report_self(
        &self,
        key: &RequestKey,
        new: SelfReport,
    ) -> Result<SavedHere, DeskError> {
        let place = self.enrolled()?.place;
        let mut check = Check::default();
        let staff_no = number(&mut check, &new.number);
        check.done()?;
        let staff_no = staff_no.ok_or_else(|| DeskError::field("number", "text.empty"))?;
        let mut record = ReportRecord::of(staff_no, new.own.into(), ReportedBy::OneSelf);
        record.can_report = new.can_report.map(Into::into);
        record.eta = new.eta.map(Into::into);
        record.standing = Some(Standing::Unverified);
        let noted = noted(None, Recorder::Public);
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Staff, place)?, key, make).await
    }

    /// Of every place that this laptop reads, the oldest first.
    pub fn unverified_staff(&self) -> Result<UnverifiedList, DeskError> {
        let now = now();
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let roster = self.read(city, members);
        let mut reports = Vec::new();
        for place in self.owners(Kind::Staff)? {
            let document = self.document(Kind::Staff, place)?;
            let can_decide = self.writable(&place.to_string()).is_ok();
            let place_name = self.place_name(place);
            let waiting = self.read(document, |facts| waiting(facts).collect::<Vec<Report>>());
            reports.extend(waiting.into_iter().map(|report| {
                let member = report.staff_no.shown().and_then(|no| roster.get(no));
                UnverifiedReport {
                    id: report.id.to_string(),
                    place: place.to_string(),
                    place_name: place_name.clone(),
                    number: text(&report.staff_no).unwrap_or_default(),
                    name: member.and_then(|member| text(&member.name)),
                    department: member.and_then(|member| text(&member.department)),
                    disputed: report.standing.is_clash(),
                    can_decide,
                    report: shown(&report, now),
                }
            }));
        }
        reports.sort_by_key(|it| (it.report.age.map(|age| age.observed_at), it.id.clone()));
        Ok(UnverifiedList { reports })
    }

    /// Confirms or rejects it; also settles it where two accounts said different things.
    pub async fn decide_staff_report(
        &self,
        caller: &Caller,
        id: &str,
        decide: DecideStaffReport,
    ) -> Result<SavedHere, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let (_, place) = self.writable(&decide.place)?;
        let document = self.document(Kind::Staff, place)?;
        let wanted = match decide.verdict {
            StaffVerdict::Confirm => Standing::Confirmed,
            StaffVerdict::Reject => Standing::Rejected,
        };
        let report = self
            .read(document, |facts| Report::all(facts).find(|report| report.id == id))
            .filter(|report| !report.standing.is_absent() || is_waiting(report))
            .ok_or(DeskError::NotFound)?;
        if report.standing() == wanted {
            return Ok(SavedHere { id: id.to_string(), repeated: true });
        }
        let change =
            ChangeStaffReport { standing: Change::To(wanted), ..ChangeStaffReport::default() };
        let now = now();
        // When they said it stays when they said it.
        let observed_at = report.meta.observed_at.unwrap_or(now);
        let by = caller.recorder();
        let noted = Noted { observed_at, ..Noted::now(now, by) };
        self.write(document, id, change.edits(id, &noted)).await
    }
}

fn waiting<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = Report> + 'a {
    Report::all(facts).filter(is_waiting)
}

fn is_waiting(report: &Report) -> bool {
    report.standing() == staff::Standing::Unverified
}
