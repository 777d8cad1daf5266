//! Children who came without a guardian leave with the adult whom their card names.
//!
//! Whose values clash is treated as a child alone: the stricter reading. A manager may hand a child
//! over to another adult, who is named all the same.

use musubi_model::ids::RecordId;
use musubi_model::roster::Roster;
use musubi_model::search::SearchText;

use crate::accounts::Role;
use crate::desk::DeskError;

/// May these people leave with `adult`, or without one where it is `None`?
pub(in crate::desk) fn may_leave(
    roster: &Roster,
    persons: &[RecordId],
    adult: Option<&str>,
    role: Role,
) -> Result<(), DeskError> {
    let adult = adult.map(SearchText::of).filter(|name| !name.is_empty());
    for person in persons.iter().filter_map(|id| roster.person(*id)) {
        if !person.unaccompanied_minor.known().any(|alone| *alone) {
            continue;
        }
        let Some(adult) = &adult else {
            return Err(DeskError::Conflict { code: "minor_needs_adult" });
        };
        let named: Vec<SearchText> =
            person.brought_by.known().map(|name| SearchText::of(name.as_str())).collect();
        let is_named = named.is_empty() || named.iter().any(|name| name == adult);
        if !is_named && !matches!(role, Role::Manager | Role::HqOfficer) {
            return Err(DeskError::Conflict { code: "minor_other_adult" });
        }
    }
    Ok(())
}
