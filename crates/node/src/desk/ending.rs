//! The end of an operation: closing, what is kept until when, erasing, and what proves it.
//!
//! Invariant: nothing here destroys. An order is a statement like any other; every laptop obeys it in
//! its own loop, and on an erased one these pages ask for no account, for there is none any more.

use std::collections::BTreeSet;

use musubi_log::ending::{CITY_FOLDER, Closing, Order, Paper, Retention};
use musubi_log::erasure::{self, Account, SignedErasure, TicketsKnown, Why};
use musubi_log::hash::Serial;
use musubi_log::statement::Fact;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::lookup::LookupAction;
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::closing::Left;
use super::{Caller, Desk, DeskError, now};
use crate::runtime::courier::CourierError;
use crate::runtime::ending::{Here as RuntimeHere, SayError};
use crate::runtime::handle::{Enrolled, NodeRole};
use crate::sheets;

const DAY_MS: i64 = 86_400_000;
/// What the form suggests. No law we know sets it: the city's own rules do.
pub(crate) const PEOPLE_DAYS: i64 = 365;
pub(crate) const LOOKUPS_DAYS: i64 = 3 * 365;
pub(crate) const FIGURES_DAYS: i64 = 10 * 365;

#[derive(Serialize, ToSchema)]
pub struct EndingState {
    pub now: i64,
    pub drill: bool,
    /// This laptop is headquarters.
    pub hq: bool,
    /// `null`: the operation is open.
    pub closed: Option<ClosedState>,
    /// The order to erase that stands, and since when.
    pub ordered_at: Option<i64>,
    pub here: Here,
    /// What the form suggests.
    pub suggested: NewClosing,
    /// At headquarters: what should be settled before.
    pub left: Option<OperationLeft>,
    /// At headquarters, under an order: what is proven and what is not.
    pub account: Option<ErasureAccount>,
}

/// What became of an order on this laptop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Here {
    Whole,
    /// What is to be kept could not be written; nothing was destroyed.
    Waiting,
    Erased,
}

#[derive(Serialize, ToSchema)]
pub struct ClosedState {
    pub at: i64,
    pub people_until: i64,
    pub lookups_until: i64,
    pub figures_until: i64,
    /// A real operation cannot be erased before.
    pub due: bool,
}

#[derive(Serialize, ToSchema)]
pub struct OperationLeft {
    /// Places that are not closed, of those that said anything.
    pub open_places: u32,
    pub all: Left,
}

/// Until when each class is kept; milliseconds since 1970.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosing {
    pub people_until: i64,
    pub lookups_until: i64,
    pub figures_until: i64,
}

#[derive(Serialize, ToSchema)]
pub struct ErasureAccount {
    pub complete: bool,
    pub proven: Vec<ErasedLaptop>,
    pub unproven: Vec<UnprovenLaptop>,
    pub open_papers: Vec<OpenPaper>,
    pub destroyed_papers: Vec<DestroyedPaper>,
    pub bundles: Vec<MadeBundle>,
    pub kept: Vec<KeptThing>,
    /// The order lists every ticket that was printed.
    pub tickets_known: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ErasedLaptop {
    pub node: String,
    pub role: String,
    pub place_name: String,
    /// By its own clock.
    pub at: i64,
    /// The hash of its statement.
    pub statement: String,
}

#[derive(Serialize, ToSchema)]
pub struct UnprovenLaptop {
    pub node: String,
    pub role: String,
    pub place_name: String,
    pub why: Unproven,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unproven {
    NothingHeard,
    Revoked,
}

#[derive(Serialize, ToSchema)]
pub struct OpenPaper {
    pub serial: String,
    /// `null`: the operation's keys in the city's folder.
    pub role: Option<String>,
    pub place_name: String,
    pub letter: String,
    /// Laptops that took it.
    pub laptops: u64,
}

#[derive(Serialize, ToSchema)]
pub struct DestroyedPaper {
    pub serial: String,
    pub city_folder: bool,
    pub at: i64,
}

#[derive(Serialize, ToSchema)]
pub struct MadeBundle {
    /// By which a person ticks it off.
    pub serial: String,
    /// When a person said that it is erased.
    pub erased_at: Option<i64>,
    pub node: String,
    pub made_at: i64,
    pub to_name: String,
}

#[derive(Serialize, ToSchema)]
pub struct KeptThing {
    pub class: KeptClass,
    pub hash: String,
    pub until: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeptClass {
    Lookups,
    Figures,
}

/// Two persons end the operation: whoever is signed in, and one who agrees with the own name and secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseOperation {
    pub keep: NewClosing,
    pub name: String,
    pub secret: String,
}

/// A paper that a person has destroyed, or a bundle that a person has erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TickPaper {
    pub serial: String,
}

impl Desk {
    pub fn is_erased(&self) -> bool {
        self.0.handle.status().ending.here == RuntimeHere::Erased
    }

    pub fn ending(&self) -> Result<EndingState, DeskError> {
        let enrolled = self.enrolled()?;
        let ending = self.0.handle.status().ending.clone();
        let (now, hq) = (now(), enrolled.role == NodeRole::Hq);
        let closed = ending.closed.map(|closed| closed.closing);
        let left = match (hq, ending.here) {
            (true, RuntimeHere::Whole) => Some(self.operation_left()?),
            _ => None,
        };
        Ok(EndingState {
            now: now.millis(),
            drill: enrolled.drill,
            hq,
            closed: closed.map(|closing| ClosedState {
                at: closing.at.millis(),
                people_until: closing.keep.people.millis(),
                lookups_until: closing.keep.lookups.millis(),
                figures_until: closing.keep.figures.millis(),
                due: enrolled.drill || closing.keep.people <= now,
            }),
            ordered_at: ending.order.map(|(_, at)| at.millis()),
            here: match ending.here {
                RuntimeHere::Whole => Here::Whole,
                RuntimeHere::Waiting => Here::Waiting,
                RuntimeHere::Erased => Here::Erased,
            },
            suggested: suggested(now),
            left,
            account: ending.account.filter(|_| hq).map(|account| self.shown_account(&account)),
        })
    }

    fn operation_left(&self) -> Result<OperationLeft, DeskError> {
        let own = self.enrolled()?.place;
        let mut left = OperationLeft { open_places: 0, all: Left::default() };
        let mut places: BTreeSet<PlaceId> = self.owners(Kind::Place)?.into_iter().collect();
        places.extend(self.owners(Kind::People)?);
        for place in places {
            let one = self.left_at(place)?;
            let open = place != own && !self.standing(place)?.is_closed();
            left.open_places += u32::from(open);
            let all = &mut left.all;
            all.staying = match (all.staying, one.staying) {
                (Some(sum), Some(more)) => Some(sum.saturating_add(more)),
                (sum, more) => sum.or(more),
            };
            all.open_requests = all.open_requests.saturating_add(one.open_requests);
            all.clashes = all.clashes.saturating_add(one.clashes);
            all.not_at_hq = all.not_at_hq.saturating_add(one.not_at_hq);
        }
        Ok(left)
    }

    /// Stops new records everywhere, as it becomes known there; destroys nothing. Who the two were is
    /// noted before.
    pub async fn close_operation(
        &self,
        caller: &Caller,
        close: CloseOperation,
    ) -> Result<(), DeskError> {
        self.at_hq()?;
        let (at, new) = (now(), close.keep);
        let until = |field, millis: i64| {
            let until = Timestamp::from_millis(millis);
            if until < at { Err(DeskError::field(field, "ending.past")) } else { Ok(until) }
        };
        let keep = Retention {
            people: until("people_until", new.people_until)?,
            lookups: until("lookups_until", new.lookups_until)?,
            figures: until("figures_until", new.figures_until)?,
            layers: None,
        };
        let second = self.second_person(caller, &close.name, close.secret).await?;
        self.note_both(caller, LookupAction::Close, second, None).await?;
        self.say(Fact::Closing(Closing { at, keep })).await?;
        self.managers_outlast(keep.people).await;
        Ok(())
    }

    /// What headquarters closed; the city's closing is the city's to take back.
    pub async fn reopen_operation(&self) -> Result<(), DeskError> {
        self.at_hq()?;
        if self.0.handle.status().ending.order.is_some() {
            return Err(DeskError::Conflict { code: "erasure_ordered" });
        }
        self.say(Fact::Reopening { at: now() }).await
    }

    /// A drill, at once. A real operation is erased by the city's key alone.
    pub async fn erase_drill(&self) -> Result<(), DeskError> {
        let enrolled = self.at_hq()?;
        if !enrolled.drill {
            return Err(DeskError::NotAllowed { code: "erasure_by_city" });
        }
        let closed = self.0.handle.status().ending.closed;
        let closed = closed.ok_or(DeskError::Conflict { code: "operation_open" })?;
        let order = Order { at: now(), closing: closed.statement, tickets: Vec::new() };
        self.say(Fact::Order(order)).await
    }

    /// For the computer with the city's key. Empty while the operation is open.
    pub async fn erasure_request(&self) -> Result<Vec<u8>, DeskError> {
        self.at_hq()?;
        let facts = self.0.handle.facts_of_closing().await;
        if facts.is_empty() {
            Err(DeskError::Conflict { code: "operation_open" })
        } else {
            Ok(facts)
        }
    }

    /// The city's answer. Whether it holds is judged where it is taken in.
    pub async fn take_erasure_order(&self, facts: &[u8]) -> Result<(), DeskError> {
        self.at_hq()?;
        let unreadable = DeskError::Bundle { code: "facts_unreadable" };
        let items = erasure::read_facts(facts).map_err(|_| unreadable)?;
        let brought = self.0.handle.carry(items, None).await?;
        if self.0.handle.status().ending.order.is_some() {
            return Ok(());
        }
        let code = if brought.refused > 0 { "order_not_valid" } else { "order_does_not_stand" };
        Err(DeskError::Conflict { code })
    }

    /// A person tore it up.
    pub async fn tick_paper(&self, tick: TickPaper) -> Result<(), DeskError> {
        self.at_hq()?;
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(tick.serial.as_bytes());
        let serial = bytes.ok().and_then(|bytes| Serial::from_slice(&bytes));
        let serial = serial.ok_or_else(|| DeskError::field("serial", "text.form"))?;
        let account = self.0.handle.status().ending.account.clone();
        let account = account.ok_or(DeskError::Conflict { code: "erasure_not_ordered" })?;
        let bundles = account.bundles.iter().map(|(maker, bundle)| bundle.serial(maker));
        let known = account.open_papers.iter().map(|paper| paper.serial).chain(bundles);
        let is_open = account.destroyed_at(serial).is_none();
        if !is_open || !known.into_iter().any(|known| known == serial) {
            return Err(DeskError::NotFound);
        }
        self.say(Fact::Paper(Paper { serial, at: now() })).await
    }

    /// The signed certificate as it stands now.
    pub async fn erasure_certificate(&self) -> Result<Vec<u8>, DeskError> {
        self.at_hq()?;
        let signed = self.0.handle.certify(now()).await;
        signed.ok_or(DeskError::Conflict { code: "erasure_not_ordered" })
    }

    /// The certificate as it is printed.
    pub(crate) fn erasure_paper(&self, signed: &[u8]) -> Result<String, DeskError> {
        let city = self.0.handle.city().ok_or(DeskError::NotEnrolled)?;
        let signed = SignedErasure::from_bytes(signed).ok();
        let erasure = signed.and_then(|signed| signed.verify(&city).ok());
        let erasure = erasure.ok_or(DeskError::Conflict { code: "erasure_not_ordered" })?;
        let names = |place: PlaceId| {
            if place == PlaceId::CITY { String::new() } else { self.place_name(place) }
        };
        Ok(sheets::erasure(&city, &erasure, &names))
    }

    /// Nothing about people stays in memory once the keys are gone.
    pub fn forget_people(&self) {
        self.0.rosters.forget();
        self.0.kept.forget();
        self.0.compared.forget();
        self.0.open_cards.forget();
        self.0.transfers.forget();
        self.0.inquiries.forget();
        self.0.sessions.forget_all();
    }

    async fn say(&self, fact: Fact) -> Result<(), DeskError> {
        self.0.handle.say(fact).await.map_err(|error| match error {
            SayError::NotAllowed => DeskError::NotAllowed { code: "statement_not_allowed" },
            SayError::Courier(CourierError::Stopping) => DeskError::Stopping,
            SayError::Courier(error) => DeskError::NotSaved { code: error.code() },
        })
    }

    fn shown_account(&self, account: &Account) -> ErasureAccount {
        let name = |place: PlaceId| {
            if place == PlaceId::CITY { String::new() } else { self.place_name(place) }
        };
        let bundles: BTreeSet<Serial> =
            account.bundles.iter().map(|(maker, bundle)| bundle.serial(maker)).collect();
        let is_bundle = |serial: &Serial| bundles.contains(serial);
        ErasureAccount {
            complete: account.is_complete(),
            proven: account
                .proven
                .iter()
                .map(|it| ErasedLaptop {
                    node: it.laptop.node.to_string(),
                    role: it.laptop.role.word().to_owned(),
                    place_name: name(it.laptop.place),
                    at: it.at.millis(),
                    statement: it.statement.to_string(),
                })
                .collect(),
            unproven: account
                .unproven
                .iter()
                .map(|it| UnprovenLaptop {
                    node: it.laptop.node.to_string(),
                    role: it.laptop.role.word().to_owned(),
                    place_name: name(it.laptop.place),
                    why: match it.why {
                        Why::NothingHeard => Unproven::NothingHeard,
                        Why::Revoked => Unproven::Revoked,
                    },
                })
                .collect(),
            open_papers: account
                .open_papers
                .iter()
                .map(|it| OpenPaper {
                    serial: it.serial.to_string(),
                    role: it.role.map(|role| role.word().to_owned()),
                    place_name: name(it.place),
                    letter: char::from(b'A' + it.index.min(25)).to_string(),
                    laptops: it.laptops,
                })
                .collect(),
            destroyed_papers: account
                .destroyed_papers
                .iter()
                .filter(|(serial, _)| !is_bundle(serial))
                .map(|(serial, at)| DestroyedPaper {
                    serial: serial.to_string(),
                    city_folder: *serial == CITY_FOLDER,
                    at: at.millis(),
                })
                .collect(),
            bundles: account
                .bundles
                .iter()
                .map(|(node, bundle)| MadeBundle {
                    serial: bundle.serial(node).to_string(),
                    erased_at: account.destroyed_at(bundle.serial(node)).map(Timestamp::millis),
                    node: node.to_string(),
                    made_at: bundle.made.millis(),
                    to_name: name(bundle.to),
                })
                .collect(),
            kept: account
                .kept
                .iter()
                .map(|(_, kept)| KeptThing {
                    class: match kept.class {
                        musubi_log::ending::KeptClass::Lookups => KeptClass::Lookups,
                        musubi_log::ending::KeptClass::Figures => KeptClass::Figures,
                    },
                    hash: kept.hash.to_string(),
                    until: kept.until.millis(),
                })
                .collect(),
            tickets_known: account.tickets_known == TicketsKnown::All,
        }
    }
}

pub(crate) fn suggested(now: Timestamp) -> NewClosing {
    let after = |days: i64| now.plus_millis(days * DAY_MS).millis();
    NewClosing {
        people_until: after(PEOPLE_DAYS),
        lookups_until: after(LOOKUPS_DAYS),
        figures_until: after(FIGURES_DAYS),
    }
}

/// For pages that ask before anybody is signed in.
pub(super) fn is_closed(desk: &Desk, enrolled: Option<&Enrolled>) -> bool {
    enrolled.is_some() && desk.0.handle.status().ending.closed.is_some()
}
