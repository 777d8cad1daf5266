//! What a demonstration city is to be, before anything is made: which places, who has a laptop that runs,
//! how many people.
//!
//! Invariant: the same orders give the same plan on every machine, and its people add up to the number
//! that was ordered.

use anyhow::{Context as _, Result, ensure};
use clap::ValueEnum;
use musubi_exchange::problem::Source;
use musubi_exchange::register::{self, RegisterRow};
use musubi_log::city::CityKey;
use musubi_log::hash::place_id;
use musubi_model::ids::PlaceId;
use musubi_model::madeup::Chance;
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde::{Deserialize, Serialize};

use super::fill::Crowd;

/// Real places of 熊本市, from the lists of 国土地理院 (国土地理院コンテンツ利用規約): all 182 指定避難所, and 85 of the
/// 指定緊急避難場所 that are none of them, as 自主避難所 under numbers of our own. Together as many as were open
/// on 2016-04-17.
const PLACES: &str = include_str!("kumamoto.csv");
/// 城東, 出水 and 健軍小学校.
const SAMPLE: [&str; 3] = ["E4310000081111", "E4310000064111", "E4310000126111"];
const CREDIT: &str = "国土地理院";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(super) enum CityWord {
    /// Three shelters, each with a laptop that runs
    Sample,
    /// The city of 2016-04-17: 267 open places, 110,000 people, 20 laptops that run. Everybody else's
    /// records come to headquarters as they would on a stick. Made in minutes, and takes 2 GB of disk
    Kumamoto,
}

/// What makes one city another. Kept beside it, so that it is served again and not made again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Order {
    pub(super) city: CityWord,
    pub(super) places: usize,
    /// Places whose laptops run.
    pub(super) live: usize,
    /// In the whole city; left out where households are ordered.
    pub(super) people: Option<u32>,
    /// At each place.
    pub(super) households: u32,
    pub(super) seed: u64,
}

pub(super) struct Planned {
    /// From 1.
    pub(super) number: usize,
    pub(super) row: RegisterRow,
    pub(super) live: bool,
    pub(super) crowd: Crowd,
    pub(super) seed: u64,
}

impl Planned {
    pub(super) fn name(&self) -> String {
        String::from(self.row.entry.name.clone())
    }

    pub(super) fn id(&self, city: &CityKey) -> PlaceId {
        let common_id = self.row.common_id.map(String::from);
        let list_id = || self.row.list_id.as_ref().map(|id| id.as_str().to_owned());
        place_id(city, &common_id.or_else(list_id).expect("a list's row has an id"))
    }
}

/// The city's own places, or as many of them as were ordered.
pub(super) fn plan(order: &Order) -> Result<Vec<Planned>> {
    let credit = CREDIT.parse().context("the credit line is short")?;
    let source = Source { name: "kumamoto.csv", bytes: PLACES.as_bytes() };
    let mut rows = register::read(&[source], PlaceKind::Designated, Some(&credit))
        .map_err(|problems| anyhow::anyhow!("the demonstration's places: {problems:?}"))?;
    if order.city == CityWord::Sample {
        rows.retain(|row| row.common_id.is_some_and(|id| SAMPLE.contains(&id.as_str())));
    }
    ensure!(
        (1..=rows.len()).contains(&order.places),
        "this city has 1 to {} places to show",
        rows.len()
    );
    ensure!(order.live <= order.places, "no more laptops run than there are places");
    let mut chance = Chance::seeded(order.seed);
    let weights: Vec<u64> = (0..order.places)
        .map(|_| 20 + u64::from(chance.below(40)) * u64::from(chance.below(40)))
        .collect();
    let all: u64 = weights.iter().sum();
    let mut before = 0;
    let mut share = |weight: u64, people: u32| {
        let upto = |sum: u64| u64::from(people) * sum / all;
        let share = upto(before + weight) - upto(before);
        before += weight;
        u32::try_from(share).expect("a part of a u32")
    };
    let planned = rows.into_iter().zip(weights).enumerate().map(|(index, (mut row, weight))| {
        let crowd = match order.people {
            Some(people) => {
                give_capacity(&mut chance, &mut row.entry, weight);
                Crowd::Persons(share(weight, people))
            }
            None => Crowd::Households(order.households),
        };
        Planned {
            number: index + 1,
            row,
            live: (index + 1) * order.live / order.places > index * order.live / order.places,
            crowd,
            seed: order.seed + index as u64 + 1,
        }
    });
    Ok(planned.collect())
}

/// The published list has none; a few places stay without, as in real lists.
fn give_capacity(chance: &mut Chance, entry: &mut NewRegisterEntry, weight: u64) {
    let places = (weight * u64::from(60 + chance.below(120)) / 1_000 + 4) * 10;
    if !chance.percent(12) {
        entry.capacity = i64::try_from(places).ok().and_then(|it| it.try_into().ok());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(places: usize, live: usize, people: u32, seed: u64) -> Order {
        let people = Some(people);
        Order { city: CityWord::Kumamoto, places, live, people, households: 0, seed }
    }

    fn persons(planned: &[Planned]) -> u32 {
        planned
            .iter()
            .map(|it| if let Crowd::Persons(number) = it.crowd { number } else { 0 })
            .sum()
    }

    #[test]
    fn the_people_of_all_places_are_as_many_as_were_ordered() {
        for (places, live, people, seed) in
            [(267, 20, 110_000, 1), (267, 267, 1, 2), (5, 2, 60, 3), (1, 0, 7, 4), (7, 3, 0, 5)]
        {
            let planned = plan(&order(places, live, people, seed)).unwrap();
            assert_eq!(planned.len(), places);
            assert_eq!(persons(&planned), people);
            assert_eq!(planned.iter().filter(|it| it.live).count(), live);
        }
    }

    #[test]
    fn the_same_order_gives_the_same_plan() {
        let drawn = |seed| -> Vec<(RegisterRow, bool, Crowd)> {
            let planned = plan(&order(267, 20, 110_000, seed)).unwrap();
            planned.into_iter().map(|it| (it.row, it.live, it.crowd)).collect()
        };
        assert!(drawn(1) == drawn(1));
        assert!(drawn(1) != drawn(2));
    }

    #[test]
    fn every_place_has_an_id_of_its_own() {
        let city = CityKey::new([7; 32]);
        let planned = plan(&order(267, 0, 0, 1)).unwrap();
        let ids: std::collections::BTreeSet<PlaceId> =
            planned.iter().map(|it| it.id(&city)).collect();
        assert_eq!(ids.len(), 267);
    }

    #[test]
    fn more_than_the_city_has_is_refused() {
        assert!(plan(&order(268, 0, 0, 1)).is_err());
        assert!(plan(&order(0, 0, 0, 1)).is_err());
        assert!(plan(&order(5, 6, 0, 1)).is_err());
    }
}
