//! What a single cell says, and what was done to read it.

use std::borrow::Cow;

use musubi_model::place::{Address, Capacity, PlaceKind, PlaceName};
use musubi_model::text::{Line, Prose, TextError};

use super::Note;
use super::columns::plain;
use crate::grid::{self, Sort};
use crate::problem::What;
use crate::{degrees, era, width};

/// What a cell gives.
pub(super) enum Said<T> {
    Value(T),
    /// In words, for the remarks.
    Words(String),
    Nothing,
}

type Read<T> = Result<Said<T>, What>;

/// A cell with text in it, and the notes on reading it.
pub(super) struct Reading<'a> {
    pub cell: &'a grid::Cell,
    pub notes: Vec<Note>,
}

/// What people write into a cell that has no answer.
const NOTHING: [&str; 8] = ["なし", "無し", "無", "不明", "未設定", "未定", "該当なし", "n/a"];
/// What spreadsheets write where a formula failed.
const FAILED: [&str; 7] = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"];

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '−' | '–' | '—' | '―' | 'ー' | '─' | '－' | 'ｰ')
}

impl<'a> Reading<'a> {
    pub(super) fn of(cell: &'a grid::Cell) -> Self {
        let notes = cell.is_below.then_some(Note::Merged).into_iter().collect();
        Self { cell, notes }
    }

    fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// What cannot be text at all, whatever the field.
    fn whole(&self) -> Result<&'a str, What> {
        let text = self.cell.text.as_str();
        if text.contains('\u{fffd}') {
            return Err(What::LostLetter);
        }
        if FAILED.contains(&text) { Err(What::CellError) } else { Ok(text) }
    }

    fn is_nothing(&mut self, text: &str) -> bool {
        let is = text.chars().all(is_dash) || NOTHING.contains(&plain(text).as_str());
        if is {
            self.note(Note::Nothing);
        }
        is
    }

    fn wide_kana(&mut self, text: &'a str) -> Cow<'a, str> {
        let wide = width::kana(text);
        if matches!(wide, Cow::Owned(_)) {
            self.note(Note::Width);
        }
        wide
    }

    fn narrow(&mut self, text: &'a str) -> Cow<'a, str> {
        let narrow = width::ascii(text);
        if matches!(narrow, Cow::Owned(_)) {
            self.note(Note::Width);
        }
        narrow
    }

    /// One line of text; line breaks and tabs were made for the looks of a cell.
    pub(super) fn line<T>(&mut self) -> Read<T>
    where
        T: TryFrom<String, Error = TextError>,
    {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let mut text = self.wide_kana(text).into_owned();
        let is_break = |c: char| matches!(c, '\n' | '\r' | '\t');
        if text.contains(is_break) {
            self.note(Note::Joined);
            let parts = text.split(is_break).map(str::trim).filter(|part| !part.is_empty());
            text = parts.collect::<Vec<_>>().join(" ");
        }
        Ok(Said::Value(T::try_from(text)?))
    }

    pub(super) fn prose<const MAX: usize>(&mut self) -> Read<Prose<MAX>> {
        let text = self.whole()?;
        let text = self.wide_kana(text).replace("\r\n", "\n").replace('\r', "\n");
        Ok(Said::Value(Prose::try_from(text)?))
    }

    /// A 共通ID as it is compared: narrow.
    pub(super) fn id(&mut self) -> Read<String> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let id = self.narrow(text).trim().to_owned();
        if is_spoiled(&id) { Err(What::Scientific) } else { Ok(Said::Value(id)) }
    }

    /// An id that the list made up: letter by letter as it stands there.
    pub(super) fn own_id(&mut self) -> Read<Line<80>> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        if is_spoiled(text) { Err(What::Scientific) } else { Ok(Said::Value(text.parse()?)) }
    }

    pub(super) fn kana(&mut self) -> Read<PlaceName> {
        let is_kanji = |c| matches!(c, '\u{3400}'..='\u{9fff}' | '々');
        match self.line::<PlaceName>()? {
            Said::Value(kana) if kana.as_str().contains(is_kanji) => Err(What::Kana),
            said => Ok(said),
        }
    }

    pub(super) fn address(&mut self) -> Read<Address> {
        match self.line::<Address>()? {
            Said::Value(address) if !address.as_str().contains(char::is_alphabetic) => {
                Err(What::Address)
            }
            said => Ok(said),
        }
    }

    pub(super) fn phone(&mut self) -> Read<Line<40>> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let narrow = self.narrow(text);
        let phone: String = narrow.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
        if phone != *narrow {
            self.note(Note::Width);
        }
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let letters = phone.chars().filter(|c| c.is_alphabetic()).count();
        if digits < 3 || letters > digits {
            return Err(What::Phone);
        }
        // Nine digits of a landline or ten of a mobile, once a spreadsheet took them for a number.
        if digits == phone.len() && matches!(digits, 9 | 10) && !phone.starts_with('0') {
            self.note(Note::PhoneZero);
        }
        Ok(Said::Value(phone.try_into()?))
    }

    /// Units of 10⁻⁷ degree, within no bounds yet.
    pub(super) fn degrees(&mut self) -> Read<i64> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let narrow = self.narrow(text);
        if let Some(e7) = degrees::e7(&narrow) {
            return Ok(Said::Value(e7));
        }
        let e7 = degrees::signed_e7(&narrow).ok_or(What::Degrees)?;
        self.note(Note::Dms);
        Ok(Said::Value(e7))
    }

    /// A number of people. No number is taken out of a sentence, and 0 is not known.
    pub(super) fn capacity(&mut self) -> Read<Capacity> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let number = width::ascii(text);
        let number = number.strip_suffix(['人', '名']).unwrap_or(&number).trim().replace(',', "");
        let whole = match number.split_once('.') {
            Some((whole, zeros)) if zeros.bytes().all(|byte| byte == b'0') => whole,
            _ => number.as_str(),
        };
        if let Ok(people) = whole.parse::<i64>() {
            self.narrow(text);
            if people == 0 {
                self.note(Note::Zero);
                return Ok(Said::Nothing);
            }
            return people.try_into().map(Said::Value).map_err(|_| What::Number);
        }
        if number.parse::<f64>().is_ok() {
            return Err(What::Number);
        }
        self.note(Note::CapacityText);
        Ok(Said::Words(text.to_owned()))
    }

    pub(super) fn flag(&mut self) -> Read<bool> {
        let text = self.whole()?;
        let narrow = self.narrow(text);
        match narrow.as_ref() {
            "1" | "1.0" | "1.00" | "○" | "〇" | "◯" | "●" | "◎" | "有" | "あり" => {
                Ok(Said::Value(true))
            }
            "0" | "0.0" | "×" | "✕" | "✖" | "無" | "なし" => Ok(Said::Value(false)),
            text if self.is_nothing(text) => Ok(Said::Nothing),
            _ => Err(What::Flag),
        }
    }

    /// As `2019-05-01`. `days_added` is for spreadsheets that do not count from 1900.
    pub(super) fn day(&mut self, days_added: i64) -> Read<String> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let narrow = self.narrow(text);
        let day = match self.cell.sort {
            Sort::Number => era::serial(&narrow, days_added).or_else(|| era::day(&narrow)),
            Sort::Text => era::day(&narrow),
        };
        let day = day.ok_or(What::Date)?;
        if day.in_era == era::InEra::Ended {
            self.note(Note::EraEnd);
        }
        Ok(Said::Value(day.date))
    }

    /// The first five digits of a municipality's code. The sixth checks them; a seventh is none.
    pub(super) fn municipality_code(&mut self) -> Read<String> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let code = self.narrow(text).into_owned();
        if !matches!(code.len(), 5 | 6) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(What::Number);
        }
        if code.len() == 6 && !is_checked(&code) {
            self.note(Note::CheckDigit);
        }
        Ok(Said::Value(code))
    }

    pub(super) fn kind(&mut self) -> Read<SaidKind> {
        let text = self.whole()?;
        if self.is_nothing(text) {
            return Ok(Said::Nothing);
        }
        let word = plain(text);
        let rest = word.replace("指定緊急避難場所", "").replace("緊急避難場所", "");
        let is_emergency = rest.len() < word.len();
        let shelter = if rest.contains("福祉避難所") {
            Some(PlaceKind::Welfare)
        } else if rest.contains("自主避難所") {
            Some(PlaceKind::Voluntary)
        } else if rest.contains("指定避難所") || rest == "避難所" {
            Some(PlaceKind::Designated)
        } else {
            None
        };
        match (shelter, is_emergency) {
            (None, false) => Err(What::Kind),
            (None, true) => Ok(Said::Value(SaidKind::EmergencySite)),
            (Some(kind), false) => Ok(Said::Value(SaidKind::Shelter(kind))),
            (Some(kind), true) => {
                self.note(Note::BothLists);
                Ok(Said::Value(SaidKind::Both(kind)))
            }
        }
    }
}

/// `4.3214E+13`: a spreadsheet took an id for a number.
fn is_spoiled(id: &str) -> bool {
    let Some((digits, power)) = id.split_once(['E', 'e']) else { return false };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.split_once('.').is_some_and(|(whole, rest)| is_digits(whole) && is_digits(rest))
        && is_digits(power.strip_prefix('+').unwrap_or(power))
}

#[derive(Clone, Copy)]
pub(super) enum SaidKind {
    Shelter(PlaceKind),
    EmergencySite,
    Both(PlaceKind),
}

/// 検査数字: weights 6 to 2, modulo 11.
fn is_checked(code: &str) -> bool {
    let digits: Vec<u32> = code.bytes().map(|byte| u32::from(byte - b'0')).collect();
    let sum: u32 = digits[..5].iter().zip([6, 5, 4, 3, 2]).map(|(digit, by)| digit * by).sum();
    (11 - sum % 11) % 10 == digits[5]
}
