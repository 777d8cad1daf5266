//! Where goods that are sent come from: a stock, a purchase, aid, or what another place offers.

use std::collections::BTreeMap;

use musubi_model::field::Why;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::place;
use musubi_model::request::{self, Offer, RequestState, Source, Stage};
use musubi_model::stock::ItemId;

use super::is_open;
use super::wire::{ChosenFor, NewRequestEvent};
use crate::desk::check::Check;
use crate::desk::{Desk, DeskError};

/// As it will be written.
#[derive(Default)]
pub(super) struct GoodsFrom {
    pub(super) source: Option<Source>,
    pub(super) place: Option<PlaceId>,
    pub(super) offer: Option<RecordId>,
    /// What is offered, which must be what was asked for.
    pub(super) item: Option<ItemId>,
}

impl Desk {
    /// What was said of it. An offer that was taken back is a conflict: somebody must choose again.
    pub(super) fn goods_from(
        &self,
        check: &mut Check,
        stage: Stage,
        to: PlaceId,
        said: &NewRequestEvent,
    ) -> Result<GoodsFrom, DeskError> {
        let source = said.source.map(Source::from);
        if source.is_some() && !stage.has_a_source() {
            check.refuse("source", Why::Misplaced.code());
        }
        if said.source_place.is_some() && source != Some(Source::Stock) {
            check.refuse("source_place", Why::Misplaced.code());
        }
        if said.offer.is_some() && source != Some(Source::Offer) {
            check.refuse("offer", Why::Misplaced.code());
        }
        let mut from = GoodsFrom { source, ..GoodsFrom::default() };
        match (source, said.offer.as_deref()) {
            (Some(Source::Stock), _) => from.place = self.stock_of(check, said)?,
            (Some(Source::Offer), None) => check.refuse("offer", Why::Missing.code()),
            (Some(Source::Offer), Some(offer)) => {
                let (owner, offer) = self.standing_offer(offer)?;
                if owner == to {
                    check.refuse("offer", Why::Contradiction.code());
                }
                (from.place, from.offer) = (Some(owner), Some(offer.id));
                from.item = offer.item.shown().cloned();
            }
            _ => {}
        }
        Ok(from)
    }

    fn stock_of(
        &self,
        check: &mut Check,
        said: &NewRequestEvent,
    ) -> Result<Option<PlaceId>, DeskError> {
        let Some(named) = &said.source_place else { return Ok(Some(self.enrolled()?.place)) };
        let named: Option<PlaceId> = named.parse().ok();
        let known = match named {
            Some(place) => self.is_heard_of(place)?,
            None => false,
        };
        if !known {
            check.refuse("source_place", "place.unknown");
        }
        Ok(named)
    }

    /// In the register, or heard of.
    pub(super) fn is_heard_of(&self, place: PlaceId) -> Result<bool, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let registered = self.read(city, |facts| place::register(facts).contains_key(&place));
        Ok(registered
            || place == self.enrolled()?.place
            || self.owners(Kind::Place)?.contains(&place))
    }

    fn standing_offer(&self, id: &str) -> Result<(PlaceId, Offer), DeskError> {
        let gone = DeskError::Conflict { code: "offer_gone" };
        let Ok(id) = id.parse::<RecordId>() else { return Err(gone) };
        for owner in self.owners(Kind::Place)? {
            let document = self.document(Kind::Place, owner)?;
            let offer = self.read(document, |facts| Offer::all(facts).find(|it| it.id == id));
            if let Some(offer) = offer.filter(|it| !it.withdrawn.known().any(|gone| *gone)) {
                return Ok((owner, offer));
            }
        }
        Err(gone)
    }

    /// Of every offer, the open requests of all known places that are to be filled from it.
    pub(super) fn chosen_offers(&self) -> Result<BTreeMap<RecordId, Vec<ChosenFor>>, DeskError> {
        let mut chosen: BTreeMap<RecordId, Vec<ChosenFor>> = BTreeMap::new();
        for owner in self.owners(Kind::Place)? {
            let states = self.read(self.document(Kind::Place, owner)?, request::requests);
            for state in states.iter().filter(|it| is_open(it.stage) && !it.is_complete) {
                for offer in offers_of(state) {
                    chosen.entry(offer).or_default().push(ChosenFor {
                        place: owner.to_string(),
                        place_name: self.place_name(owner),
                        stage: state.stage.into(),
                        outstanding: state.outstanding(),
                    });
                }
            }
        }
        Ok(chosen)
    }
}

fn offers_of(state: &RequestState) -> impl Iterator<Item = RecordId> {
    state.sources.iter().filter_map(|sourced| sourced.offer)
}
