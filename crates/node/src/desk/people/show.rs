//! Finding and showing households.

use std::collections::BTreeSet;
use std::sync::Arc;

use musubi_model::field::{Field, Meta, Recorder, Scalar};
use musubi_model::household::Household as HouseholdRecord;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::person::{Answer, Person as PersonRecord, Publication};
use musubi_model::record::Value;
use musubi_model::roster::Roster;
use musubi_model::stay::{
    Stay as StayRecord, StayState as StayFacts, WhereTo as WhereToCode, Whereabouts,
};
use musubi_model::time::Timestamp;

use super::Located;
use super::wire::{
    Allergen, Consent, Diet, Household, HouseholdHit, Need, Person, PersonHit, Search,
    SearchResult, Stay, StayState, WhereTo,
};
use crate::accounts::Role;
use crate::desk::ticks::Kept;
use crate::desk::wire::Age;
use crate::desk::{Caller, Desk, DeskError, clash, now};

/// Households in one answer; a longer text finds the others.
const HITS_MAX: usize = 40;
/// Longer than any name; what is longer finds nothing.
const TEXT_CHARS_MAX: usize = 130;

impl Desk {
    pub fn search_households(
        &self,
        caller: &Caller,
        search: &Search,
    ) -> Result<SearchResult, DeskError> {
        if search.text.chars().count() > TEXT_CHARS_MAX {
            return Err(DeskError::field("text", "text.too_long"));
        }
        let only: Option<PlaceId> = match search.place.as_deref().filter(|text| !text.is_empty()) {
            Some(place) => Some(place.parse().map_err(|_| DeskError::NotFound)?),
            None => None,
        };
        let mut places = self.places_of_people(caller)?;
        places.retain(|place| only.is_none_or(|only| only == *place));
        let code = self.code_of(caller, search.text.trim(), &places)?;
        let mut result = SearchResult { households: Vec::new(), code, more: false };
        for place in places {
            let document = self.document(Kind::People, place)?;
            let roster = self.roster(document, self.rights(caller, place));
            let (found, matched) = find(&roster, search.text.trim());
            for id in found {
                let in_state = |person: &PersonRecord| {
                    search.state.is_none_or(|wanted| state(&roster, person.id) == wanted)
                };
                if !roster.members(id).any(in_state) {
                    continue;
                }
                if result.households.len() == HITS_MAX {
                    result.more = true;
                    return Ok(result);
                }
                let kept = self.with_ticks(document, |ticks| ticks.of(records(&roster, id)));
                result.households.extend(self.hit(&roster, place, id, &matched, kept));
            }
        }
        Ok(result)
    }

    fn hit(
        &self,
        roster: &Roster,
        place: PlaceId,
        id: RecordId,
        matched: &BTreeSet<RecordId>,
        kept: Kept,
    ) -> Option<HouseholdHit> {
        let household = roster.household(id)?;
        let persons: Vec<PersonHit> = roster
            .members(id)
            .map(|person| PersonHit {
                id: person.id.to_string(),
                name: joined(&person.family, &person.given),
                kana: joined(&person.kana_family, &person.kana_given),
                age: age_text(person),
                sex: person.sex.shown().map(|sex| (*sex).into()),
                state: state(roster, person.id),
                matched: matched.contains(&person.id),
            })
            .collect();
        let has_clash = has_clash(household)
            || roster.members(id).any(|person| {
                person_has_clash(person) || state(roster, person.id) == StayState::Disputed
            });
        Some(HouseholdHit {
            id: id.to_string(),
            place: place.to_string(),
            place_name: self.place_name(place),
            reception_no: text(&household.reception_no),
            registered_at: registered_at(&household.meta),
            self_registered: is_self_registered(&household.meta),
            has_clash,
            kept,
            persons,
        })
    }

    /// The card of a household, once the look-up is noted.
    pub async fn household(&self, caller: &Caller, id: &str) -> Result<Household, DeskError> {
        let at = self.locate(caller, id)?;
        self.note_lookup(caller, &at).await?;
        let household = at.roster.household(at.id).ok_or(DeskError::NotFound)?;
        let now = now();
        let persons: Vec<Person> =
            at.roster.members(at.id).map(|person| shown(&at.roster, person, caller, now)).collect();
        let stays = at
            .roster
            .members(at.id)
            .flat_map(|person| at.roster.stays(person.id))
            .filter_map(|stay| shown_stay(stay, caller, now))
            .collect();
        let clashes = self.read(at.document, |facts| clash::clashes(facts, at.records()));
        let clashes = self.name_hands(at.place, clashes).await?;
        Ok(Household {
            id: at.id.to_string(),
            place: at.place.to_string(),
            place_name: self.place_name(at.place),
            reception_no: text(&household.reception_no),
            claim_code: text(&household.claim_code),
            card: text(&household.card),
            registered_by: household.registered.shown().map(|it| (*it).into()),
            self_registered: is_self_registered(&household.meta),
            registered_at: registered_at(&household.meta),
            address: text(&household.address_line),
            address_kind: household.address_kind.shown().map(|it| (*it).into()),
            phone: text(&household.phone),
            house_damage: household.house_damage.shown().map(|it| (*it).into()),
            stay_place: household.stay_place.shown().map(|it| (*it).into()),
            language: household.language.shown().map(|it| (*it).into()),
            pickup: household.pickup_place.shown().map(|place| self.place_name(*place)),
            pets: text(&household.pets),
            note: text(&household.note),
            unreadable: unreadable(&at, household),
            kept: self.with_ticks(at.document, |ticks| ticks.of(at.records())),
            persons,
            clashes,
            stays,
        })
    }
}

/// A household, its persons and their stays.
pub(super) fn records(roster: &Roster, household: RecordId) -> impl Iterator<Item = RecordId> {
    let members = roster.members(household).flat_map(|person| {
        std::iter::once(person.id).chain(roster.stays(person.id).map(|stay| stay.id))
    });
    std::iter::once(household).chain(members)
}

/// Households in the order to show, and the persons because of whom.
fn find(roster: &Arc<Roster>, typed: &str) -> (Vec<RecordId>, BTreeSet<RecordId>) {
    if typed.is_empty() {
        let mut newest: Vec<RecordId> = roster.households().map(|one| one.id).collect();
        newest.sort_unstable_by(|a, b| b.cmp(a));
        return (newest, BTreeSet::new());
    }
    let (mut order, mut seen, mut matched) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    for person in roster.search(typed) {
        matched.insert(person.id);
        for household in person.household.known() {
            if seen.insert(*household) {
                order.push(*household);
            }
        }
    }
    (order, matched)
}

pub(in crate::desk) fn state(roster: &Roster, person: RecordId) -> StayState {
    let Some(state) = roster.state(person) else { return StayState::Expected };
    match state.agreed() {
        Some(Whereabouts::Present { .. }) => StayState::Staying,
        Some(Whereabouts::Away { .. }) => StayState::Overnight,
        Some(Whereabouts::Left { .. }) => StayState::Left,
        Some(Whereabouts::InTransit { .. }) => StayState::InTransit,
        Some(Whereabouts::Unreadable) | None => StayState::Disputed,
    }
}

fn shown(roster: &Roster, person: &PersonRecord, caller: &Caller, now: Timestamp) -> Person {
    let consent = person.consent();
    let heads = roster.state(person.id).map(|state| &state.heads.0);
    let since = roster
        .stays(person.id)
        .filter(|stay| heads.is_some_and(|heads| heads.contains(&stay.id)))
        .filter_map(|stay| Age::of(&stay.meta, now))
        .max_by_key(|age| age.observed_at);
    let agreed = roster.state(person.id).and_then(StayFacts::agreed);
    let where_to = match agreed {
        Some(Whereabouts::Left { to, .. }) => Some(told_where(to, caller.role)),
        _ => None,
    };
    let returns_at = match agreed {
        Some(Whereabouts::Away { returns_at, .. }) => returns_at.map(Timestamp::millis),
        _ => None,
    };
    let section = match agreed {
        Some(Whereabouts::Present { .. } | Whereabouts::Away { .. }) => {
            let told = roster.stays(person.id).filter(|stay| !stay.section.is_absent());
            told.last().and_then(|stay| text(&stay.section))
        }
        _ => None,
    };
    Person {
        id: person.id.to_string(),
        family: text(&person.family),
        given: text(&person.given),
        family_kana: text(&person.kana_family),
        given_kana: text(&person.kana_given),
        birth: text(&person.birth),
        age: age_text(person),
        sex: person.sex.shown().map(|sex| (*sex).into()),
        relation: text(&person.relation),
        needs: person.needs.set().map(|need| Need::from(*need)).collect(),
        allergens: person.allergens.set().map(|it| Allergen::from(*it)).collect(),
        allergies: text(&person.allergens_text),
        diet: person.diet.set().map(|it| Diet::from(*it)).collect(),
        unaccompanied_minor: person.unaccompanied_minor.known().any(|alone| *alone),
        brought_by: text(&person.brought_by),
        note: text(&person.note),
        consent: Consent {
            kin: consent.kin == Answer::Answer,
            acquaintance: consent.acquaintance == Answer::Answer,
            public: consent.public == Publication::Agree,
        },
        protected: person.is_protected(),
        state: state(roster, person.id),
        since,
        where_to,
        section,
        returns_at,
    }
}

fn shown_stay(stay: &StayRecord, caller: &Caller, now: Timestamp) -> Option<Stay> {
    Some(Stay {
        id: stay.id.to_string(),
        person: stay.person.shown()?.to_string(),
        kind: (*stay.kind.shown()?).into(),
        where_to: stay.where_to.shown().map(|to| told_where(*to, caller.role)),
        other_place: stay.other_place.shown().map(ToString::to_string),
        section: text(&stay.section),
        returns_at: stay.returns_at.shown().map(|at| at.millis()),
        with_adult: text(&stay.with_adult),
        note: text(&stay.note),
        age: Age::of(&stay.meta, now)?,
    })
}

fn told_where(to: WhereToCode, role: Role) -> WhereTo {
    if to == WhereToCode::Died && !role.may_know_deaths() { WhereTo::Unknown } else { to.into() }
}

fn registered_at(meta: &Meta) -> i64 {
    meta.recorded_at.map_or(0, Timestamp::millis)
}

fn is_self_registered(meta: &Meta) -> bool {
    meta.recorded_by.contains(&Recorder::Public)
}

/// As told, else a year or two from the birth date.
pub(in crate::desk) fn age_text(person: &PersonRecord) -> Option<String> {
    let (low, high) = person.age_range(now())?;
    Some(if low == high { low.to_string() } else { format!("{low}-{high}") })
}

pub(in crate::desk) fn joined<T: Scalar>(family: &Field<T>, given: &Field<T>) -> String {
    let parts = [text(family), text(given)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What is shown of a text field.
pub(crate) fn text<T: Scalar>(field: &Field<T>) -> Option<String> {
    match field.shown()?.to_value() {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn has_clash(household: &HouseholdRecord) -> bool {
    household.address_line.is_clash()
        || household.phone.is_clash()
        || household.note.is_clash()
        || household.reception_no.is_clash()
        || household.house_damage.is_clash()
        || household.stay_place.is_clash()
        || household.language.is_clash()
        || household.pets.is_clash()
        || household.address_kind.is_clash()
        || household.card.is_clash()
}

pub(in crate::desk) fn person_has_clash(person: &PersonRecord) -> bool {
    let names = [&person.family, &person.given, &person.kana_family, &person.kana_given];
    names.into_iter().any(Field::is_clash)
        || person.birth.is_clash()
        || person.age.is_clash()
        || person.sex.is_clash()
        || person.relation.is_clash()
        || person.note.is_clash()
        || person.allergens_text.is_clash()
        || person.suppress.is_clash()
        || person.needs.is_clash()
        || person.unaccompanied_minor.is_clash()
        || person.brought_by.is_clash()
}

/// `record.field` of everything this version does not know or cannot read.
fn unreadable(at: &Located, household: &HouseholdRecord) -> Vec<String> {
    let own = household.unknown.iter().map(|field| format!("{}.{field}", at.id));
    let members = at.roster.members(at.id).flat_map(|person| {
        person.unknown.iter().map(move |field| format!("{}.{field}", person.id))
    });
    let is_ours = |name: &String| name.ends_with(crate::desk::once::KEY_FIELD);
    own.chain(members).filter(|name| !is_ours(name)).collect()
}
