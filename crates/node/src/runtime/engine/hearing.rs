//! Which road each entry of a place's own laptops took to this disk, and, at headquarters, what other
//! laptops say they hold of the city's document.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use musubi_log::hash::LogId;
use musubi_log::item::Item;
use musubi_log::node::Member;
use musubi_log::role::Role;
use musubi_model::ids::{Actor, DocumentId, Kind, NodeKey, PlaceId};
use musubi_model::notice::Notice;
use musubi_model::record::{Reading, View};
use musubi_model::time::{Now, Timestamp};
use musubi_replica::courier::Word;
use musubi_replica::input::CarryId;
use musubi_replica::message::Message;
use musubi_replica::{Input, Output};

use super::Engine;
use crate::runtime::heard::{Came, CityHeld, Road, UpTo};

/// How the entries of one input came.
#[derive(Clone, Copy)]
pub(super) struct By {
    road: Road,
    /// When a stick was made.
    made: Option<Timestamp>,
}

#[derive(Default)]
pub(super) struct Hearing {
    /// When the bundle of each was made.
    pub(super) carried: BTreeMap<CarryId, Timestamp>,
    /// Logs that grew since the last look.
    grown: BTreeMap<LogId, By>,
    /// Places whose laptops' words, as they stood in bundles, are not read yet since the start.
    pub(super) unread: BTreeSet<PlaceId>,
    /// Of which version of the city's document, and up to where its notices go.
    city: Option<(u64, UpTo)>,
}

impl Engine {
    /// Before an input is handled: by which road what comes of it came.
    pub(super) fn road(&mut self, now: Now, input: &Input) -> Option<By> {
        match input {
            Input::Received { from, message } => {
                self.hear_holdings(now, *from, message);
                Some(By { road: Road::Mesh, made: None })
            }
            Input::Hint(_) => Some(By { road: Road::Mesh, made: None }),
            Input::Carried { id, .. } => {
                let made = self.hearing.carried.remove(id)?;
                Some(By { road: Road::Stick, made: Some(made) })
            }
            _ => None,
        }
    }

    pub(super) fn note_grown(&mut self, by: Option<By>, outputs: &[Output]) {
        let Some(by) = by else { return };
        for output in outputs {
            if let Output::Persist(Item::Span(span)) = output
                && span.from() > 0
            {
                self.hearing.grown.insert(span.log(), by);
            }
        }
    }

    /// After everything of a step is on the disk and counted.
    pub(super) fn tell_what_came(&mut self, now: Now) {
        let grown = std::mem::take(&mut self.hearing.grown);
        if grown.is_empty() {
            return;
        }
        let members: BTreeMap<NodeKey, &Member> =
            self.replica.statements().members().map(|member| (member.node, member)).collect();
        let mut status = self.shared.status_mut();
        for (log, by) in grown {
            let Some(author) = self.disk.author(&log) else { continue };
            let owner = author.document.owner;
            let is_own_word = members
                .get(&author.node)
                .is_some_and(|member| member.role == Role::Shelter && member.place == owner);
            let Some(document) = status.documents.get_mut(&author.document) else { continue };
            if is_own_word {
                let said_at = by.made.map_or(now.wall, |made| made.min(now.wall));
                let entries = document.entries_stored.saturating_sub(document.own_entries);
                let came = Came { road: by.road, at: now.wall, said_at, entries };
                let before = document.came.filter(|before| before.said_at > said_at);
                // What was said before what is here already is no newer word.
                document.came = Some(before.map_or(came, |before| Came { entries, ..before }));
            }
        }
    }

    /// What a neighbour's message says of the city's document: that it holds all that is here, or up to
    /// where it holds each log.
    fn hear_holdings(&mut self, now: Now, from: NodeKey, message: &Message) {
        if self.replica.member().role != Role::Hq {
            return;
        }
        let city = self.city_document();
        let up_to = match message {
            Message::Root { root, .. } if *root == self.replica.root() => self.city_up_to(),
            Message::Tips { sections, .. } => {
                let of_city = sections.iter().filter(|section| section.document == city);
                let tips = of_city.flat_map(|section| &section.tips);
                // An entry holds one change or more.
                let held = tips.filter_map(|tip| Some((self.city_author(&tip.log)?, tip.position)));
                Arc::new(held.collect())
            }
            _ => return,
        };
        if !up_to.is_empty() {
            self.note_held(from, Road::Mesh, now.wall, &up_to);
        }
    }

    /// What a laptop said in a bundle of its own that it holds.
    pub(super) fn hear_word(&mut self, now: Timestamp, word: Word) {
        if self.replica.member().role != Role::Hq {
            return;
        }
        let city = self.city_document();
        let (node, made) = (word.maker.node, word.made.min(now));
        let place = word.maker.place;
        let scope = musubi_log::bundle::Scope::Missing;
        let packing = self.replica.pack(word.made, place, scope, &[word.known]);
        let mut up_to = BTreeMap::clone(&self.city_up_to());
        for parcel in packing.parcels.iter().filter(|parcel| parcel.document == city) {
            if let Some(author) = self.city_author(&parcel.range.log) {
                let held = up_to.entry(author).or_default();
                *held = (*held).min(parcel.range.from.saturating_sub(1));
            }
        }
        self.note_held(node, Road::Stick, made, &Arc::new(up_to));
    }

    /// One place of those whose words were kept, since reading one takes a while.
    pub(super) fn read_a_kept_word(&mut self, now: Now) {
        let Some(place) = self.hearing.unread.pop_first() else { return };
        for bytes in self.disk.words().of(place) {
            if let Some(word) = self.replica.word(&bytes) {
                self.hear_word(now.wall, word);
            }
        }
    }

    fn note_held(&mut self, node: NodeKey, road: Road, said_at: Timestamp, up_to: &UpTo) {
        let mut status = self.shared.status_mut();
        let mut held = status.city_held.remove(&node);
        let is_new = CityHeld::hear(&mut held, road, said_at, up_to);
        status.city_held.extend(held.map(|held| (node, held)));
        drop(status);
        if is_new {
            let city = self.city_document();
            self.shared.announce_ticks(city);
        }
    }

    fn city_document(&self) -> DocumentId {
        DocumentId::new(self.replica.operation(), Kind::City, PlaceId::CITY)
    }

    fn city_author(&self, log: &LogId) -> Option<Actor> {
        let author = self.disk.author(log)?;
        (author.document == self.city_document())
            .then(|| musubi_log::hash::actor(&author.document, &author.node, &author.run))
    }

    /// Up to where the notices go that this laptop shows now.
    fn city_up_to(&mut self) -> UpTo {
        let city = self.city_document();
        let version = self.shared.version(city);
        if let Some((of, up_to)) = &self.hearing.city
            && *of == version
        {
            return Arc::clone(up_to);
        }
        let views = self.shared.views();
        let up_to = Arc::new(views.get(&city).map(up_to_of_notices).unwrap_or_default());
        drop(views);
        self.hearing.city = Some((version, Arc::clone(&up_to)));
        up_to
    }
}

fn up_to_of_notices(view: &View) -> BTreeMap<Actor, u64> {
    let mut up_to: BTreeMap<Actor, u64> = BTreeMap::new();
    for fields in view.records.values().filter(|fields| Notice::is_one(fields)) {
        for seen in fields.values().flat_map(Reading::all) {
            let to = up_to.entry(seen.by).or_default();
            *to = (*to).max(seen.seq);
        }
    }
    up_to
}
