//! Inquiries after people (安否照会) and reports of missing people: taken at any desk, answered by
//! headquarters alone.
//!
//! What was asked is boxed to headquarters and stands so in the people of the place that took it;
//! there it says only that it was taken and whether it was answered. The answer stands in
//! headquarters' own people, and names nobody but by id.
//!
//! Invariants: nothing is told of a person but what their consent gives to whoever asks ([`items`]),
//! and [`Told`] cannot be made with more; of a protected person, and of one who died, there is nothing
//! to tell. What is not noted is unknown, never a no. Of several answers the newest counts, by id.
//!
//! Failure cases: headquarters' key has not come yet — then it is boxed to the place's own key, which
//! headquarters has too; a box that does not open, or holds what cannot be, is listed as unreadable;
//! two officers answer at once — both answers stay; an answer whose place has not heard of it is due
//! until it has ([`due`]).
//!
//! Deliberately absent: sealing, the form's bytes (`musubi_exchange::inquiry`), and who may be sought
//! (`crate::matching`).

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::field::{Field, Scalar};
use crate::household::{Household, NewHousehold, Registered};
use crate::ids::{NodeKey, PlaceId, RecordId};
use crate::person::{
    AgeTold, Answer as Answered, Birth, Consent, Name, Need, NewPerson, Person, Publication, Sex,
};
use crate::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View, ViewChange};
use crate::roster::{Rights, Roster};
use crate::stay::{StayState, WhereTo, Whereabouts};
use crate::table::{codes, record};
use crate::text::{Line, Prose};
use crate::time::Timestamp;
use crate::transfer::Sealed;

codes! {
    /// What is known of the person by whoever asks.
    pub enum Status {
        /// 安否照会
        InformationSought = "information_sought",
        /// 行方不明の届け出
        BelievedMissing = "believed_missing",
    }
}

codes! {
    /// 照会者の区分: whose consent decides.
    pub enum Tier {
        /// 親族・同居者
        Kin = "kin",
        /// 知人: friends, people from work, neighbours.
        Acquaintance = "acquaintance",
        /// Anybody else.
        Public = "public",
    }
}

codes! {
    /// What of their papers was looked at.
    pub enum IdChecked {
        Licence = "licence",
        Insurance = "insurance",
        Other = "other",
        /// By telephone, or they had none.
        None = "none",
    }
}

codes! {
    pub enum Outcome {
        /// Somebody was found, and something told of them.
        Found = "found",
        /// Told that there is nothing to tell at this time.
        NotFound = "not_found",
        /// Told that there will be no answer.
        Refused = "refused",
    }
}

codes! {
    /// What may be told of a person, after 安否情報収集様式.
    pub enum Item {
        /// ① 氏名
        Name = "name",
        /// ② フリガナ
        Kana = "kana",
        /// ③ 出生の年月日, or the age.
        Birth = "birth",
        /// ④ 男女の別
        Sex = "sex",
        /// ⑤ 住所
        Address = "address",
        /// ⑧ 負傷(疾病)の該当
        Injury = "injury",
        /// ⑩ 現在の居所
        Whereabouts = "whereabouts",
        /// ⑪ 連絡先
        Contact = "contact",
    }
}

record! {
    /// One inquiry, in the people of the place that took it.
    "inquiry" pub Inquiry, new NewInquiry;
    must {
        /// Whose key opens it: headquarters', or that of the place itself.
        to: PlaceId,
        sealed: Sealed,
    }
    may {}
    marks {}
}

record! {
    /// What headquarters writes beside it, once it has answered.
    "inquiry_answered" pub InquiryAnswered, new NewInquiryAnswered;
    must { inquiry: RecordId }
    may {}
    marks {}
}

record! {
    /// One answer, in headquarters' own people. By whom and when stand in its marks.
    "inquiry_answer" pub InquiryAnswer, new NewInquiryAnswer, rule is_whole;
    must {
        inquiry: RecordId,
        /// The place that took the inquiry.
        place: PlaceId,
        outcome: Outcome,
        tier: Tier,
        id_checked: IdChecked,
    }
    may {
        /// Who was found, and in whose people.
        person: RecordId,
        person_place: PlaceId,
        note: Prose<500>,
    }
    marks {
        /// What was told of them.
        told: Item,
    }
}

fn is_whole(new: &NewInquiryAnswer) -> Result<(), crate::field::Refused> {
    let refused = |field, why| crate::field::Refused { table: InquiryAnswer::TABLE, field, why };
    let found = new.outcome == Outcome::Found;
    if found && (new.person.is_none() || new.told.is_empty()) {
        return Err(refused("person", crate::field::Why::Missing));
    }
    if !found && (new.person.is_some() || !new.told.is_empty()) {
        return Err(refused("person", crate::field::Why::Misplaced));
    }
    Ok(())
}

/// Who asks and whom they look for, as it is boxed. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Form {
    pub status: Status,
    pub inquirer: Name,
    pub inquirer_address: Option<Line<120>>,
    pub inquirer_phone: Option<Line<30>>,
    /// 続柄, as they say it.
    pub relation: Option<Line<40>>,
    /// As they say it; who answers decides.
    pub tier: Tier,
    pub id_checked: IdChecked,
    pub reason: Option<Line<200>>,
    pub sought: Sought,
    pub last_known_location: Option<Line<120>>,
    pub description: Option<Prose<500>>,
    /// The record of another registry (PFIF) that it was taken from.
    pub person_record_id: Option<Line<200>>,
}

impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Form(..)")
    }
}

/// Whom they look for.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sought {
    pub family: Option<Name>,
    pub given: Option<Name>,
    pub kana_family: Option<Name>,
    pub kana_given: Option<Name>,
    pub birth: Option<Birth>,
    pub age: Option<AgeTold>,
    pub sex: Option<Sex>,
    pub address: Option<Line<120>>,
}

impl std::fmt::Debug for Sought {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sought(..)")
    }
}

impl Sought {
    /// Without a name nobody is looked for.
    pub fn has_name(&self) -> bool {
        [&self.family, &self.given, &self.kana_family, &self.kana_given]
            .into_iter()
            .any(Option::is_some)
    }

    /// As if they were registered: what the registered are compared with.
    pub fn roster(&self) -> Roster {
        let (home, human) = (RecordId::new([0xfe; 16]), RecordId::new([0xff; 16]));
        let mut household = NewHousehold::of(Registered::Staff, false);
        household.address_line.clone_from(&self.address);
        let mut person = NewPerson::unasked(home);
        person.family.clone_from(&self.family);
        person.given.clone_from(&self.given);
        person.kana_family.clone_from(&self.kana_family);
        person.kana_given.clone_from(&self.kana_given);
        person.birth.clone_from(&self.birth);
        person.age.clone_from(&self.age);
        person.sex = self.sex;
        let noted =
            crate::field::Noted::now(Timestamp::from_millis(0), crate::field::Recorder::Node);
        let edits = [household.create(home, &noted), person.create(human, &noted)];
        let edits = edits.into_iter().flat_map(|edits| edits.expect("no rule is over these"));
        Roster::for_reader(&Facts::of(&shown(edits)), Rights::Ordinary)
    }
}

fn shown(edits: impl Iterator<Item = Edit>) -> View {
    let mut view = View::default();
    for edit in edits {
        let Edit::Create { id, table, mut fields } = edit else { continue };
        fields.push((TABLE_FIELD.to_owned(), Value::Text(table)));
        let by = crate::ids::Actor::new([0; 16]);
        let fields = fields.into_iter().filter_map(|(name, value)| {
            Some((name, Reading::new(vec![Seen { value, by, seq: 1 }])?))
        });
        view.apply(ViewChange::Record { id, fields: fields.collect() });
    }
    view
}

/// What a person's consent gives to whoever asks. Only the asker's own tier counts.
pub fn items(consent: Consent, tier: Tier) -> BTreeSet<Item> {
    let (agreed, items): (bool, &[Item]) = match tier {
        Tier::Kin => (consent.kin == Answered::Answer, Item::ALL),
        Tier::Acquaintance => {
            (consent.acquaintance == Answered::Answer, &[Item::Name, Item::Injury])
        }
        Tier::Public => (
            consent.public == Publication::Agree,
            &[Item::Name, Item::Kana, Item::Sex, Item::Whereabouts],
        ),
    };
    items.iter().filter(|_| agreed).copied().collect()
}

/// What the records of one human say together of being told of: the strictest of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said {
    pub consent: Consent,
    pub died: bool,
}

impl Said {
    pub fn by(roster: &Roster, person: &Person) -> Self {
        let died = |at: &Whereabouts| matches!(at, Whereabouts::Left { to: WhereTo::Died, .. });
        let state = roster.state(person.id);
        let died = state.is_some_and(|state| state.whereabouts.iter().any(died));
        Self { consent: person.consent(), died }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let consent = Consent {
            kin: self.consent.kin.max(other.consent.kin),
            acquaintance: self.consent.acquaintance.max(other.consent.acquaintance),
            public: self.consent.public.max(other.consent.public),
        };
        Self { consent, died: self.died || other.died }
    }
}

/// What is told of one person: for each of [`items`] its value, as far as it is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Told {
    pub items: BTreeSet<Item>,
    pub name: Option<String>,
    pub kana: Option<String>,
    pub birth: Option<String>,
    pub age: Option<(u8, u8)>,
    pub sex: Option<Sex>,
    pub address: Option<String>,
    /// Noted as injured or ill. `None`: nothing is noted of it.
    pub injured: Option<bool>,
    pub whereabouts: Option<Whereabouts>,
    pub phone: Option<String>,
}

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Told({} items)", self.items.len())
    }
}

impl Told {
    /// `None`: there is nothing to tell. The roster is one that shows nobody protected; `said` is what
    /// may be told by every record of this human, of which this is one.
    pub fn of(
        roster: &Roster,
        person: &Person,
        said: Said,
        tier: Tier,
        now: Timestamp,
    ) -> Option<Self> {
        let said = said.and(Said::by(roster, person));
        let items = items(said.consent, tier);
        if items.is_empty() || person.is_protected() || said.died {
            return None;
        }
        let state = roster.state(person.id);
        let household = person.household.shown().and_then(|id| roster.household(*id));
        let is = |item| items.contains(&item);
        let injured = [Need::Injury, Need::Illness].iter().any(|need| person.needs.has(need));
        Some(Self {
            name: joined(&person.family, &person.given).filter(|_| is(Item::Name)),
            kana: joined(&person.kana_family, &person.kana_given).filter(|_| is(Item::Kana)),
            birth: text(&person.birth).filter(|_| is(Item::Birth)),
            age: person.age_range(now).filter(|_| is(Item::Birth)),
            sex: person.sex.shown().copied().filter(|_| is(Item::Sex)),
            address: household.and_then(address).filter(|_| is(Item::Address)),
            injured: (injured && is(Item::Injury)).then_some(true),
            whereabouts: state.and_then(StayState::agreed).filter(|_| is(Item::Whereabouts)),
            phone: household.and_then(|one| text(&one.phone)).filter(|_| is(Item::Contact)),
            items,
        })
    }
}

fn text<T: Scalar>(field: &Field<T>) -> Option<String> {
    match field.shown()?.to_value() {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn joined(family: &Field<Name>, given: &Field<Name>) -> Option<String> {
    let parts: Vec<String> = [text(family), text(given)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn address(household: &Household) -> Option<String> {
    let parts = [
        text(&household.prefecture),
        text(&household.city),
        text(&household.town),
        text(&household.address_line),
    ];
    let all: String = parts.into_iter().flatten().collect();
    (!all.is_empty()).then_some(all)
}

/// Under this and the place's id headquarters publishes in `city` the key to which inquiries are
/// boxed.
const KEYS: &str = "headquarters";

/// Headquarters says to which key inquiries are boxed.
pub fn publish(place: PlaceId, key: NodeKey) -> Edit {
    Edit::Put { key: format!("{KEYS}|{place}"), value: key.to_value() }
}

/// The keys that headquarters published, by place.
pub fn published(facts: &Facts<'_>) -> BTreeMap<PlaceId, NodeKey> {
    let read = |(place, reading): (&str, &Reading)| {
        let key = Field::<NodeKey>::read(Some(reading));
        Some((place.parse().ok()?, *key.shown()?))
    };
    facts.values_under(KEYS).filter_map(read).collect()
}

/// Inquiries of one place that were answered there, as that place hears it.
pub fn answered(facts: &Facts<'_>) -> BTreeSet<RecordId> {
    InquiryAnswered::all(facts)
        .flat_map(|it| it.inquiry.known().copied().collect::<Vec<_>>())
        .collect()
}

/// Every answer by inquiry, the newest last.
pub fn answers(headquarters: &Facts<'_>) -> BTreeMap<RecordId, Vec<InquiryAnswer>> {
    let mut all: BTreeMap<RecordId, Vec<InquiryAnswer>> = BTreeMap::new();
    for answer in InquiryAnswer::all(headquarters) {
        if let Some(inquiry) = answer.inquiry.shown().copied() {
            all.entry(inquiry).or_default().push(answer);
        }
    }
    all
}

/// Which inquiries of a place are answered and not yet said to be there.
pub fn due(place: &Facts<'_>, answers: &BTreeMap<RecordId, Vec<InquiryAnswer>>) -> Vec<RecordId> {
    let said = answered(place);
    let is_due =
        |inquiry: &Inquiry| answers.contains_key(&inquiry.id) && !said.contains(&inquiry.id);
    Inquiry::all(place).filter(is_due).map(|inquiry| inquiry.id).collect()
}
