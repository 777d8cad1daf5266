//! 要配慮者 by place and over the city, in two figures that are never added: what a place counted by
//! looking, and what is noted of the people on its list.

use std::collections::BTreeSet;
use std::sync::Arc;

use musubi_model::duplicates::Places;
use musubi_model::groups::Groups as Noted;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::person::Need as NeedCode;
use musubi_model::roster::{Rights, Roster};
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::people::wire::Need;
use crate::desk::{Desk, DeskError};

/// What is noted of the people on one list, or on several. Protected people are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Groups {
    /// Staying by name.
    pub people: u32,
    /// With at least one need noted, in words also.
    pub noted: u32,
    /// Of whom nothing is noted: without any need, or never asked. Nobody can tell which.
    pub unnoted: u32,
    /// Every need, also those noted of nobody. Somebody with several stands under each.
    pub needs: Vec<NeedCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NeedCount {
    pub need: Need,
    pub people: u32,
}

/// Over the lists that this laptop reads.
#[derive(Clone, Default, Serialize, ToSchema)]
pub struct CityGroups {
    /// `null`: no place has anybody on a list.
    pub of_lists: Option<Groups>,
    /// Places with somebody on their list.
    pub listed_places: u32,
    /// Places that are not closed and have nobody on a list that is read here: not known, not 0.
    pub unlisted_places: u32,
    /// By so many the lists together have more people: whoever stands on two and was linked as one human
    /// is counted once.
    pub counted_once: u32,
}

impl Desk {
    /// What is counted on more than one of these places' lists of people who were linked as one human.
    pub(super) fn counted_again(&self, places: &BTreeSet<PlaceId>) -> Result<Noted, DeskError> {
        let mut leads_out = false;
        for place in places {
            leads_out |= self.kept_of_people(*place)?.leads_out;
        }
        if !leads_out {
            return Ok(Noted::default());
        }
        let mut rosters: Vec<(PlaceId, Arc<Roster>)> = Vec::new();
        for place in places {
            let document = self.document(Kind::People, *place)?;
            rosters.push((*place, self.roster(document, Rights::Protected)));
        }
        let lent: Vec<(PlaceId, &Roster)> =
            rosters.iter().map(|(place, roster)| (*place, roster.as_ref())).collect();
        Ok(Noted::counted_again(Places(&lent)))
    }
}

impl From<&Noted> for Groups {
    fn from(noted: &Noted) -> Self {
        let count = |code: &NeedCode| NeedCount {
            need: (*code).into(),
            people: noted.needs.get(code).copied().unwrap_or(0),
        };
        Self {
            people: noted.people,
            noted: noted.noted(),
            unnoted: noted.unnoted,
            needs: NeedCode::ALL.iter().map(count).collect(),
        }
    }
}

/// Sums of lists while they are read.
#[derive(Default)]
pub(super) struct Sum {
    all: Noted,
    listed: u32,
    unlisted: u32,
}

impl Sum {
    /// `None`: nobody is on a list. `counts`: then that is a gap.
    pub(super) fn add(&mut self, noted: Option<&Noted>, counts: bool) {
        match noted {
            Some(noted) => {
                self.all.add(noted);
                self.listed += 1;
            }
            None => self.unlisted += u32::from(counts),
        }
    }

    pub(super) fn done(mut self, again: &Noted) -> CityGroups {
        self.all.take_off(again);
        CityGroups {
            of_lists: (self.listed > 0).then(|| Groups::from(&self.all)),
            listed_places: self.listed,
            unlisted_places: self.unlisted,
            counted_once: again.people,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn noted(people: u32, unnoted: u32, infants: u32) -> Noted {
        let needs = BTreeMap::from([(NeedCode::Infant, infants)]);
        Noted { people, unnoted, needs, in_words: 0 }
    }

    #[test]
    fn a_place_without_a_list_is_a_gap_and_no_zero() {
        let mut sum = Sum::default();
        sum.add(None, true);
        sum.add(None, false);
        let city = sum.done(&Noted::default());
        assert!(city.of_lists.is_none());
        assert_eq!((city.listed_places, city.unlisted_places), (0, 1));
    }

    #[test]
    fn the_city_is_the_sum_of_its_lists_without_whom_they_count_again() {
        let mut sum = Sum::default();
        sum.add(Some(&noted(10, 7, 3)), true);
        sum.add(Some(&noted(5, 4, 1)), true);
        let again = Noted { people: 1, unnoted: 1, ..Noted::default() };
        let city = sum.done(&again);
        assert_eq!(city.counted_once, 1);
        let of = city.of_lists.unwrap();
        assert_eq!((of.people, of.noted, of.unnoted), (14, 4, 10));
        assert_eq!(of.needs.len(), NeedCode::ALL.len());
        let with = |need| of.needs.iter().find(|it| it.need == need).map(|it| it.people);
        assert_eq!((with(Need::Infant), with(Need::Dementia)), (Some(4), Some(0)));
    }
}
