//! A bundle being read.

use musubi_log::bundle::{BundleError, Claim, Found, Header, Packer, Part, Unpacker};
use musubi_log::city::CityKey;
use musubi_log::item::Item;
use musubi_log::node::Member;
use musubi_model::ids::{OperationId, PlaceId};
use musubi_model::time::Timestamp;
use musubi_replica::courier::Brought;

use crate::blobs::Carrier;
use crate::blobs::carried::{Unloaded, Unloading};
use crate::runtime::courier::CourierError;
use crate::runtime::handle::Handle;
use crate::runtime::words::WORD_BYTES_MAX;

/// Items that are stored together, with one sync: a few hundred milliseconds of a laptop's work.
const TOGETHER_BYTES: usize = 512 * 1024;
const TOGETHER_MAX: usize = 512;

/// Why a bundle is not read, or not further. Of a [`BundleError`] nothing was used; else what
/// was stored before stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Bundle(#[from] BundleError),
    #[error(transparent)]
    Courier(#[from] CourierError),
}

impl ImportError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Bundle(error) => error.code(),
            Self::Courier(error) => error.code(),
        }
    }
}

/// What came of a bundle.
#[derive(Debug)]
pub struct Imported {
    pub maker: Member,
    pub made: Timestamp,
    pub to: PlaceId,
    pub brought: Brought,
    pub unloaded: Unloaded,
    pub found: Found,
}

/// Takes the bytes of one bundle.
pub struct Importing {
    handle: Handle,
    city: CityKey,
    operation: OperationId,
    unpacker: Unpacker,
    begun: Option<Begun>,
    together: Vec<Item>,
    together_bytes: usize,
    brought: Brought,
    /// Blobs are left on the stick where nobody runs who could want them.
    unloading: Option<Unloading>,
}

/// Of a bundle whose header holds.
struct Begun {
    header: Box<Header>,
    maker: Member,
    /// What its maker says it holds, until it is handed on.
    claims: Vec<Claim>,
    claimed_bytes: usize,
    remembered: bool,
}

impl Importing {
    pub fn begin(handle: Handle, blobs: Option<Carrier>) -> Result<Self, CourierError> {
        let operation = handle.status().enrolled.as_ref().map(|enrolled| enrolled.operation);
        let (Some(city), Some(operation)) = (handle.city(), operation) else {
            return Err(CourierError::NotEnrolled);
        };
        Ok(Self {
            handle,
            city,
            operation,
            unpacker: Unpacker::default(),
            begun: None,
            together: Vec::new(),
            together_bytes: 0,
            brought: Brought::default(),
            unloading: blobs.map(Unloading::begin),
        })
    }

    pub async fn feed(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        // No piece is larger than what is stored together, whatever the caller reads at once.
        for bytes in bytes.chunks(TOGETHER_BYTES) {
            self.unpacker.feed(bytes);
            while let Some(part) = self.unpacker.part()? {
                self.take(part).await?;
            }
        }
        Ok(())
    }

    /// After the last byte.
    pub async fn finish(mut self) -> Result<Imported, ImportError> {
        self.remember().await?;
        self.store().await?;
        let found = self.unpacker.finish()?;
        let Begun { header, maker, .. } = self.begun.expect("without a header there is an error");
        let Header { made, to, .. } = *header;
        let unloaded = self.unloading.map(|unloading| unloading.unloaded).unwrap_or_default();
        Ok(Imported { maker, made, to, brought: self.brought, unloaded, found })
    }

    async fn take(&mut self, part: Part) -> Result<(), ImportError> {
        match part {
            Part::Header(header) => {
                let maker = header.verify(&self.city, self.operation)?;
                let own = Item::Certificate(header.certificate.clone());
                self.begun = Some(Begun {
                    header,
                    maker,
                    claims: Vec::new(),
                    claimed_bytes: 0,
                    remembered: false,
                });
                self.together.push(own);
            }
            Part::Holdings(claim) => {
                if let Some(begun) = &mut self.begun {
                    begun.claimed_bytes += claim.bytes();
                    if begun.claimed_bytes > WORD_BYTES_MAX {
                        begun.remembered = true;
                        begun.claims.clear();
                    }
                    if !begun.remembered {
                        begun.claims.push(claim);
                    }
                }
            }
            Part::Item(item) => {
                self.remember().await?;
                self.together_bytes += match item.as_ref() {
                    Item::Span(span) => span.frames().len(),
                    _ => 1_024,
                };
                self.together.push(*item);
                if self.together_bytes >= TOGETHER_BYTES || self.together.len() >= TOGETHER_MAX {
                    self.store().await?;
                }
            }
            Part::Blob(part) => {
                if let Some(mut unloading) = self.unloading.take() {
                    // What it belongs to may have come just before.
                    self.remember().await?;
                    self.store().await?;
                    unloading.take(part).await;
                    self.unloading = Some(unloading);
                }
            }
            Part::Later | Part::Unreadable | Part::Damaged => {}
        }
        Ok(())
    }

    /// Hands on what the maker says it holds, once all of it was read.
    async fn remember(&mut self) -> Result<(), ImportError> {
        let Some(begun) = self.begun.as_mut().filter(|begun| !begun.remembered) else {
            return Ok(());
        };
        begun.remembered = true;
        let (mut packer, mut beginning) = Packer::begin(&begun.header);
        for claim in std::mem::take(&mut begun.claims) {
            beginning.extend(packer.holdings(&claim));
        }
        Ok(self.handle.remember(beginning).await?)
    }

    async fn store(&mut self) -> Result<(), ImportError> {
        self.together_bytes = 0;
        let items = std::mem::take(&mut self.together);
        if !items.is_empty() {
            let made = self.begun.as_ref().map(|begun| begun.header.made);
            self.brought.add(self.handle.carry(items, made).await?);
        }
        Ok(())
    }
}
