//! Names of made-up people: family names as frequent as they are, given names by the years people
//! were born in, and a few names of people from elsewhere.
//!
//! A given name is as likely as the source knows spellings of it, times a factor of its own for
//! every fifteen years of birth: people of one age share names more often than people of all ages.

use musubi_model::madeup::Chance;

/// One part of a name. Names in Latin letters have several readings in kana, all of them right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) written: String,
    pub(crate) kana: String,
    /// Other spellings of the same reading: what somebody writes who only heard it.
    pub(crate) by_ear: Vec<String>,
    pub(crate) other_kana: Option<String>,
}

const COHORT_YEARS: i32 = 15;
const FIRST_YEAR: i32 = 1915;
const COHORTS: usize = 8;

const FAMILY: &str = include_str!("names/family.tsv");
const GIVEN_MALE: &str = include_str!("names/given_male.tsv");
const GIVEN_FEMALE: &str = include_str!("names/given_female.tsv");

/// Latin letters, then two ways in which desks write it in kana.
const ELSEWHERE_FAMILY: [(&str, &str, &str); 10] = [
    ("Nguyen", "ぐえん", "ぬえん"),
    ("Tran", "ちゃん", "とらん"),
    ("Le", "れ", "れー"),
    ("Santos", "さんとす", "さんとぅす"),
    ("Reyes", "れいえす", "れいぇす"),
    ("Gurung", "ぐるん", "ぐるんぐ"),
    ("Thapa", "たぱ", "ざぱ"),
    ("Wang", "わん", "おう"),
    ("Kim", "きむ", "きん"),
    ("Silva", "しるゔぁ", "しるば"),
];
const ELSEWHERE_GIVEN: [(&str, &str, &str); 14] = [
    ("Van Anh", "ゔぁんあん", "ばんあん"),
    ("Thi Lan", "てぃらん", "ちらん"),
    ("Minh", "みん", "みんふ"),
    ("Hoa", "ほあ", "ほわ"),
    ("Maria", "まりあ", "まりや"),
    ("Jose", "ほせ", "じょせ"),
    ("Angel", "えんじぇる", "あんへる"),
    ("Sita", "しーた", "した"),
    ("Ram", "らむ", "らーむ"),
    ("Wei", "うぇい", "うえい"),
    ("Li Na", "りーな", "りな"),
    ("Minjun", "みんじゅん", "みんぢゅん"),
    ("Paulo", "ぱうろ", "ぱうろう"),
    ("Ana", "あな", "あーな"),
];

struct Weighted<T> {
    items: Vec<T>,
    /// Sums up to and with each item.
    sums: Vec<u32>,
}

impl<T> Weighted<T> {
    fn of(items: impl IntoIterator<Item = (T, u32)>) -> Self {
        let mut list = Self { items: Vec::new(), sums: Vec::new() };
        let mut sum = 0;
        for (item, weight) in items {
            sum += weight.max(1);
            list.items.push(item);
            list.sums.push(sum);
        }
        list
    }

    fn draw(&self, chance: &mut Chance) -> &T {
        let at = chance.below(*self.sums.last().expect("no list is empty"));
        &self.items[self.sums.partition_point(|sum| *sum <= at)]
    }
}

/// The lists of one city: which given names were in fashion when is drawn with its seed.
pub(crate) struct Names {
    family: Weighted<Part>,
    male: Vec<Weighted<usize>>,
    female: Vec<Weighted<usize>>,
    given_male: Vec<(Part, Vec<String>)>,
    given_female: Vec<(Part, Vec<String>)>,
}

fn part(written: &str, kana: &str) -> Part {
    Part { written: written.to_owned(), kana: kana.to_owned(), by_ear: vec![], other_kana: None }
}

fn given(list: &str) -> (Vec<(Part, Vec<String>)>, Vec<u32>) {
    let mut parts = Vec::new();
    let mut weights = Vec::new();
    for line in list.lines() {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or_default();
        let (kana, known) = (cell(), cell());
        let forms: Vec<String> = cells.map(str::to_owned).collect();
        parts.push((part(&forms[0], kana), forms));
        weights.push(known.parse().expect("a number"));
    }
    (parts, weights)
}

impl Names {
    pub(crate) fn of(chance: &mut Chance) -> Self {
        let mut family: Vec<(Part, u32)> = Vec::new();
        for line in FAMILY.lines() {
            let mut cells = line.split('\t');
            let mut cell = || cells.next().expect("three cells");
            let (written, kana, bearers) = (cell(), cell(), cell());
            // A city is not the country: some names are at home here, others hardly known.
            let local = [20, 50, 100, 100, 200][chance.below(5) as usize];
            let bearers: u32 = bearers.parse().expect("a number");
            family.push((part(written, kana), bearers * local / 100));
        }
        let spellings: Vec<(String, String)> =
            family.iter().map(|(part, _)| (part.kana.clone(), part.written.clone())).collect();
        for (part, _) in &mut family {
            let same = spellings.iter().filter(|it| it.0 == part.kana && it.1 != part.written);
            part.by_ear = same.map(|it| it.1.clone()).collect();
        }
        let (given_male, male) = given(GIVEN_MALE);
        let (given_female, female) = given(GIVEN_FEMALE);
        let mut fashions = |weights: &[u32]| -> Vec<Weighted<usize>> {
            let mut fashion = || {
                let drawn = weights.iter().map(|weight| weight * chance.pick(&[1, 3, 10, 20, 40]));
                Weighted::of(drawn.enumerate())
            };
            (0..COHORTS).map(|_| fashion()).collect()
        };
        let (male, female) = (fashions(&male), fashions(&female));
        Self { family: Weighted::of(family), male, female, given_male, given_female }
    }

    pub(crate) fn family(&self, chance: &mut Chance) -> Part {
        self.family.draw(chance).clone()
    }

    pub(crate) fn given(&self, chance: &mut Chance, female: bool, born: i32) -> Part {
        let cohort = usize::try_from((born - FIRST_YEAR).max(0) / COHORT_YEARS).expect("positive");
        let cohort = cohort.min(COHORTS - 1);
        let (lists, parts) = if female {
            (&self.female, &self.given_female)
        } else {
            (&self.male, &self.given_male)
        };
        let (part, forms) = &parts[*lists[cohort].draw(chance)];
        let mut drawn = part.clone();
        // In kana alone, as every tenth woman's name and few men's are.
        if chance.percent(if female { 10 } else { 2 }) {
            drawn.written.clone_from(&drawn.kana);
        } else {
            let place = *chance.pick(&[0, 0, 0, 0, 1, 1, 1, 2, 2, 3]);
            drawn.written.clone_from(&forms[place.min(forms.len() - 1)]);
        }
        drawn.by_ear = forms.iter().filter(|form| **form != drawn.written).cloned().collect();
        drawn
    }

    /// Begins as another's name does: brothers, sisters and twins often do.
    pub(crate) fn alike(&self, chance: &mut Chance, to: &Part, female: bool, born: i32) -> Part {
        let first = to.kana.chars().next();
        let mut drawn = self.given(chance, female, born);
        for _ in 0..200 {
            if drawn.kana.chars().next() == first && drawn.kana != to.kana {
                break;
            }
            drawn = self.given(chance, female, born);
        }
        drawn
    }
}

fn elsewhere(list: &[(&str, &str, &str)], chance: &mut Chance) -> Part {
    let (written, kana, other) = *chance.pick(list);
    Part { other_kana: Some(other.to_owned()), ..part(written, kana) }
}

pub(crate) fn family_elsewhere(chance: &mut Chance) -> Part {
    elsewhere(&ELSEWHERE_FAMILY, chance)
}

pub(crate) fn given_elsewhere(chance: &mut Chance) -> Part {
    elsewhere(&ELSEWHERE_GIVEN, chance)
}
