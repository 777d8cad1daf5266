//! Places of a list that may be places the city has already: from an earlier list, or one that
//! people opened by themselves. Proposed with reasons to a person, who declares them the same
//! (`model::place::Alias`) or not.
//!
//! Deliberately absent: any merging. Not even the same 共通ID merges: with ids made from it both
//! are one key already, and where the city's place has another origin a person says so.

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::ids::PlaceId;
use musubi_model::place::CommonId;
use musubi_model::search::SearchText;
use musubi_model::text::Line;

use super::{At, Listed, columns};

/// Nearer than this two may be one, whatever their names: 65 pairs among 熊本県's 1,338 shelters.
pub const NEAR_METRES: u32 = 50;
/// Where one name holds the other: the school and its gymnasium.
pub const PART_METRES: u32 = 300;
/// A shorter part of a name says nothing.
const PART_CHARS_MIN: usize = 3;
/// So many are proposed of one row, the best first.
pub const PROPOSED_MAX: usize = 10;

/// A place that the city has.
#[derive(Clone, Debug)]
pub struct Held<'a> {
    pub place: PlaceId,
    pub common_id: Option<CommonId>,
    /// The register's name, the one it chose itself, names it has by declaration.
    pub names: Vec<&'a str>,
    /// What other lists call it, by declaration.
    pub list_ids: Vec<&'a str>,
    pub at: Option<At>,
}

/// Why two may be one, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The same 共通ID.
    CommonId,
    /// Their 共通ID name one facility in two uses: 指定避難所 and 指定緊急避難場所, or 福祉避難所.
    Facility,
    /// The list's own id was declared to be that place's.
    ListId,
    /// The same name, or other name, in one spelling.
    Name,
    /// One name holds the other, and they are within [`PART_METRES`].
    PartOfName,
    /// Within [`NEAR_METRES`].
    Near,
}

impl Reason {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::CommonId => "common_id",
            Self::Facility => "facility",
            Self::ListId => "list_id",
            Self::Name => "name",
            Self::PartOfName => "part_of_name",
            Self::Near => "near",
        }
    }
}

/// That a row may be a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    /// Index into what was given.
    pub listed: usize,
    pub place: PlaceId,
    pub reasons: BTreeSet<Reason>,
    /// Where both say where they are: also of two that share a name and are far apart.
    pub metres: Option<u32>,
}

/// What may be the same, in the order of the list, the best first.
pub fn likely(listed: &[&Listed], held: &[Held<'_>]) -> Vec<Likely> {
    let index = Index::of(held);
    let mut all = Vec::new();
    for (number, one) in listed.iter().enumerate() {
        let mut of_one: Vec<Likely> = index
            .candidates(one)
            .into_iter()
            .filter_map(|other| {
                let metres = one.at().zip(held[other].at).map(|(a, b)| metres(a, b));
                let reasons = index.reasons(one, other, metres);
                let place = held[other].place;
                (!reasons.is_empty()).then_some(Likely { listed: number, place, reasons, metres })
            })
            .collect();
        of_one.sort_by(|a, b| {
            let order = |it: &Likely| (it.reasons.first().copied(), it.metres.unwrap_or(u32::MAX));
            order(a).cmp(&order(b)).then(a.place.cmp(&b.place))
        });
        of_one.truncate(PROPOSED_MAX);
        all.extend(of_one);
    }
    all
}

/// A name in one spelling, without the office that runs it: 熊本市立出水小学校 is 出水小学校.
pub(super) fn name_key(name: &str) -> String {
    const OFFICES: [char; 8] = ['都', '道', '府', '県', '市', '区', '町', '村'];
    let plain = columns::plain(name);
    let kept: String = plain.chars().filter(|c| !matches!(c, '(' | ')' | '「' | '」')).collect();
    let bare = kept.split_once('立').filter(|(office, rest)| {
        office.ends_with(OFFICES) && rest.chars().count() >= PART_CHARS_MIN
    });
    SearchText::of(bare.map_or(kept.as_str(), |(_, rest)| rest)).as_str().to_owned()
}

/// Between two points a few kilometres apart; along the parallel in their middle.
pub(super) fn metres(one: At, other: At) -> u32 {
    const METRES_PER_DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;
    let degrees = |e7: i64| {
        let e7 = i32::try_from(e7).expect("the bounds of degrees are within");
        f64::from(e7) / 1e7
    };
    let middle = f64::midpoint(degrees(one.0.get()), degrees(other.0.get()));
    let north = (degrees(one.0.get()) - degrees(other.0.get())) * METRES_PER_DEGREE;
    let east = (degrees(one.1.get()) - degrees(other.1.get())) * METRES_PER_DEGREE;
    let metres = north.hypot(east * middle.to_radians().cos()).round();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a length on the earth, in whole metres"
    )]
    let whole = metres as u32;
    whole
}

struct Index<'a> {
    held: &'a [Held<'a>],
    keys: Vec<BTreeSet<String>>,
    by_key: BTreeMap<&'a str, Vec<usize>>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// Municipality and facility of a 共通ID.
    by_facility: BTreeMap<&'a str, Vec<usize>>,
    /// Squares of some 400 metres, which is more than any nearness here.
    by_square: BTreeMap<(i64, i64), Vec<usize>>,
}

const SQUARE_E7: i64 = 40_000;

fn square((latitude, longitude): At) -> (i64, i64) {
    (latitude.get().div_euclid(SQUARE_E7), longitude.get().div_euclid(SQUARE_E7))
}

fn facility(id: &CommonId) -> &str {
    &id.as_str()[1..11]
}

impl<'a> Index<'a> {
    fn of(held: &'a [Held<'a>]) -> Self {
        let keys: Vec<BTreeSet<String>> = held
            .iter()
            .map(|place| place.names.iter().map(|name| name_key(name)).collect())
            .collect();
        let mut index = Self {
            held,
            by_key: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_facility: BTreeMap::new(),
            by_square: BTreeMap::new(),
            keys: Vec::new(),
        };
        for (number, place) in held.iter().enumerate() {
            for id in &place.list_ids {
                index.by_key.entry(id).or_default().push(number);
            }
            for key in keys[number].iter().filter(|key| !key.is_empty()) {
                index.by_name.entry(key.clone()).or_default().push(number);
            }
            if let Some(id) = &place.common_id {
                index.by_facility.entry(facility(id)).or_default().push(number);
            }
            if let Some(at) = place.at {
                index.by_square.entry(square(at)).or_default().push(number);
            }
        }
        Self { keys, ..index }
    }

    fn candidates(&self, one: &Listed) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        let mut take = |found: Option<&Vec<usize>>| all.extend(found.into_iter().flatten());
        take(one.common_id.as_ref().and_then(|id| self.by_facility.get(facility(id))));
        take(one.list_id.as_ref().and_then(|id| self.by_key.get(id.as_str())));
        names(one).iter().for_each(|name| take(self.by_name.get(name)));
        if let Some((latitude, longitude)) = one.at().map(square) {
            for (north, east) in (-1..=1).flat_map(|north| (-1..=1).map(move |east| (north, east)))
            {
                take(self.by_square.get(&(latitude + north, longitude + east)));
            }
        }
        all
    }

    fn reasons(&self, one: &Listed, other: usize, metres: Option<u32>) -> BTreeSet<Reason> {
        let (held, keys) = (&self.held[other], &self.keys[other]);
        let mut reasons = BTreeSet::new();
        if let (Some(id), Some(held)) = (&one.common_id, &held.common_id) {
            if id == held {
                reasons.insert(Reason::CommonId);
            } else if facility(id) == facility(held) {
                reasons.insert(Reason::Facility);
            }
        }
        if one.list_id.as_ref().is_some_and(|id| held.list_ids.contains(&id.as_str())) {
            reasons.insert(Reason::ListId);
        }
        let names = names(one);
        if names.iter().any(|name| keys.contains(name)) {
            reasons.insert(Reason::Name);
        } else if metres.is_some_and(|metres| metres <= PART_METRES)
            && names.iter().any(|name| keys.iter().any(|key| is_part(name, key)))
        {
            reasons.insert(Reason::PartOfName);
        }
        if metres.is_some_and(|metres| metres <= NEAR_METRES) {
            reasons.insert(Reason::Near);
        }
        reasons
    }
}

fn is_part(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    short.chars().count() >= PART_CHARS_MIN && long.contains(short)
}

fn names(one: &Listed) -> BTreeSet<String> {
    let others = one.other_names.iter().map(Line::as_str);
    let all = [one.name().as_str()].into_iter().chain(others).map(name_key);
    all.filter(|key| !key.is_empty()).collect()
}
