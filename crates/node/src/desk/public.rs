//! What anybody may know of this place: its name, and whether this is a drill or provisional. And what a
//! phone tells beside what reception writes.

use musubi_model::ids::OperationId;
use musubi_model::person::{Allergen, Diet};

use super::{Desk, DeskError, chance};
use crate::runtime::handle::NodeRole;

pub struct Face {
    pub place_name: String,
    pub drill: bool,
    /// 仮: no ticket yet.
    pub provisional: bool,
    /// A code why nobody registers here any more.
    pub closed: Option<&'static str>,
}

/// What only the form of phones asks.
#[derive(Default)]
pub struct SelfTold {
    /// Said by those who do not sleep inside: goods are picked up at this place.
    pub picks_up_here: bool,
    /// In the order of the household's persons.
    pub persons: Vec<PersonTold>,
}

#[derive(Default)]
pub struct PersonTold {
    pub allergens: Vec<Allergen>,
    pub diet: Vec<Diet>,
}

impl Desk {
    /// `None`: no ticket yet.
    pub fn operation(&self) -> Option<OperationId> {
        self.0.handle.status().enrolled.as_ref().map(|enrolled| enrolled.operation)
    }

    /// Which operation this is, and whether it is a drill.
    pub(crate) fn exercise(&self) -> Result<(OperationId, bool), DeskError> {
        self.enrolled().map(|enrolled| (enrolled.operation, enrolled.drill))
    }

    /// `None`: no ticket yet.
    pub(crate) fn role(&self) -> Option<NodeRole> {
        self.0.handle.status().enrolled.as_ref().map(|enrolled| enrolled.role)
    }

    pub fn public_face(&self) -> Face {
        match self.enrolled() {
            Ok(enrolled) => {
                let (drill, provisional) = (enrolled.drill, enrolled.provisional);
                let closed = self.takes_new(enrolled.place).err().map(|error| match error {
                    DeskError::Conflict { code: "place_closed" } => "closed-place",
                    _ => "closed-operation",
                });
                Face { place_name: self.place_name(enrolled.place), drill, provisional, closed }
            }
            Err(_) => {
                Face { place_name: String::new(), drill: false, provisional: false, closed: None }
            }
        }
    }
}

/// 128 bits of chance as text: the key of a form that is opened.
pub fn random_hex() -> String {
    super::accounts::hex(&chance::<16>())
}
