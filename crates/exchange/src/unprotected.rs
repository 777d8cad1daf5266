//! Whom an export may hold at all, whatever its reader may see.

use musubi_model::household::Household;
use musubi_model::person::Person;
use musubi_model::roster::Roster;

/// The person's household, if nobody in it is protected nor it as a whole: an address or a child's
/// name would lead to them. `None` too where it is unclear which household is theirs.
pub(crate) fn household<'a>(roster: &'a Roster, person: &Person) -> Option<&'a Household> {
    let id = person.household.shown().filter(|id| person.household.is_only(id))?;
    let household = roster.household(*id)?;
    let is_open = household.suppress.is_only(&false)
        && !person.is_protected()
        && !roster.members(*id).any(Person::is_protected);
    is_open.then_some(household)
}
