//! The roster from a list: told first, then taken in.
//!
//! Invariants: a list with one problem changes nothing; what is written is the difference to the
//! roster as it is then, so a list that is sent twice, or whose writing was cut short, is simply
//! sent again; nobody is taken off the roster but whom a person named.

use std::collections::BTreeSet;

use data_encoding::BASE64;
use musubi_exchange::problem::{Problem, Source, What};
use musubi_exchange::staff;
use musubi_model::field::{Change, Noted};
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::Edit;
use musubi_model::staff::{
    ChangeStaffMember, Difference, Listed, StaffMember, difference, members,
};

use super::wire::{
    RosterChange, RosterFile, RosterMember, RosterPlan, RosterProblem, RosterTaken, TakeRoster,
};
use crate::desk::people::text;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};
use crate::runtime::handle::CommitError;

/// Members written in one commit; where they are too much for one entry, in two.
const MEMBERS_PER_COMMIT: usize = 100;
/// What a refusal calls the file: its own name may be anything, and is of no use here.
const NAME: &str = "roster";

impl Desk {
    /// Reads the list and writes nothing.
    pub fn check_roster(&self, file: &RosterFile) -> Result<RosterPlan, DeskError> {
        self.at_hq()?;
        let rows = match read(&file.file)? {
            Ok(rows) => rows,
            Err(problems) => {
                let problems = problems.iter().map(problem).collect();
                return Ok(RosterPlan { problems, ..RosterPlan::default() });
            }
        };
        let told = self.roster_difference(&rows)?;
        Ok(RosterPlan {
            problems: Vec::new(),
            added: count(told.added.len()),
            changed: told.changed.iter().map(|(member, change)| changed(member, change)).collect(),
            same: count(told.same),
            missing: told.missing.iter().map(missing).collect(),
        })
    }

    pub async fn take_roster(
        &self,
        caller: &Caller,
        take: TakeRoster,
    ) -> Result<RosterTaken, DeskError> {
        self.at_hq()?;
        let rows =
            read(&take.file)?.map_err(|_| DeskError::Conflict { code: "roster_has_problems" })?;
        let left: BTreeSet<RecordId> = take
            .left
            .iter()
            .map(|id| id.parse().map_err(|_| DeskError::field("left", "text.form")))
            .collect::<Result<_, _>>()?;
        let document = self.document(Kind::City, PlaceId::CITY)?;
        let (desk, noted) = (self.clone(), noted(None, caller.recorder()));
        let work = async move {
            let told = desk.roster_difference(&rows)?;
            let (edits, taken) = edits(&told, &left, &noted)?;
            desk.commit_members(document, edits).await?;
            Ok(taken)
        };
        self.one_at_a_time(document, NAME, work).await
    }

    fn roster_difference(&self, rows: &[Listed]) -> Result<Difference, DeskError> {
        let document = self.document(Kind::City, PlaceId::CITY)?;
        Ok(self.read(document, |facts| difference(&members(facts), rows)))
    }

    async fn commit_members(
        &self,
        document: DocumentId,
        edits: Vec<Vec<Edit>>,
    ) -> Result<(), DeskError> {
        let mut rest: Vec<&[Vec<Edit>]> = edits.chunks(MEMBERS_PER_COMMIT).rev().collect();
        while let Some(part) = rest.pop() {
            match self.0.handle.commit(document, part.concat()).await {
                Err(CommitError::TooLarge { .. }) if part.len() > 1 => {
                    let (first, second) = part.split_at(part.len() / 2);
                    rest.extend([second, first]);
                }
                outcome => {
                    outcome?;
                }
            }
        }
        Ok(())
    }
}

type Rows = Result<Vec<Listed>, Vec<Problem>>;

fn read(file: &str) -> Result<Rows, DeskError> {
    let bytes =
        BASE64.decode(file.as_bytes()).map_err(|_| DeskError::field("file", "text.form"))?;
    Ok(staff::read(Source { name: NAME, bytes: &bytes }))
}

/// One list of edits a member, so that no member is written in halves.
fn edits(
    told: &Difference,
    left: &BTreeSet<RecordId>,
    noted: &Noted,
) -> Result<(Vec<Vec<Edit>>, RosterTaken), DeskError> {
    let mut edits = Vec::new();
    for new in &told.added {
        edits.push(new.create(fresh_id(), noted)?);
    }
    for (member, change) in &told.changed {
        edits.push(change.edits(member.id, noted));
    }
    let leave = ChangeStaffMember { left: Change::To(true), ..ChangeStaffMember::default() };
    let leavers: Vec<RecordId> = told.leavers(left).collect();
    edits.extend(leavers.iter().map(|id| leave.edits(*id, noted)));
    let taken = RosterTaken {
        added: count(told.added.len()),
        changed: count(told.changed.len()),
        left: count(leavers.len()),
    };
    Ok((edits, taken))
}

fn problem(problem: &Problem) -> RosterProblem {
    let other_row = match &problem.what {
        What::DoubleNumber { row } => Some(*row),
        _ => None,
    };
    RosterProblem {
        row: problem.row,
        column: problem.column.clone(),
        code: problem.what.code().to_owned(),
        other_row,
    }
}

fn changed(member: &StaffMember, change: &ChangeStaffMember) -> RosterChange {
    let fields = [
        ("name", change.name.is_some()),
        ("kana", change.kana != Change::Keep),
        ("department", change.department != Change::Keep),
        ("gathering_place", change.gathering_place != Change::Keep),
        ("left", change.left != Change::Keep),
    ];
    RosterChange {
        number: text(&member.staff_no).unwrap_or_default(),
        name: text(&member.name).unwrap_or_default(),
        fields: fields.iter().filter(|(_, is)| *is).map(|(name, _)| (*name).to_owned()).collect(),
    }
}

fn missing(member: &StaffMember) -> RosterMember {
    RosterMember {
        id: member.id.to_string(),
        number: text(&member.staff_no).unwrap_or_default(),
        name: text(&member.name).unwrap_or_default(),
        department: text(&member.department).unwrap_or_default(),
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
