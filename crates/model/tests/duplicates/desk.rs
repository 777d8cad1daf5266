//! What a city's shelters write down of its people: every home once, some twice, each by a hand that
//! makes its mistakes (`rates`). Whom a record is of is kept beside it.

use std::fmt::Write as _;

use musubi_model::household::{NewHousehold, Registered};
use musubi_model::ids::{PlaceId, RecordId};
use musubi_model::madeup::Chance;
use musubi_model::person::{NewPerson, Sex};
use musubi_model::time::Timestamp;

use super::city::{City, Date, Home, Human, TODAY};
use super::names::Part;
use super::rates::{CHANNELS, Channel, OTHER_PHONE, VARIANT, twice};
use super::slips::{self, Romaji, Slip};

/// Noon of [`TODAY`] in Japan.
pub(crate) const NOW: Timestamp = Timestamp::from_millis(1_795_662_000_000);

pub(crate) struct Registration {
    pub(crate) place: PlaceId,
    pub(crate) id: RecordId,
    pub(crate) household: NewHousehold,
    /// With each record the human it is of, a place in [`City::humans`].
    pub(crate) persons: Vec<(RecordId, NewPerson, usize)>,
}

/// Whom a home's people are told as, and where.
struct Telling<'a> {
    home: &'a Home,
    members: Vec<usize>,
    place: u32,
    /// Told with this family name instead of their own.
    renamed: Vec<(usize, Part)>,
    /// Of a second registration: another phone may be told.
    again: bool,
    registered: Option<Registered>,
}

pub(crate) fn place_id(place: u32) -> PlaceId {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&(place + 1).to_be_bytes());
    PlaceId::new(bytes)
}

/// Everybody's registrations, in the order in which homes were drawn. `mistakes_percent` 100 is the
/// rates as they are written down, 200 twice as many mistakes.
pub(crate) fn registrations(city: &City, seed: u64, mistakes_percent: u32) -> Vec<Registration> {
    let mut desk = Desk { city, chance: Chance::seeded(seed ^ 0x6465_736b), mistakes_percent };
    let mut out = Vec::new();
    for (at, home) in city.homes.iter().enumerate() {
        out.push(desk.tell(&Telling::first(home)));
        desk.again(at, home, &mut out);
    }
    out
}

impl<'a> Telling<'a> {
    fn first(home: &'a Home) -> Self {
        Self {
            home,
            members: home.members.clone(),
            place: home.place,
            renamed: vec![],
            again: false,
            registered: None,
        }
    }

    fn again(home: &'a Home, place: u32) -> Self {
        Self { place, again: true, ..Self::first(home) }
    }
}

struct Desk<'a> {
    city: &'a City,
    chance: Chance,
    mistakes_percent: u32,
}

impl Desk<'_> {
    fn rate(&mut self, per_10_000: u32) -> bool {
        self.chance.below(10_000) < per_10_000
    }

    /// Of a mistake, which a sloppier desk makes more often.
    fn errs(&mut self, per_10_000: u32) -> bool {
        self.chance.below(1_000_000) < per_10_000 * self.mistakes_percent
    }

    fn elsewhere(&mut self, place: u32) -> u32 {
        let step = self.chance.below(self.city.places.clamp(2, 12) - 1) + 1;
        (place + step) % self.city.places
    }

    /// The second registrations that begin at this home.
    fn again(&mut self, at: usize, home: &Home, out: &mut Vec<Registration>) {
        if self.rate(twice::FORM_AND_RECEPTION) {
            let elsewhere = self.rate(twice::FORM_ELSEWHERE);
            let place = if elsewhere { self.elsewhere(home.place) } else { home.place };
            let registered = *self.chance.pick(&[Registered::Staff, Registered::SelfQr]);
            let again = Telling::again(home, place);
            out.push(self.tell(&Telling { registered: Some(registered), ..again }));
        }
        if self.rate(twice::LISTED_BEFORE) {
            let again = Telling::again(home, home.place);
            out.push(self.tell(&Telling { registered: Some(Registered::Prereg), ..again }));
        }
        if self.rate(twice::MOVED) {
            self.moved(home, out);
        }
        if let Some(other) = home.other_parent_at {
            self.by_the_other_parent(home, &self.city.homes[other], out);
        }
        if let Some(family) = home.children_at
            && self.rate(twice::BY_CHILDREN)
        {
            let family = &self.city.homes[family];
            let again = Telling::again(family, family.place);
            out.push(self.tell(&Telling { members: home.members.clone(), ..again }));
        }
        for &member in &self.city.homes[at].members {
            let human = &self.city.humans[member];
            let out_and_about = home.members.len() > 1 && (12..65).contains(&human.age());
            if out_and_about && self.rate(twice::ALONE_AND_BY_FAMILY) {
                let again = Telling::again(home, self.elsewhere(home.place));
                out.push(self.tell(&Telling { members: vec![member], ..again }));
            }
        }
    }

    fn moved(&mut self, home: &Home, out: &mut Vec<Registration>) {
        let mut members = home.members.clone();
        if members.len() > 1 && self.rate(twice::MOVED_IN_PART) {
            let left = self.chance.below(u32::try_from(members.len()).expect("a home"));
            members.remove(left as usize);
        }
        let place = self.elsewhere(home.place);
        let mut lives = home.clone();
        if self.rate(twice::MOVED_ADDRESS) {
            let with = self.chance.pick(&self.city.homes);
            lives = Home { members: vec![], phones: home.phones.clone(), ..with.clone() };
        }
        out.push(self.tell(&Telling { members, ..Telling::again(&lives, place) }));
    }

    fn by_the_other_parent(&mut self, home: &Home, other: &Home, out: &mut Vec<Registration>) {
        let parent = &self.city.humans[other.members[0]];
        let children = home.members[1..].to_vec();
        if children.is_empty() || !self.rate(twice::BY_EACH_PARENT) {
            return;
        }
        let mut renamed = Vec::new();
        if self.rate(twice::PARENTS_NAME) {
            renamed.extend(children.iter().map(|child| (*child, parent.family.clone())));
        }
        let again = Telling::again(other, other.place);
        out.push(self.tell(&Telling { members: children, renamed, ..again }));
    }

    fn channel(&mut self, wanted: Option<Registered>) -> &'static Channel {
        if let Some(channel) = CHANNELS.iter().find(|it| Some(it.registered) == wanted) {
            return channel;
        }
        let mut at = self.chance.below(100);
        for channel in &CHANNELS {
            if at < channel.share_percent {
                return channel;
            }
            at -= channel.share_percent;
        }
        unreachable!("the shares add up to a hundred")
    }

    fn tell(&mut self, telling: &Telling<'_>) -> Registration {
        let channel = self.channel(telling.registered);
        let id = self.chance.record_id(NOW);
        let mut household = NewHousehold::of(channel.registered, false);
        self.address(channel, telling.home, &mut household);
        self.phone(channel, telling, &mut household);
        let mut persons = Vec::new();
        // One hand writes in one way.
        let latin = self.rate(channel.romaji).then(|| self.latin());
        let script = self.chance.below(10);
        for &member in &telling.members {
            let mut human = self.city.humans[member].clone();
            if let Some((_, family)) = telling.renamed.iter().find(|(who, _)| *who == member) {
                human.family = family.clone();
            }
            let mut person = NewPerson::unasked(id);
            person.suppress = false;
            self.name(channel, &human, latin, script, &mut person);
            self.age(channel, &human, &mut person);
            self.sex(channel, &human, &mut person);
            persons.push((self.chance.record_id(NOW), person, member));
        }
        household.representative = persons.first().map(|(id, ..)| *id);
        Registration { place: place_id(telling.place), id, household, persons }
    }

    fn latin(&mut self) -> (Romaji, &'static str) {
        let system = *self.chance.pick(&[Romaji::Hepburn, Romaji::Hepburn, Romaji::Kunrei]);
        (system, *self.chance.pick(&["ou", "o", "oh", "ō"]))
    }

    fn name(
        &mut self,
        channel: &Channel,
        human: &Human,
        latin: Option<(Romaji, &'static str)>,
        script: u32,
        person: &mut NewPerson,
    ) {
        let kanji_is_missing = self.rate(channel.kanji_missing);
        let kana_is_missing = !kanji_is_missing && self.rate(channel.kana_missing);
        let slip_in_given = self.chance.percent(50);
        let slips = self.errs(channel.kana_slip);
        let written = |desk: &mut Self, part: &Part, slips: bool| {
            let kanji = if kanji_is_missing {
                String::new()
            } else if !part.by_ear.is_empty() && desk.errs(channel.kanji_by_ear) {
                desk.chance.pick(&part.by_ear).clone()
            } else if desk.rate(VARIANT) {
                slips::in_variants(&mut desk.chance, &part.written)
            } else {
                part.written.clone()
            };
            let mut kana = match &part.other_kana {
                Some(other) if desk.chance.percent(35) => other.clone(),
                _ => part.kana.clone(),
            };
            if slips {
                let slip = desk.which_slip(channel);
                kana = slips::slipped(&mut desk.chance, &kana, slip);
            }
            let kana = match latin {
                _ if kana_is_missing => String::new(),
                Some((system, long)) => slips::romaji(&kana, system, long),
                None if script < 5 => slips::katakana(&kana),
                None if script < 6 => slips::half_width(&kana),
                None => kana,
            };
            (kanji, kana)
        };
        let mut family = written(self, &human.family, slips && !slip_in_given);
        let mut given = written(self, &human.given, slips && slip_in_given);
        // Of names from elsewhere nobody here knows which part is which.
        let doubtful = if human.family.other_kana.is_some() { 3_000 } else { 0 };
        if self.errs(channel.swapped + doubtful) {
            std::mem::swap(&mut family, &mut given);
        }
        if self.errs(channel.one_field) {
            let both = |family: &str, given: &str| {
                let mut both = family.to_owned();
                if !given.is_empty() {
                    let _ = write!(both, "　{given}");
                }
                both
            };
            family = (both(&family.0, &given.0), both(&family.1, &given.1));
            given = (String::new(), String::new());
        }
        person.family = family.0.parse().ok();
        person.kana_family = family.1.parse().ok();
        person.given = given.0.parse().ok();
        person.kana_given = given.1.parse().ok();
    }

    fn which_slip(&mut self, channel: &Channel) -> Slip {
        const SLIPS: [Slip; 5] =
            [Slip::LongVowel, Slip::Voicing, Slip::SmallKana, Slip::Typing, Slip::LooksAlike];
        let mut at = self.chance.below(100);
        for (slip, percent) in SLIPS.into_iter().zip(channel.slips_percent) {
            if at < percent {
                return slip;
            }
            at -= percent;
        }
        unreachable!("the kinds add up to a hundred")
    }

    fn age(&mut self, channel: &Channel, human: &Human, person: &mut NewPerson) {
        let which = self.chance.below(10_000);
        let (birth, year) = (channel.birth, channel.birth + channel.birth_year);
        if which < year {
            let mut born = human.born;
            if self.errs(channel.birth_wrong) {
                born = self.wrong(born);
            }
            let Date { year, month, day } = born;
            let text = if which < birth {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}")
            };
            person.birth = Some(text.parse().expect("a day every month has"));
        } else if which < year + channel.age {
            let mut age = human.age();
            if self.errs(channel.age_wrong) {
                // One year off is usual (数え年, the birthday ahead), more is rare.
                age += self.chance.pick(&[1, 1, 1, -1, -1, 2, -2, 10]);
            }
            person.age = Some(age.clamp(0, 120).to_string().parse().expect("an age"));
        } else {
            let from = human.age() / 10 * 10;
            person.age = Some(format!("{from}-{}", from + 9).parse().expect("an age band"));
        }
    }

    /// A date read or typed wrongly: the year of another era, a digit, day and month exchanged.
    fn wrong(&mut self, born: Date) -> Date {
        let mut wrong = born;
        match self.chance.below(5) {
            0 => wrong.year += self.chance.pick(&[1, -1]),
            1 => wrong.year += self.chance.pick(&[10, -10, 25, -25]),
            2 => wrong.month = self.chance.below(12) + 1,
            3 if born.day <= 12 => (wrong.month, wrong.day) = (born.day, born.month),
            _ => wrong.day = self.chance.below(28) + 1,
        }
        wrong.year = wrong.year.clamp(1900, TODAY.year);
        wrong
    }

    fn sex(&mut self, channel: &Channel, human: &Human, person: &mut NewPerson) {
        if self.rate(channel.sex_missing) {
            person.sex = self.chance.percent(10).then_some(Sex::NoAnswer);
            return;
        }
        let female = human.female != self.errs(channel.sex_wrong);
        person.sex = Some(if female { Sex::Female } else { Sex::Male });
    }

    fn phone(&mut self, channel: &Channel, telling: &Telling<'_>, household: &mut NewHousehold) {
        if self.rate(channel.phone_missing) {
            return;
        }
        let phones = &telling.home.phones;
        let other = telling.again && self.rate(OTHER_PHONE);
        let mut phone = phones[usize::from(other && phones.len() > 1)].clone();
        if self.errs(channel.phone_wrong) {
            let at = 4 + self.chance.below(9) as usize;
            let digit = self.chance.below(10).to_string();
            if &phone[at..=at] != "-" {
                phone.replace_range(at..=at, &digit);
            }
        }
        let phone = match self.chance.below(10) {
            0..5 => phone,
            5..8 => phone.replace('-', ""),
            8 => phone.replace('-', " "),
            _ => slips::full_width(&phone),
        };
        household.phone = Some(phone.parse().expect("a phone number fits"));
    }

    fn address(&mut self, channel: &Channel, home: &Home, household: &mut NewHousehold) {
        if self.rate(channel.address_missing) {
            return;
        }
        household.city = Some("結城市".parse().expect("fits"));
        household.town = Some(self.city.towns[home.town].parse().expect("fits"));
        if self.rate(channel.town_alone) {
            return;
        }
        let (mut banchi, mut go) = (home.banchi, home.go);
        if self.errs(channel.address_wrong) {
            if self.chance.percent(50) {
                banchi = self.chance.below(40) + 1;
            } else {
                go = self.chance.below(20) + 1;
            }
        }
        let chome = home.chome;
        let mut line = match self.chance.below(4) {
            0 => format!("{chome}丁目{banchi}-{go}"),
            1 => format!("{chome}丁目{banchi}番{go}号"),
            2 => slips::full_width(&format!("{chome}-{banchi}-{go}")),
            _ => format!("{chome}-{banchi}-{go}"),
        };
        if let Some(room) = home.room.filter(|_| self.chance.percent(60)) {
            let _ = write!(line, "-{room}");
        }
        household.address_line = Some(line.parse().expect("fits"));
    }
}
