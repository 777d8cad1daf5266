//! A bundle looked at from outside: frame by frame, and every item as evidence.
//!
//! Nothing is stored, no key but the city's is needed, and nothing that the file says of itself is
//! believed but what its maker signed: what they held when they made it. So an end that was cut off
//! shows without anything that was kept elsewhere, as long as that word was left in the bundle.
//!
//! A bundle of what its destination lacked goes on from there; where its logs begin is checked
//! against signed heads from before, if there are any.

use std::fmt;
use std::io::{self, Read};

use musubi_log::bundle::{BundleError, Claim, Ending, Header, Part, Scope, Unpacker};
use musubi_log::city::CityKey;
use musubi_log::evidence::{Claimed, Examination};
use musubi_log::heads::Heads;
use musubi_log::item::Item;
use musubi_log::node::Member;
use musubi_replica::message::{Digest, FactClass, Message};

const READ_BYTES: usize = 256 * 1024;

/// Where something stands in a bundle: the byte at which its frame begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub offset: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the bundle at byte {}", self.offset)
    }
}

/// Something about the file itself that is not as its maker left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    pub place: Place,
    pub what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum What {
    #[error("bytes were altered")]
    Bytes,
    #[error("the file ends here, before its end")]
    Cut,
    #[error("items were taken out or added: its maker counted others")]
    Count,
    #[error("bytes stand behind the end")]
    Behind,
    #[error("what its maker is said to hold was not signed by them")]
    Claim,
    #[error("its maker did not say what they held, so an end that was cut off would not show")]
    NoClaim,
}

impl What {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Bytes => "bundle_bytes",
            Self::Cut => "bundle_cut",
            Self::Count => "bundle_count",
            Self::Behind => "bundle_behind",
            Self::Claim => "bundle_claim",
            Self::NoClaim => "bundle_no_claim",
        }
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.what.code(), self.place, self.what)
    }
}

/// Why a file could not be looked at.
#[derive(Debug, thiserror::Error)]
pub enum ExamineError {
    #[error("{code}: {0}", code = .0.code())]
    Bundle(#[from] BundleError),
    #[error("bundle_unreadable: {0}")]
    Read(#[from] io::Error),
}

/// What its header says, and what is wrong with the file.
#[derive(Debug)]
pub struct Examined {
    pub header: Box<Header>,
    pub maker: Member,
    pub flaws: Vec<Flaw>,
    pub examination: Examination<Place>,
}

/// Hands every item of a bundle to an examination. `known` are heads that were signed before.
pub fn examine(
    mut file: impl Read,
    city: CityKey,
    known: &[Heads],
) -> Result<Examined, ExamineError> {
    let mut unpacker = Unpacker::default();
    let mut looking = None;
    let mut buffer = vec![0; READ_BYTES];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => unpacker.feed(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        }
        loop {
            let place = Place { offset: unpacker.offset() };
            let Some(part) = unpacker.part()? else { break };
            match part {
                Part::Header(header) => looking = Some(Looking::begin(header, city, known, place)?),
                part => looking.as_mut().expect("a bundle begins with it").take(place, part),
            }
        }
    }
    let end = Place { offset: unpacker.offset() };
    let found = unpacker.finish()?;
    let looking = looking.expect("without a header there is an error");
    Ok(looking.finish(end, found.ending, found.bytes))
}

struct Looking {
    examined: Examined,
    has_claims: bool,
    damaged: bool,
}

impl Looking {
    fn begin(
        header: Box<Header>,
        city: CityKey,
        known: &[Heads],
        place: Place,
    ) -> Result<Self, BundleError> {
        let maker = header.verify(&city, header.operation)?;
        let mut examination = Examination::new(city);
        if header.scope == Scope::Missing {
            examination = examination.of_part(known);
        }
        examination.take(place, Item::Certificate(header.certificate.clone()));
        let examined = Examined { header, maker, flaws: vec![], examination };
        Ok(Self { examined, has_claims: false, damaged: false })
    }

    fn flaw(&mut self, place: Place, what: What) {
        self.examined.flaws.push(Flaw { place, what });
    }

    fn take(&mut self, place: Place, part: Part) {
        match part {
            Part::Item(item) => {
                let own = &self.examined.header.certificate;
                if !matches!(item.as_ref(), Item::Certificate(certificate) if certificate == own) {
                    self.examined.examination.take(place, *item);
                }
            }
            Part::Holdings(claim) => match self.said(&claim) {
                Some(message) => self.claimed(message),
                None => self.flaw(place, What::Claim),
            },
            Part::Damaged => {
                self.damaged = true;
                self.flaw(place, What::Bytes);
            }
            Part::Unreadable => self.examined.examination.unreadable(place, None),
            // Blobs prove themselves to those who want them.
            Part::Header(_) | Part::Blob(_) | Part::Later => {}
        }
    }

    fn said(&self, claim: &Claim) -> Option<Message> {
        let Examined { header, maker, .. } = &self.examined;
        Message::decode(header.operation, claim.verify(header, maker)?).ok()
    }

    fn claimed(&mut self, message: Message) {
        self.has_claims = true;
        let is_whole = self.examined.header.scope == Scope::Everything;
        let examination = &mut self.examined.examination;
        match message {
            Message::Tips { sections, .. } => {
                for tip in sections.into_iter().flat_map(|section| section.tips) {
                    let Digest(chain) = tip.chain;
                    let (log, position) = (tip.log, tip.position);
                    examination.claimed(Claimed::Tip { log, position, chain });
                }
            }
            Message::Facts { class, have } if is_whole => {
                for Digest(hash) in have {
                    examination.claimed(Claimed::Fact { word: word(class), hash });
                }
            }
            _ => {}
        }
    }

    fn finish(mut self, end: Place, ending: Ending, bytes: u64) -> Examined {
        if !self.has_claims {
            self.flaw(end, What::NoClaim);
        }
        match ending {
            Ending::Whole if end.offset < bytes => self.flaw(end, What::Behind),
            Ending::Whole => {}
            Ending::Cut => self.flaw(end, What::Cut),
            // The reading ended where a frame's head does not hold.
            Ending::Damaged if end.offset < bytes => self.flaw(end, What::Bytes),
            Ending::Damaged if self.damaged => {}
            Ending::Damaged => self.flaw(end, What::Count),
        }
        self.examined.flaws.sort_by_key(|flaw| flaw.place);
        self.examined
    }
}

fn word(class: FactClass) -> &'static str {
    match class {
        FactClass::Statements => "statement",
        FactClass::Certificates => "certificate",
        FactClass::Proofs => "proof",
        FactClass::Receipts => "receipt",
    }
}
