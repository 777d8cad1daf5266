//! Places: the register, what each says of itself, and how many people are there.

pub mod counts;
pub mod report;
pub mod wire;

use std::collections::BTreeMap;

use musubi_model::closure::Standing;
use musubi_model::facts::Facts;
use musubi_model::field::{Field, Scalar};
use musubi_model::headcount::{self, People};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{self, PlaceName, RegisterEntry};
use musubi_model::report::{PlaceReport, Situation as Reports};
use musubi_model::time::Timestamp;

use super::check::Check;
use super::hq::lifelines::Lifelines;
use super::people::text;
use super::wire::{Age, Figure, SavedHere};
use super::{Caller, Desk, DeskError, now};
use crate::runtime::handle::NodeRole;
use wire::{ChooseName, Place, PlaceList, Situation};

/// What one place's own document says.
#[derive(Default)]
pub(crate) struct Word {
    pub(crate) name: Option<String>,
    pub(crate) kind: Option<wire::PlaceKind>,
    pub(crate) situation: Option<Situation>,
    pub(crate) in_shelter: Figure,
    pub(crate) households: Figure,
    pub(crate) outside_known: Figure,
    /// The newest counts disagree.
    pub(crate) has_clash: bool,
    pub(crate) is_imported: bool,
    /// How the count that stands was heard, where nobody at the place wrote it down.
    pub(crate) via: Option<wire::Via>,
    pub(super) lifelines: Lifelines,
    /// Seen closed since it was last counted: nobody is there, whatever that count said.
    pub(crate) is_shut: bool,
    /// Somebody closed it, then.
    pub(crate) closed_at: Option<Age>,
}

impl Word {
    pub(crate) fn read(facts: &Facts<'_>, now: Timestamp) -> Self {
        let reports = Reports::of(facts, now);
        let mut word = Self {
            lifelines: Lifelines::of(&reports, now),
            name: text(&place::own_name(facts)),
            kind: place::own_kind(facts).shown().map(|kind| (*kind).into()),
            situation: situation(&reports, now),
            ..Self::default()
        };
        if let Some(standing) = headcount::newest(facts, now) {
            let age = Age::of(&standing.count.meta, now);
            let figure = |people: &Field<People>| {
                let value = people.shown().and_then(|people| u32::try_from(people.get()).ok());
                Figure { value, age: age.filter(|_| value.is_some()) }
            };
            word.in_shelter = figure(&standing.count.in_shelter);
            word.households = figure(&standing.count.households);
            word.outside_known = figure(&standing.count.known_outside);
            word.has_clash = !standing.differing.is_empty();
            word.via = standing.count.via.shown().map(|via| (*via).into());
            word.is_imported =
                standing.count.meta.recorded_by.contains(&musubi_model::field::Recorder::Import);
        }
        if let Standing::Closed(closure) = Standing::of(facts)
            && let Some(at) = Age::of(&closure.meta, now)
        {
            word.close(at);
        }
        let counted_at = word.in_shelter.age.map(|age| age.observed_at);
        word.shut(counted_at);
        word
    }

    pub(crate) fn opening(&self) -> Option<wire::Opening> {
        self.situation.as_ref().and_then(|it| it.opening)
    }

    pub(crate) fn opening_age(&self) -> Option<Age> {
        self.situation.as_ref().and_then(|it| it.opening_age)
    }

    /// A decision to close it counts for more than what was seen before.
    fn close(&mut self, at: Age) {
        self.closed_at = Some(at);
        let situation = self.situation.get_or_insert_with(|| Situation::unreported(at));
        situation.opening = Some(wire::Opening::Closed);
        situation.opening_age = Some(at);
        situation.opening_inferred = false;
    }

    fn shut(&mut self, counted_at: Option<i64>) {
        let shut = matches!(self.opening(), Some(wire::Opening::Closed | wire::Opening::NotOpen));
        let seen_at = self.opening_age().map(|age| age.observed_at);
        if shut && seen_at >= counted_at {
            self.is_shut = true;
            self.in_shelter = Figure { value: Some(0), age: self.opening_age() };
            self.households = self.in_shelter;
            self.outside_known = Figure::default();
            self.has_clash = false;
        }
    }
}

impl Desk {
    pub fn places(&self) -> Result<PlaceList, DeskError> {
        let enrolled = self.enrolled()?;
        let words = self.words()?;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let register = self.read(city, place::register);
        let mut places: BTreeMap<PlaceId, Place> =
            register.iter().map(|(id, entry)| (*id, registered(*id, entry))).collect();
        let mut known: Vec<PlaceId> = words.keys().copied().collect();
        known.push(enrolled.place);
        for id in known {
            places.entry(id).or_insert_with(|| unregistered(id));
        }
        for (id, word) in words {
            if let Some(place) = places.get_mut(&id) {
                place.take(word);
            }
        }
        for (id, place) in &mut places {
            place.own = *id == enrolled.place;
            place.hq = place.own && enrolled.role == NodeRole::Hq;
            if place.name.is_empty() {
                place.name = self.place_name(*id);
            }
        }
        Ok(PlaceList { places: places.into_values().collect() })
    }

    pub fn place(&self, id: &str) -> Result<Place, DeskError> {
        let places = self.places()?.places;
        places.into_iter().find(|place| place.id == id).ok_or(DeskError::NotFound)
    }

    /// What every place says of itself, where it has said anything.
    pub(crate) fn words(&self) -> Result<BTreeMap<PlaceId, Word>, DeskError> {
        let now = now();
        self.of_each_place(|facts| Word::read(facts, now))
    }

    /// What is read of every place that has said anything.
    pub(super) fn of_each_place<T>(
        &self,
        read: impl Fn(&Facts<'_>) -> T,
    ) -> Result<BTreeMap<PlaceId, T>, DeskError> {
        let mut all = BTreeMap::new();
        for owner in self.owners(Kind::Place)? {
            let of = self.read(self.document(Kind::Place, owner)?, |facts| {
                let is_empty = facts.records().is_empty() && facts.values().is_empty();
                (!is_empty).then(|| read(facts))
            });
            all.extend(of.map(|of| (owner, of)));
        }
        Ok(all)
    }

    /// The register's name, else the place's own, else the ticket's, else the id's beginning.
    pub(crate) fn place_name(&self, place: PlaceId) -> String {
        let Ok(enrolled) = self.enrolled() else { return String::new() };
        let name = |document, key: String| {
            let views = self.0.handle.views();
            let view = views.get(&document)?;
            text(&Field::<PlaceName>::read(view.values.get(&key)))
        };
        let document =
            |kind, owner| musubi_model::ids::DocumentId::new(enrolled.operation, kind, owner);
        let city = document(Kind::City, PlaceId::CITY);
        name(city, format!("{}|{place}|name", place::REGISTER))
            .or_else(|| {
                self.read(document(Kind::Place, place), |facts| text(&place::own_name(facts)))
            })
            .or_else(|| (place == enrolled.place).then(|| enrolled.place_name.clone()))
            .or_else(|| {
                let status = self.0.handle.status();
                let known = status.enrolees.iter().filter(|it| it.place == place);
                known.map(|it| it.place_name.clone()).find(|name| !name.is_empty())
            })
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| place.to_string().chars().take(8).collect())
    }

    /// A loose value: writing the same name again changes nothing.
    pub async fn choose_name(
        &self,
        _: &Caller,
        place: &str,
        chosen: ChooseName,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let name: Option<PlaceName> = check.needed("name", &chosen.name);
        check.done()?;
        let name = name.ok_or_else(|| DeskError::field("name", "text.empty"))?;
        let document = self.document(Kind::Place, owner)?;
        self.0.handle.commit(document, vec![place::choose_name(&name)]).await?;
        Ok(SavedHere { id: owner.to_string(), repeated: false })
    }
}

impl Place {
    fn take(&mut self, word: Word) {
        if self.name.is_empty() {
            self.name = word.name.unwrap_or_default();
        }
        self.kind = self.kind.or(word.kind);
        self.situation = word.situation;
        self.in_shelter = word.in_shelter;
        self.households = word.households;
        self.outside_known = word.outside_known;
        self.has_clash |= word.has_clash;
    }
}

fn unregistered(id: PlaceId) -> Place {
    Place {
        id: id.to_string(),
        common_id: None,
        kind: None,
        hq: false,
        name: String::new(),
        registered: false,
        own: false,
        address: None,
        latitude: None,
        longitude: None,
        capacity: None,
        situation: None,
        in_shelter: Figure::default(),
        households: Figure::default(),
        outside_known: Figure::default(),
        has_clash: false,
    }
}

fn registered(id: PlaceId, entry: &RegisterEntry) -> Place {
    Place {
        common_id: text(&entry.common_id),
        kind: entry.kind.shown().map(|kind| (*kind).into()),
        name: text(&entry.name).unwrap_or_default(),
        registered: true,
        address: text(&entry.address),
        latitude: entry.latitude_e7.shown().map(|degrees| fraction(degrees.get())),
        longitude: entry.longitude_e7.shown().map(|degrees| fraction(degrees.get())),
        capacity: entry.capacity.shown().and_then(|people| u32::try_from(people.get()).ok()),
        has_clash: entry.name.is_clash(),
        ..unregistered(id)
    }
}

/// Degrees × 10⁷ are far below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "|e7| ≤ 1.8 × 10⁹")]
pub(super) fn fraction(e7: i64) -> f64 {
    e7 as f64 / 1e7
}

/// `None`: no report at all.
fn situation(reports: &Reports, now: Timestamp) -> Option<Situation> {
    let newest = Age::of(&reports.reports().last()?.meta, now)?;
    let mut reader = Reader { reports, now, oldest: newest };
    let opening = reports.latest(|report| &report.opening);
    let opening_age = opening.as_ref().and_then(|latest| reader.age(latest.report));
    let inferred = opening.as_ref().is_some_and(|latest| {
        let report = reports.reports().iter().find(|report| report.id == latest.report);
        report.is_some_and(|report| report.inferred.shown() == Some(&true))
    });
    Some(Situation {
        opening: reader.word(|report| &report.opening),
        opening_inferred: inferred,
        opening_age,
        crowding: reader.word(|report| &report.crowding),
        electricity: reader.word(|report| &report.electricity),
        gas: reader.word(|report| &report.gas),
        water: reader.word(|report| &report.water),
        sewer: reader.word(|report| &report.sewer),
        telephone: reader.word(|report| &report.telephone),
        network: reader.word(|report| &report.network),
        drinking_water: reader.word(|report| &report.drinking_water),
        domestic_water: reader.word(|report| &report.domestic_water),
        food: reader.word(|report| &report.food),
        fuel: reader.word(|report| &report.fuel),
        delivery_hours: reader.text(|report| &report.delivery_hours),
        unloaders: reader.text(|report| &report.unloaders),
        note: reader.text(|report| &report.note),
        age: newest,
        oldest: reader.oldest,
    })
}

struct Reader<'a> {
    reports: &'a Reports,
    now: Timestamp,
    /// Of everything read so far.
    oldest: Age,
}

impl Reader<'_> {
    fn word<T: Scalar + Copy, W: From<T>>(
        &mut self,
        field: impl Fn(&PlaceReport) -> &Field<T>,
    ) -> Option<W> {
        let latest = self.reports.latest(field)?;
        self.meet(latest.report);
        latest.field.shown().map(|word| W::from(*word))
    }

    fn text<T: Scalar>(&mut self, field: impl Fn(&PlaceReport) -> &Field<T>) -> Option<String> {
        let latest = self.reports.latest(field)?;
        self.meet(latest.report);
        text(&latest.field)
    }

    fn age(&self, report: musubi_model::ids::RecordId) -> Option<Age> {
        let report = self.reports.reports().iter().find(|it| it.id == report)?;
        Age::of(&report.meta, self.now)
    }

    fn meet(&mut self, report: musubi_model::ids::RecordId) {
        if let Some(age) = self.age(report)
            && age.observed_at < self.oldest.observed_at
        {
            self.oldest = age;
        }
    }
}
