//! What anybody may know of this place: its name, and whether this is a drill or provisional.

use super::{Desk, chance};

pub struct Face {
    pub place_name: String,
    pub drill: bool,
    /// 仮: no ticket yet.
    pub provisional: bool,
}

impl Desk {
    pub fn public_face(&self) -> Face {
        match self.enrolled() {
            Ok(enrolled) => {
                let (drill, provisional) = (enrolled.drill, enrolled.provisional);
                Face { place_name: self.place_name(enrolled.place), drill, provisional }
            }
            Err(_) => Face { place_name: String::new(), drill: false, provisional: false },
        }
    }
}

/// 128 bits of chance as text: the key of a form that is opened.
pub fn random_hex() -> String {
    super::accounts::hex(&chance::<16>())
}
