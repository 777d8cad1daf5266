//! 代行: a place that does what a hub does while headquarters is silent.
//!
//! Nobody but headquarters may write into the document of another place, so whoever acts writes into
//! its own: that it began ([`ActingHub`]), what it did for requests that it could read
//! ([`ActingStep`]), and that it ended ([`ActingEnd`]). Such a step is shown beside the request, in
//! the words of whoever acted, and is never one of the request's own: its quantity stands in no sum,
//! so nothing is counted twice when headquarters is back.
//!
//! Whoever then says the next step of the request, headquarters or the place that asked, names the
//! steps that it knew of (`after_acting` of [`RequestEvent`]); from there on they are past. What
//! nobody has gone on from stands, also where its acting has ended meanwhile: nothing done is lost.
//!
//! Acting ends by hand, or as soon as headquarters has word of it, which its receipt tells; that is
//! an argument here. The same records in any order read the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::facts::Facts;
use crate::field::{Follows, Refused, Why};
use crate::history::{self, Link};
use crate::ids::{PlaceId, RecordId};
use crate::request::{Quantity, RequestState, Stage};
use crate::table::{codes, record};
use crate::text::{Line, Prose};
use crate::time::Timestamp;

record! {
    /// A place's leader takes the duty on.
    "acting_hub" pub ActingHub, new NewActingHub;
    must {}
    may {
        note: Prose<500>,
    }
    marks {}
}

record! {
    /// The duty was laid down by hand.
    "acting_end" pub ActingEnd, new NewActingEnd;
    must {
        acting: RecordId,
    }
    may {
        note: Prose<500>,
    }
    marks {}
}

record! {
    /// What whoever acts did for a request of any place.
    "acting_step" pub ActingStep, new NewActingStep, rule a_hub_does_it;
    must {
        acting: RecordId,
        place: PlaceId,
        request: RecordId,
        stage: Stage,
        /// Steps of this acting for this request that its writer knew.
        follows: Follows,
    }
    may {
        quantity: Quantity,
        expected_at: Timestamp,
        carrier: Line<120>,
        note: Prose<500>,
    }
    marks {}
}

/// What is done in headquarters' stead: getting and sending on. Accepting and refusing are not.
pub const fn is_acted(stage: Stage) -> bool {
    matches!(stage, Stage::Sourcing | Stage::Shipped | Stage::AtHub | Stage::OutForDelivery)
}

fn a_hub_does_it(step: &NewActingStep) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: ActingStep::TABLE, field, why });
    if !is_acted(step.stage) {
        return refused("stage", Why::Contradiction);
    }
    if step.follows.0.len() > Follows::MAX {
        return refused("follows", Why::TooMany);
    }
    Ok(())
}

codes! {
    /// How a time of acting stands.
    pub enum Acts {
        /// It lasts.
        On = "on",
        ByHand = "by_hand",
        /// Headquarters has word of it.
        HqIsBack = "hq_is_back",
    }
}

/// One time of acting, as its place's document tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Acting {
    pub begun: ActingHub,
    pub ends: Vec<ActingEnd>,
    /// In the order of ids, those alone that a hub may do.
    pub steps: Vec<ActingStep>,
}

impl Acting {
    /// Every time of acting of one document, in the order of ids.
    pub fn all(facts: &Facts<'_>) -> Vec<Self> {
        let mut of: BTreeMap<RecordId, Self> = ActingHub::all(facts)
            .map(|begun| (begun.id, Self { begun, ends: Vec::new(), steps: Vec::new() }))
            .collect();
        for end in ActingEnd::all(facts) {
            let named = end.acting.shown().map(|id| facts.root(*id));
            if let Some(acting) = named.and_then(|id| of.get_mut(&id)) {
                acting.ends.push(end);
            }
        }
        for step in ActingStep::all(facts) {
            let counts = step.stage.shown().is_some_and(|stage| is_acted(*stage));
            let named = step.acting.shown().filter(|_| counts).map(|id| facts.root(*id));
            if let Some(acting) = named.and_then(|id| of.get_mut(&id)) {
                acting.steps.push(step);
            }
        }
        of.into_values().collect()
    }

    /// `hq_has_it`: headquarters' receipt covers its beginning.
    pub fn acts(&self, hq_has_it: bool) -> Acts {
        match (hq_has_it, self.ends.is_empty()) {
            (true, _) => Acts::HqIsBack,
            (false, false) => Acts::ByHand,
            (false, true) => Acts::On,
        }
    }
}

/// What others did for one request in headquarters' stead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Acted {
    /// Every step, by id, with the place that did it.
    pub steps: Vec<(PlaceId, ActingStep)>,
    /// Those that nobody has gone on from: neither who acted, nor headquarters, nor the place.
    pub stands: BTreeSet<RecordId>,
}

impl Acted {
    /// `all`: what each place's document tells.
    pub fn of(all: &BTreeMap<PlaceId, Vec<Acting>>, place: PlaceId, state: &RequestState) -> Self {
        let request = state.request.id;
        let is_meant = |step: &&ActingStep| {
            step.place.shown() == Some(&place) && step.request.shown() == Some(&request)
        };
        let of_place = |(by, acting): (&PlaceId, &Vec<Acting>)| -> Vec<(PlaceId, ActingStep)> {
            let steps = acting.iter().flat_map(|acting| &acting.steps).filter(is_meant);
            steps.map(|step| (*by, step.clone())).collect()
        };
        let mut steps: Vec<(PlaceId, ActingStep)> = all.iter().flat_map(of_place).collect();
        steps.sort_by_key(|(_, step)| step.id);
        let link = |step: &ActingStep| Link {
            follows: step.follows.known().flat_map(|ids| ids.0.iter().copied()).collect(),
            stands: true,
        };
        let heads = history::heads(&steps.iter().map(|(_, it)| (it.id, link(it))).collect());
        let past = state.known_of_acting();
        let stands = heads.into_iter().filter(|id| !past.contains(id)).collect();
        Self { steps, stands }
    }

    /// To be named by whoever says the next step of the request.
    pub fn heads(&self) -> Follows {
        self.stands.iter().copied().collect()
    }

    /// Of one place's own steps those to be named by its next one.
    pub fn own(&self, by: PlaceId) -> Follows {
        let own =
            self.steps.iter().filter(|(of, step)| *of == by && self.stands.contains(&step.id));
        own.map(|(_, step)| step.id).collect()
    }
}
