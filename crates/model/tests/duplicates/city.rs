//! A made-up city: who lives with whom, where, and whose kin lives elsewhere. The truth that a
//! registration may tell well or badly.
//!
//! In it are what is hard to tell apart: people of one name, twins, brothers and sisters with like
//! names, three generations in one house, grandparents who give their children's phone, homes for
//! the old with one phone and one address for all, blocks of flats, children of parents who live
//! apart. The same seed gives the same city on every machine.

use musubi_model::madeup::Chance;

use super::names::{Names, Part, family_elsewhere, given_elsewhere};

/// The day on which everybody is registered: 2026-11-26.
pub(crate) const TODAY: Date = Date { year: 2026, month: 11, day: 26 };

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    pub(crate) year: i32,
    pub(crate) month: u32,
    pub(crate) day: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct Human {
    pub(crate) family: Part,
    pub(crate) given: Part,
    pub(crate) female: bool,
    pub(crate) born: Date,
}

impl Human {
    pub(crate) fn age(&self) -> i32 {
        let had_birthday = (self.born.month, self.born.day) <= (TODAY.month, TODAY.day);
        TODAY.year - self.born.year - i32::from(!had_birthday)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Home {
    /// Places in [`City::humans`], the representative first.
    pub(crate) members: Vec<usize>,
    pub(crate) town: usize,
    pub(crate) chome: u32,
    pub(crate) banchi: u32,
    pub(crate) go: u32,
    pub(crate) room: Option<u32>,
    /// The first is told most often.
    pub(crate) phones: Vec<String>,
    pub(crate) place: u32,
    /// The home of a daughter or son, of those whose children live elsewhere in the city.
    pub(crate) children_at: Option<usize>,
    /// The home of the other parent of the children here.
    pub(crate) other_parent_at: Option<usize>,
}

pub(crate) struct City {
    pub(crate) humans: Vec<Human>,
    pub(crate) homes: Vec<Home>,
    pub(crate) towns: Vec<String>,
    pub(crate) places: u32,
}

/// People to a shelter: 267 shelters to 110,000 people.
const PEOPLE_PER_PLACE: usize = 412;
const TOWNS: usize = 240;

/// How often what is hard to tell apart comes about, of 10,000.
mod per_10_000 {
    /// Home of people from elsewhere: 1.5 %, as in a city of the provinces.
    pub(super) const FROM_ELSEWHERE: u32 = 150;
    /// A child born together with the one before: about every hundredth birth in Japan is of twins.
    pub(super) const TWIN: u32 = 110;
    /// Twins whose names begin alike.
    pub(super) const TWIN_NAMED_ALIKE: u32 = 5_000;
    /// Children whose name begins as the parent's or the elder's does.
    pub(super) const NAMED_ALIKE: u32 = 1_200;
    /// Somebody who lives alone and has the name and about the age of somebody else, beside those
    /// who come about by themselves.
    pub(super) const NAMESAKE: u32 = 150;
    /// A family whose grandparents live elsewhere in the city.
    pub(super) const GRANDPARENTS_APART: u32 = 2_500;
    /// These have the family's name (the husband's parents).
    pub(super) const GRANDPARENTS_SAME_NAME: u32 = 6_000;
    /// Those of them who tell their children's phone as their own.
    pub(super) const CHILDRENS_PHONE: u32 = 2_000;
    /// Single parents whose children's other parent lives in the city.
    pub(super) const OTHER_PARENT: u32 = 5_000;
    /// Homes in a block of flats, about twelve to one address.
    pub(super) const FLATS: u32 = 3_000;
    /// A second adult's phone is told too at times.
    pub(super) const SECOND_PHONE: u32 = 7_000;
    /// Couples with two family names.
    pub(super) const TWO_NAMES: u32 = 400;
}

struct Builder<'a> {
    chance: &'a mut Chance,
    names: Names,
    city: City,
    /// Addresses of blocks of flats: town, numbers.
    flats: Vec<(usize, u32, u32, u32)>,
}

impl City {
    pub(crate) fn drawn(seed: u64, people: usize) -> Self {
        let mut chance = Chance::seeded(seed);
        let names = Names::of(&mut chance);
        let places = u32::try_from(people.div_ceil(PEOPLE_PER_PLACE)).expect("a city");
        let towns = towns(&mut chance);
        let city = Self { humans: Vec::new(), homes: Vec::new(), towns, places };
        let mut builder = Builder { chance: &mut chance, names, city, flats: Vec::new() };
        builder.flats(people);
        // One home for the old to 5,000 people.
        for _ in 0..people / 5_000 {
            builder.home_for_the_old();
        }
        while builder.city.humans.len() < people {
            match builder.chance.below(100) {
                0..38 => builder.alone(),
                38..59 => builder.couple(),
                59..84 => builder.family(false),
                84..92 => builder.family(true),
                _ => builder.one_parent(),
            }
        }
        builder.city
    }
}

fn towns(chance: &mut Chance) -> Vec<String> {
    const FIRST: [&str; 20] = [
        "結", "松風", "若草", "港", "緑", "朝日", "白梅", "青葉", "西川", "石橋", "霧", "花岡",
        "中原", "東山", "水前", "大江", "春日", "新屋", "古町", "月見",
    ];
    const LAST: [&str; 12] =
        ["が丘", "町", "台", "浜", "野", "の里", "原", "本町", "新町", "北", "南", "の段"];
    let mut towns: Vec<String> =
        FIRST.iter().flat_map(|a| LAST.iter().map(move |b| format!("{a}{b}"))).collect();
    for place in (1..towns.len()).rev() {
        let other = chance.below(u32::try_from(place + 1).expect("few towns"));
        towns.swap(place, other as usize);
    }
    towns.truncate(TOWNS);
    towns
}

impl Builder<'_> {
    fn rate(&mut self, per_10_000: u32) -> bool {
        self.chance.below(10_000) < per_10_000
    }

    fn between(&mut self, low: i32, high: i32) -> i32 {
        low + i32::try_from(self.chance.below((high - low + 1).unsigned_abs())).expect("small")
    }

    fn flats(&mut self, people: usize) {
        for _ in 0..people / 100 {
            let (chome, banchi, go) = self.numbers();
            let town = self.town();
            self.flats.push((town, chome, banchi, go));
        }
    }

    fn numbers(&mut self) -> (u32, u32, u32) {
        (self.chance.below(5) + 1, self.chance.below(40) + 1, self.chance.below(20) + 1)
    }

    /// Some towns are much larger than others.
    fn town(&mut self) -> usize {
        let towns = u32::try_from(TOWNS).expect("few towns");
        let limit = self.chance.below(towns) + 1;
        self.chance.below(limit) as usize
    }

    fn phone(&mut self) -> String {
        // 000 is no area code in use.
        format!("000-{:04}-{:04}", self.chance.below(10_000), self.chance.below(10_000))
    }

    fn born(&mut self, age: i32) -> Date {
        let (month, day) = (self.chance.below(12) + 1, self.chance.below(28) + 1);
        let had_birthday = (month, day) <= (TODAY.month, TODAY.day);
        Date { year: TODAY.year - age.max(0) - i32::from(!had_birthday), month, day }
    }

    fn human(&mut self, family: &Part, female: bool, age: i32) -> Human {
        let born = self.born(age);
        let given = if family.other_kana.is_some() {
            given_elsewhere(self.chance)
        } else {
            self.names.given(self.chance, female, born.year)
        };
        Human { family: family.clone(), given, female, born }
    }

    fn family_name(&mut self) -> Part {
        if self.rate(per_10_000::FROM_ELSEWHERE) {
            family_elsewhere(self.chance)
        } else {
            self.names.family(self.chance)
        }
    }

    /// Moves people in; gives back the place of their home.
    fn settle(&mut self, people: Vec<Human>) -> usize {
        let at = self.city.humans.len();
        let members: Vec<usize> = (at..at + people.len()).collect();
        let adults = people.iter().filter(|human| human.age() >= 18).count();
        self.city.humans.extend(people);
        let (town, (chome, banchi, go), room) = if self.rate(per_10_000::FLATS) {
            let (town, chome, banchi, go) = *self.chance.pick(&self.flats);
            (town, (chome, banchi, go), Some(101 + self.chance.below(60)))
        } else {
            (self.town(), self.numbers(), None)
        };
        let mut phones = vec![self.phone()];
        if adults > 1 && self.rate(per_10_000::SECOND_PHONE) {
            phones.push(self.phone());
        }
        // To a shelter near by.
        let near = u32::try_from(town).expect("few towns") * self.city.places / 240;
        let place = (near + self.chance.below(3)) % self.city.places;
        self.city.homes.push(Home {
            members,
            town,
            chome,
            banchi,
            go,
            room,
            phones,
            place,
            children_at: None,
            other_parent_at: None,
        });
        self.city.homes.len() - 1
    }

    fn alone(&mut self) {
        let age = if self.rate(4_500) { self.between(65, 96) } else { self.between(18, 64) };
        let female = self.rate(5_100);
        let family = self.family_name();
        let mut human = self.human(&family, female, age);
        if self.rate(per_10_000::NAMESAKE) {
            self.name_after_a_stranger(&mut human);
        }
        self.settle(vec![human]);
    }

    fn name_after_a_stranger(&mut self, human: &mut Human) {
        for _ in 0..400 {
            if self.city.humans.is_empty() {
                return;
            }
            let other = self.chance.pick(&self.city.humans);
            let years = (other.born.year - human.born.year).abs();
            if other.female == human.female && years <= 1 {
                human.family = other.family.clone();
                human.given = other.given.clone();
                return;
            }
        }
    }

    fn two(&mut self, family: &Part, age: i32) -> Vec<Human> {
        let apart = self.between(-6, 6);
        let wifes =
            if self.rate(per_10_000::TWO_NAMES) { self.family_name() } else { family.clone() };
        let husband = self.human(family, false, age);
        let wife = self.human(&wifes, true, (age + apart).max(18));
        vec![husband, wife]
    }

    fn couple(&mut self) {
        let age = if self.rate(5_500) { self.between(63, 92) } else { self.between(25, 62) };
        let family = self.family_name();
        let two = self.two(&family, age);
        self.settle(two);
    }

    fn children(&mut self, family: &Part, parent: &Human, most: u32) -> Vec<Human> {
        let mut children: Vec<Human> = Vec::new();
        let mut count = self.chance.below(most) + 1;
        while count > 0 {
            count -= 1;
            let age = (parent.age() - self.between(21, 38)).clamp(0, 27);
            let female = self.rate(4_900);
            let mut child = self.human(family, female, age);
            if family.other_kana.is_none() && self.rate(per_10_000::NAMED_ALIKE) {
                let elder = children.last().map_or(&parent.given, |elder| &elder.given).clone();
                child.given = self.names.alike(self.chance, &elder, female, child.born.year);
            }
            if let Some(named) = children.iter().find(|it| it.given.kana == child.given.kana) {
                let named = named.given.clone();
                if family.other_kana.is_some() {
                    continue;
                }
                child.given = self.names.alike(self.chance, &named, female, child.born.year);
            }
            let twin = self.rate(per_10_000::TWIN) && family.other_kana.is_none();
            children.push(child.clone());
            if twin {
                let female = if self.rate(6_500) { child.female } else { !child.female };
                let given = if self.rate(per_10_000::TWIN_NAMED_ALIKE) {
                    self.names.alike(self.chance, &child.given, female, child.born.year)
                } else {
                    self.names.given(self.chance, female, child.born.year)
                };
                if given.kana != child.given.kana {
                    children.push(Human { given, female, ..child });
                }
            }
        }
        children
    }

    /// A couple with children; `three` generations in one house, or grandparents elsewhere.
    fn family(&mut self, three: bool) {
        let family = self.family_name();
        let age = self.between(26, 52);
        let mut people = self.two(&family, age);
        let mother = people[1].clone();
        people.extend(self.children(&family, &mother, 3));
        if three {
            let old = age + self.between(22, 34);
            let theirs = if self.rate(7_000) { family.clone() } else { self.family_name() };
            let mut grandparents = self.two(&theirs, old);
            if self.rate(4_500) {
                grandparents.remove(0);
            }
            people.extend(grandparents);
            self.settle(people);
            return;
        }
        let home = self.settle(people);
        if self.rate(per_10_000::GRANDPARENTS_APART) {
            let same = self.rate(per_10_000::GRANDPARENTS_SAME_NAME);
            let theirs = if same { family } else { self.family_name() };
            let old = age + self.between(22, 34);
            let mut grandparents = self.two(&theirs, old);
            if self.rate(4_000) {
                grandparents.remove(0);
            }
            let apart = self.settle(grandparents);
            self.city.homes[apart].children_at = Some(home);
            if self.rate(per_10_000::CHILDRENS_PHONE) {
                self.city.homes[apart].phones = vec![self.city.homes[home].phones[0].clone()];
            }
        }
    }

    fn one_parent(&mut self) {
        let family = self.family_name();
        let age = self.between(24, 50);
        let female = self.rate(8_500);
        let parent = self.human(&family, female, age);
        let mut people = vec![parent.clone()];
        people.extend(self.children(&family, &parent, 2));
        let home = self.settle(people);
        if self.rate(per_10_000::OTHER_PARENT) {
            let theirs = if self.rate(5_000) { family } else { self.family_name() };
            let age = age + self.between(-5, 5);
            let other = self.human(&theirs, !female, age.max(20));
            let apart = self.settle(vec![other]);
            self.city.homes[home].other_parent_at = Some(apart);
        }
    }

    /// Twenty to sixty old people, each a household, with one phone and one address.
    fn home_for_the_old(&mut self) {
        let mut shared: Option<Home> = None;
        for _ in 0..self.between(20, 60) {
            let family = self.names.family(self.chance);
            let (female, age) = (self.rate(7_000), self.between(74, 99));
            let resident = self.human(&family, female, age);
            let at = self.settle(vec![resident]);
            let home = &mut self.city.homes[at];
            match &shared {
                None => {
                    home.room = None;
                    shared = Some(home.clone());
                }
                Some(first) => *home = Home { members: home.members.clone(), ..first.clone() },
            }
        }
    }
}
