//! What the 被災者台帳 of a city takes from the lists of its shelters (災対法90条の3): the feed, not the
//! register itself.
//!
//! What always holds: nobody who is protected, nor of a household that is, whoever asks. The law's own
//! names of its items serve as labels; no form of a file is prescribed.
//!
//! Deliberately absent: whether the city may use it and who agreed to pass it on to whom; that stands
//! in the city's own register.

use musubi_model::household::{AddressKind, Household};
use musubi_model::person::{Birth, Need, Person, Sex};
use musubi_model::roster::Roster;
use musubi_model::text::Line;

use crate::table::{Cell, Table};
use crate::unprotected;

const COLUMNS: [&str; 11] = [
    "氏名",
    "ふりがな",
    "生年月日",
    "年齢",
    "性別",
    "住所",
    "居所",
    "住所・居所（区分不明）",
    "要配慮者の事由",
    "電話番号",
    "世帯ID",
];

/// Of these people, each with the roster they stand on, those whom it may hold, household by household.
pub fn table<'a>(people: impl IntoIterator<Item = (&'a Roster, &'a Person)>) -> Table {
    let mut table = Table::new("被災者台帳への提供", COLUMNS);
    let mut rows: Vec<(&Household, &Person)> = people
        .into_iter()
        .filter_map(|(roster, person)| Some((unprotected::household(roster, person)?, person)))
        .collect();
    rows.sort_by_key(|(household, person)| (household.id, person.id));
    for (household, person) in rows {
        table.push(row(household, person));
    }
    table
}

fn row(household: &Household, person: &Person) -> Vec<Cell> {
    let address = address(household);
    let of_kind = |kind: Option<AddressKind>| {
        let is_it = household.address_kind.shown().copied() == kind;
        match (&address, is_it) {
            (Some(address), true) => address.as_str().into(),
            (None, _) if kind == Some(AddressKind::Residence) => Cell::Unknown,
            _ => Cell::Nothing,
        }
    };
    let needs: Vec<&str> = person.needs.set().map(|need| need_word(*need)).collect();
    let told = person.needs_text.shown().map(Line::as_str);
    let needs: Vec<&str> = needs.into_iter().chain(told).collect();
    vec![
        joined([&person.family, &person.given].map(|name| name.shown().map(Line::as_str))),
        joined([&person.kana_family, &person.kana_given].map(|it| it.shown().map(Line::as_str))),
        Cell::known(person.birth.shown().map(Birth::as_str)),
        age(person),
        Cell::known(person.sex.shown().map(|sex| sex_word(*sex))),
        of_kind(Some(AddressKind::Residence)),
        of_kind(Some(AddressKind::Living)),
        of_kind(None),
        if needs.is_empty() { Cell::Nothing } else { needs.join("、").into() },
        Cell::known(household.phone.shown().map(Line::as_str)),
        household.id.to_string().into(),
    ]
}

fn joined(parts: [Option<&str>; 2]) -> Cell {
    let said: Vec<&str> = parts.into_iter().flatten().collect();
    if said.is_empty() { Cell::Unknown } else { said.join(" ").into() }
}

/// As it was told. Where the birth date is known there is nothing to add.
fn age(person: &Person) -> Cell {
    match (person.age.shown(), person.birth.shown()) {
        (Some(age), _) => age.as_str().into(),
        (None, Some(_)) => Cell::Nothing,
        (None, None) => Cell::Unknown,
    }
}

fn address(household: &Household) -> Option<String> {
    let parts = [
        household.prefecture.shown().map(Line::as_str),
        household.city.shown().map(Line::as_str),
        household.town.shown().map(Line::as_str),
        household.address_line.shown().map(Line::as_str),
    ];
    let said: String = parts.into_iter().flatten().collect();
    (!said.is_empty()).then_some(said)
}

const fn sex_word(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
        Sex::Other => "その他",
        Sex::NoAnswer => "回答しない",
    }
}

const fn need_word(need: Need) -> &'static str {
    match need {
        Need::Illness => "病気",
        Need::Injury => "けが",
        Need::Pregnant => "妊産婦",
        Need::Infant => "乳幼児",
        Need::Disability => "障がい",
        Need::CareLevel => "要介護",
        Need::DevicePower => "医療機器",
        Need::Medication => "服薬",
        Need::ElderlyAlone => "高齢・独居",
        Need::Dementia => "認知症",
        Need::ForeignLanguage => "外国語",
        Need::Other => "その他",
    }
}
