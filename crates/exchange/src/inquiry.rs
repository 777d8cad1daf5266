//! An inquiry as it goes to headquarters: the bytes that are boxed.
//!
//! They are drawn in `docs/format.md` §12. What was boxed was checked when it was typed, but by whom is
//! not known: every field is checked again before a page sees it.
//!
//! Deliberately absent: boxing.

use minicbor::{Decode, Encode};
use musubi_model::inquiry::{Form, IdChecked, Sought, Status, Tier};
use musubi_model::person::Sex;
use musubi_model::text::TextError;

/// Longer bytes are no inquiry. Boxed they fit a field of a record.
pub const BYTES_MAX: usize = 16_000;
const FORMAT: u8 = 1;

#[derive(Default, Encode, Decode)]
#[cbor(map)]
struct Written {
    #[n(0)]
    format: u8,
    #[n(1)]
    status: String,
    #[n(2)]
    inquirer: String,
    #[n(3)]
    inquirer_address: Option<String>,
    #[n(4)]
    inquirer_phone: Option<String>,
    #[n(5)]
    relation: Option<String>,
    #[n(6)]
    tier: String,
    #[n(7)]
    id_checked: String,
    #[n(8)]
    reason: Option<String>,
    #[n(9)]
    family: Option<String>,
    #[n(10)]
    given: Option<String>,
    #[n(11)]
    kana_family: Option<String>,
    #[n(12)]
    kana_given: Option<String>,
    #[n(13)]
    birth: Option<String>,
    #[n(14)]
    age: Option<String>,
    #[n(15)]
    sex: Option<String>,
    #[n(16)]
    address: Option<String>,
    #[n(17)]
    last_known_location: Option<String>,
    #[n(18)]
    description: Option<String>,
    #[n(19)]
    person_record_id: Option<String>,
}

/// Why bytes are no inquiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InquiryRefused {
    #[error("these bytes are no inquiry")]
    Form,
    #[error("it was made by a later version")]
    Version,
    #[error("{field} holds what cannot be")]
    Field { field: &'static str },
}

pub fn to_bytes(form: &Form) -> Vec<u8> {
    let sought = &form.sought;
    let written = Written {
        format: FORMAT,
        status: form.status.code().to_owned(),
        inquirer: String::from(form.inquirer.clone()),
        inquirer_address: text(form.inquirer_address.as_ref()),
        inquirer_phone: text(form.inquirer_phone.as_ref()),
        relation: text(form.relation.as_ref()),
        tier: form.tier.code().to_owned(),
        id_checked: form.id_checked.code().to_owned(),
        reason: text(form.reason.as_ref()),
        family: text(sought.family.as_ref()),
        given: text(sought.given.as_ref()),
        kana_family: text(sought.kana_family.as_ref()),
        kana_given: text(sought.kana_given.as_ref()),
        birth: text(sought.birth.as_ref()),
        age: text(sought.age.as_ref()),
        sex: sought.sex.map(|sex| sex.code().to_owned()),
        address: text(sought.address.as_ref()),
        last_known_location: text(form.last_known_location.as_ref()),
        description: text(form.description.as_ref()),
        person_record_id: text(form.person_record_id.as_ref()),
    };
    minicbor::to_vec(written).expect("memory takes everything")
}

pub fn from_bytes(bytes: &[u8]) -> Result<Form, InquiryRefused> {
    if bytes.len() > BYTES_MAX {
        return Err(InquiryRefused::Form);
    }
    let mut decoder = minicbor::Decoder::new(bytes);
    let written: Written = decoder.decode().map_err(|_| InquiryRefused::Form)?;
    if written.format != FORMAT {
        return Err(InquiryRefused::Version);
    }
    if decoder.position() != bytes.len() {
        return Err(InquiryRefused::Form);
    }
    let word = |field| InquiryRefused::Field { field };
    let sex = match written.sex.as_deref() {
        Some(code) => Some(Sex::from_code(code).ok_or(word("sex"))?),
        None => None,
    };
    let form = Form {
        status: Status::from_code(&written.status).ok_or(word("status"))?,
        inquirer: written.inquirer.parse().map_err(|_| word("inquirer"))?,
        inquirer_address: parsed("inquirer_address", written.inquirer_address)?,
        inquirer_phone: parsed("inquirer_phone", written.inquirer_phone)?,
        relation: parsed("relation", written.relation)?,
        tier: Tier::from_code(&written.tier).ok_or(word("tier"))?,
        id_checked: IdChecked::from_code(&written.id_checked).ok_or(word("id_checked"))?,
        reason: parsed("reason", written.reason)?,
        sought: Sought {
            family: parsed("family", written.family)?,
            given: parsed("given", written.given)?,
            kana_family: parsed("kana_family", written.kana_family)?,
            kana_given: parsed("kana_given", written.kana_given)?,
            birth: parsed("birth", written.birth)?,
            age: parsed("age", written.age)?,
            sex,
            address: parsed("address", written.address)?,
        },
        last_known_location: parsed("last_known_location", written.last_known_location)?,
        description: parsed("description", written.description)?,
        person_record_id: parsed("person_record_id", written.person_record_id)?,
    };
    if form.sought.has_name() { Ok(form) } else { Err(word("family")) }
}

fn text<T: Clone + Into<String>>(said: Option<&T>) -> Option<String> {
    said.cloned().map(Into::into)
}

fn parsed<T>(field: &'static str, text: Option<String>) -> Result<Option<T>, InquiryRefused>
where
    T: std::str::FromStr<Err = TextError>,
{
    text.map(|text| text.parse().map_err(|_| InquiryRefused::Field { field })).transpose()
}
