//! What is known of an erasure: who has said that it destroyed its secrets, what nobody has shown to
//! be destroyed, and the certificate that headquarters signs of both.
//!
//! A certificate proves what was said, never that a disk forgot. So what is *not* proven stands in
//! it with the same care, and it can be issued again whenever more has come.
//!
//! Deliberately absent: names of people.

use std::collections::BTreeMap;

use musubi_model::ids::{NodeKey, OperationId, PlaceId};
use musubi_model::time::Timestamp;

use crate::city::{CityKey, Operation, OperationKind};
use crate::ending::{CITY_FOLDER, Kept, KeptClass, MadeBundle, PrintedTicket, ascending, in_order};
use crate::hash::{Hash, Serial, h};
use crate::item::{Item, ItemError};
use crate::node::{Certificate, CertificateError, Member, NodeSecret};
use crate::role::Role;
use crate::statement::Signer;
use crate::statements::Statements;
use crate::wire::{Fields, Map, Out, OutError, VEC, WireError, array};

/// Everything known here of an order that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub closing: Hash,
    pub closed_at: Timestamp,
    pub order: Hash,
    pub ordered_at: Timestamp,
    /// `None`: the city's root key ordered it.
    pub ordered_by: Option<Hash>,
    pub proven: Vec<Proven>,
    pub unproven: Vec<Unproven>,
    /// And bundles, by their serials.
    pub destroyed_papers: Vec<(Serial, Timestamp)>,
    pub open_papers: Vec<OpenPaper>,
    /// All that were made; what [`Account::destroyed_at`] says of them is which are gone.
    pub bundles: Vec<(NodeKey, MadeBundle)>,
    pub kept: Vec<(NodeKey, Kept)>,
    pub tickets_known: TicketsKnown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TicketsKnown {
    /// The order lists every ticket that was printed.
    All,
    /// Only those that some laptop took.
    Taken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Laptop {
    pub node: NodeKey,
    pub serial: Serial,
    pub role: Role,
    pub place: PlaceId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Proven {
    pub laptop: Laptop,
    pub at: Timestamp,
    pub statement: Hash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unproven {
    pub laptop: Laptop,
    pub why: Why,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Why {
    NothingHeard = 1,
    /// Whatever it says.
    Revoked = 2,
}

/// A printed ticket that nobody has ticked off, or the operation's keys in the city's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenPaper {
    pub serial: Serial,
    /// `None` for [`CITY_FOLDER`].
    pub role: Option<Role>,
    pub place: PlaceId,
    pub index: u8,
    /// How many took it; more than one means that it was copied.
    pub laptops: u64,
}

impl Account {
    /// `None`: no order stands.
    pub fn of(statements: &Statements) -> Option<Self> {
        let (hash, order) = statements.order()?;
        let closed = statements.closed()?;
        let by = statements.get(&hash)?.signer();
        let mut account = Self {
            closing: order.closing,
            closed_at: closed.closing.at,
            order: hash,
            ordered_at: order.at,
            ordered_by: match by {
                Signer::City => None,
                Signer::Node { certificate } => Some(certificate),
            },
            proven: Vec::new(),
            unproven: Vec::new(),
            destroyed_papers: Vec::new(),
            open_papers: Vec::new(),
            bundles: Vec::new(),
            kept: Vec::new(),
            tickets_known: if order.tickets.is_empty() {
                TicketsKnown::Taken
            } else {
                TicketsKnown::All
            },
        };
        account.count_laptops(statements);
        account.count_papers(statements, &order.tickets);
        Some(account)
    }

    /// Whether nothing is left to be shown. Bundles do not count: without a key nobody reads them.
    pub fn is_complete(&self) -> bool {
        self.unproven.is_empty()
            && self.open_papers.is_empty()
            && self.tickets_known == TicketsKnown::All
    }

    /// When a person said that this paper or bundle is gone.
    pub fn destroyed_at(&self, serial: Serial) -> Option<Timestamp> {
        let destroyed = self.destroyed_papers.iter().find(|(gone, _)| *gone == serial);
        destroyed.map(|(_, at)| *at)
    }

    fn count_laptops(&mut self, statements: &Statements) {
        for member in statements.members() {
            let laptop = Laptop {
                node: member.node,
                serial: member.serial,
                role: member.role,
                place: member.place,
            };
            if statements.is_revoked(member) {
                self.unproven.push(Unproven { laptop, why: Why::Revoked });
                continue;
            }
            let Some((statement, said)) = statements.destruction(member.node, &self.order) else {
                self.unproven.push(Unproven { laptop, why: Why::NothingHeard });
                continue;
            };
            self.proven.push(Proven { laptop, at: said.at, statement });
            self.bundles.extend(said.bundles.iter().map(|bundle| (member.node, *bundle)));
            self.kept.extend(said.kept.iter().map(|kept| (member.node, *kept)));
        }
        self.proven.sort_unstable();
        self.unproven.sort_unstable();
        self.bundles.sort_unstable();
        self.kept.sort_unstable();
    }

    fn count_papers(&mut self, statements: &Statements, printed: &[PrintedTicket]) {
        let paper =
            |serial, role, place, index| OpenPaper { serial, role, place, index, laptops: 0 };
        let mut papers: BTreeMap<Serial, OpenPaper> = printed
            .iter()
            .map(|it| (it.serial, paper(it.serial, Some(it.role), it.place, it.index)))
            .collect();
        papers.insert(CITY_FOLDER, paper(CITY_FOLDER, None, PlaceId::CITY, 0));
        for member in statements.members() {
            let serial = member.serial;
            let known = papers.entry(serial).or_insert(paper(
                serial,
                Some(member.role),
                member.place,
                member.index,
            ));
            known.laptops += 1;
        }
        for (serial, paper) in papers {
            match statements.paper(serial) {
                Some(at) => self.destroyed_papers.push((serial, at)),
                None => self.open_papers.push(paper),
            }
        }
        for (maker, bundle) in &self.bundles {
            let serial = bundle.serial(maker);
            self.destroyed_papers.extend(statements.paper(serial).map(|at| (serial, at)));
        }
        self.destroyed_papers.sort_unstable();
    }
}

/// The certificate as it is handed out. Says nothing until verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedErasure {
    payload: Vec<u8>,
    signature: [u8; 64],
    certificate: Vec<u8>,
}

/// What a certificate says. Made by [`SignedErasure::verify`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Erasure {
    pub operation: Operation,
    pub issued: Timestamp,
    pub issuer: Member,
    pub account: Account,
}

/// Why a certificate proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErasureError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error("only headquarters issues a certificate of erasure")]
    NotHq,
    #[error("its signature does not hold")]
    Signature,
}

impl ErasureError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::Certificate(error) => error.code(),
            Self::NotHq => "erasure_not_hq",
            Self::Signature => "erasure_signature",
        }
    }
}

impl SignedErasure {
    pub const BYTES_MAX: usize = 2 << 20;
    pub const LISTED_MAX: usize = 16_384;
    const WHAT: &str = "certificate of erasure";

    pub fn sign(
        node: &NodeSecret,
        certificate: &Certificate,
        issuer: &Member,
        city: &CityKey,
        account: &Account,
        issued: Timestamp,
    ) -> Self {
        let payload = write(&issuer.operation, account, issued);
        let signature = node.sign(&erasure_hash(city, &payload));
        Self { payload, signature, certificate: certificate.to_bytes().to_vec() }
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        Ok(Self {
            payload: fields.bytes(0)?.to_vec(),
            signature: fields.array(1)?,
            certificate: fields.bytes(2)?.to_vec(),
        })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        Map::default()
            .bytes(0, &self.payload)
            .bytes(1, &self.signature)
            .bytes(2, &self.certificate)
            .finish()
    }

    /// With nothing but the city's public key.
    pub fn verify(&self, city: &CityKey) -> Result<Erasure, ErasureError> {
        let fields = Fields::parse(Self::WHAT, &self.payload, Self::BYTES_MAX)?;
        fields.format(1)?;
        let operation = OperationId::new(fields.array(1)?);
        let issuer = Certificate::from_bytes(&self.certificate)?.verify(city, operation)?;
        if issuer.role != Role::Hq {
            return Err(ErasureError::NotHq);
        }
        if !issuer.has_signed(&erasure_hash(city, &self.payload), &self.signature) {
            return Err(ErasureError::Signature);
        }
        Ok(Erasure {
            operation: Operation {
                id: operation,
                kind: OperationKind::from_number(fields.byte(2)?).ok_or(fields.bad(2))?,
                name: fields.text(3, Operation::NAME_BYTES_MAX)?.to_owned(),
            },
            issued: Timestamp::from_millis(fields.int(4)?),
            issuer,
            account: read(&fields)?,
        })
    }
}

fn erasure_hash(city: &CityKey, payload: &[u8]) -> Hash {
    h("erasure certificate", &[city.bytes(), payload])
}

fn write(operation: &Operation, account: &Account, issued: Timestamp) -> Vec<u8> {
    let map = Map::default()
        .uint(0, 1)
        .bytes(1, operation.id.bytes())
        .uint(2, operation.kind.number().into())
        .text(3, &operation.name)
        .int(4, issued.millis())
        .bytes(5, account.closing.bytes())
        .int(6, account.closed_at.millis())
        .bytes(7, account.order.bytes())
        .int(8, account.ordered_at.millis());
    let map = match account.ordered_by {
        Some(certificate) => map.bytes(9, certificate.bytes()),
        None => map,
    };
    map.list(10, &ascending(&account.proven), |out, it| {
        out.array(6)
            .and_then(|out| put_laptop(out, &it.laptop))
            .and_then(|out| out.i64(it.at.millis()))
            .and_then(|out| out.bytes(it.statement.bytes()))
            .expect(VEC);
    })
    .list(11, &ascending(&account.unproven), |out, it| {
        out.array(5)
            .and_then(|out| put_laptop(out, &it.laptop))
            .and_then(|out| out.u8(it.why as u8))
            .expect(VEC);
    })
    .list(12, &ascending(&account.destroyed_papers), |out, (serial, at)| {
        out.array(2)
            .and_then(|out| out.bytes(serial.bytes()))
            .and_then(|out| out.i64(at.millis()))
            .expect(VEC);
    })
    .list(13, &ascending(&account.open_papers), |out, it| {
        out.array(5)
            .and_then(|out| out.bytes(it.serial.bytes()))
            .and_then(|out| out.u8(it.role.map_or(0, Role::number)))
            .and_then(|out| out.bytes(it.place.bytes()))
            .and_then(|out| out.u8(it.index))
            .and_then(|out| out.u64(it.laptops))
            .expect(VEC);
    })
    .list(14, &ascending(&account.bundles), |out, (node, bundle)| {
        out.array(3)
            .and_then(|out| out.bytes(node.bytes()))
            .and_then(|out| out.i64(bundle.made.millis()))
            .and_then(|out| out.bytes(bundle.to.bytes()))
            .expect(VEC);
    })
    .list(15, &ascending(&account.kept), |out, (node, kept)| {
        out.array(4)
            .and_then(|out| out.bytes(node.bytes()))
            .and_then(|out| out.u8(kept.class.number()))
            .and_then(|out| out.bytes(kept.hash.bytes()))
            .and_then(|out| out.i64(kept.until.millis()))
            .expect(VEC);
    })
    .uint(16, u64::from(account.tickets_known == TicketsKnown::All))
    .finish()
}

fn put_laptop<'a>(out: &'a mut Out, laptop: &Laptop) -> Result<&'a mut Out, OutError> {
    out.bytes(laptop.node.bytes())?
        .bytes(laptop.serial.bytes())?
        .u8(laptop.role.number())?
        .bytes(laptop.place.bytes())
}

type In<'a, 'b> = &'a mut minicbor::Decoder<'b>;

fn read(fields: &Fields<'_>) -> Result<Account, WireError> {
    let time = |field| fields.int(field).map(Timestamp::from_millis);
    let ordered_by = if fields.has(9) { Some(Hash::new(fields.array(9)?)) } else { None };
    Ok(Account {
        closing: Hash::new(fields.array(5)?),
        closed_at: time(6)?,
        order: Hash::new(fields.array(7)?),
        ordered_at: time(8)?,
        ordered_by,
        proven: listed(fields, 10, 6, |decoder| {
            let laptop = take_laptop(decoder)?;
            let at = Timestamp::from_millis(decoder.i64().ok()?);
            Some(Proven { laptop, at, statement: Hash::new(array(decoder)?) })
        })?,
        unproven: listed(fields, 11, 5, |decoder| {
            let laptop = take_laptop(decoder)?;
            let why = match decoder.u8().ok()? {
                1 => Why::NothingHeard,
                2 => Why::Revoked,
                _ => return None,
            };
            Some(Unproven { laptop, why })
        })?,
        destroyed_papers: listed(fields, 12, 2, |decoder| {
            Some((Serial::new(array(decoder)?), Timestamp::from_millis(decoder.i64().ok()?)))
        })?,
        open_papers: listed(fields, 13, 5, |decoder| {
            let serial = Serial::new(array(decoder)?);
            let role = match decoder.u8().ok()? {
                0 => None,
                number => Some(Role::from_number(number)?),
            };
            let place = PlaceId::new(array(decoder)?);
            let (index, laptops) = (decoder.u8().ok()?, decoder.u64().ok()?);
            Some(OpenPaper { serial, role, place, index, laptops })
        })?,
        bundles: listed(fields, 14, 3, |decoder| {
            let node = NodeKey::new(array(decoder)?);
            let made = Timestamp::from_millis(decoder.i64().ok()?);
            Some((node, MadeBundle { made, to: PlaceId::new(array(decoder)?) }))
        })?,
        kept: listed(fields, 15, 4, |decoder| {
            let node = NodeKey::new(array(decoder)?);
            let class = KeptClass::from_number(decoder.u8().ok()?)?;
            let hash = Hash::new(array(decoder)?);
            let until = Timestamp::from_millis(decoder.i64().ok()?);
            Some((node, Kept { class, hash, until }))
        })?,
        tickets_known: match fields.uint(16)? {
            0 => TicketsKnown::Taken,
            1 => TicketsKnown::All,
            _ => return Err(fields.bad(16)),
        },
    })
}

fn take_laptop(decoder: In<'_, '_>) -> Option<Laptop> {
    Some(Laptop {
        node: NodeKey::new(array(decoder)?),
        serial: Serial::new(array(decoder)?),
        role: Role::from_number(decoder.u8().ok()?)?,
        place: PlaceId::new(array(decoder)?),
    })
}

fn listed<'b, T: Ord>(
    fields: &Fields<'b>,
    field: u64,
    parts: u64,
    mut each: impl FnMut(In<'_, 'b>) -> Option<T>,
) -> Result<Vec<T>, WireError> {
    let items = fields.list(field, SignedErasure::LISTED_MAX, |decoder| {
        if decoder.array().ok()?? != parts {
            return None;
        }
        each(decoder)
    })?;
    in_order(fields, field, &items)?;
    Ok(items)
}

/// The largest facts file.
pub const FACTS_BYTES_MAX: usize = 4 << 20;

/// Certificates and statements for the computer that has the city's key, and back.
pub fn write_facts(items: &[Item]) -> Vec<u8> {
    items.iter().flat_map(Item::to_bytes).collect()
}

pub fn read_facts(mut bytes: &[u8]) -> Result<Vec<Item>, ItemError> {
    if bytes.len() > FACTS_BYTES_MAX {
        return Err(ItemError::TooLong { got: bytes.len() });
    }
    let mut items = Vec::new();
    while !bytes.is_empty() {
        let (item, length) = Item::read(bytes)?;
        if !matches!(item, Item::Certificate(_) | Item::Statement(_)) {
            return Err(ItemError::Shape);
        }
        items.push(item);
        bytes = &bytes[length..];
    }
    Ok(items)
}
