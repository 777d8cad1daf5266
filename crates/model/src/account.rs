//! Accounts of one place's desk: who may log in, as what, until when.
//!
//! The secret is here only as the text that argon2 makes of it; making and checking it is the
//! node's work. Of clashing values the strictest holds: lowest role, earliest expiry, closed.

use crate::field::Field;
use crate::person::Name;
use crate::table::{codes, record};
use crate::text::Line;
use crate::time::Timestamp;

pub const HASH_CHARS_MAX: usize = 256;

codes! {
    /// What an account may do; the later member may do more.
    pub enum Role {
        /// Takes safety reports of the city's own staff; sees no evacuee.
        StaffSafety = "staff_safety",
        /// Requests, goods and stock; sees no evacuee.
        Supplies = "supplies",
        /// Registers and looks up, sees no protected person.
        Volunteer = "volunteer",
        /// Reception, supplies and staff safety in one.
        Staff = "staff",
        /// Makes accounts, sees protected persons of the place.
        Manager = "manager",
        Hq = "hq",
    }
}

record! {
    /// One account.
    "account" pub Account, new NewAccount;
    change ChangeAccount;
    must {
        login: Line<40>,
        name: Name,
        role: Role,
        /// PHC text of argon2id.
        hash: Line<HASH_CHARS_MAX>,
        expires_at: Timestamp,
    }
    may {
        closed: bool,
    }
    marks {}
}

impl Account {
    /// `None`: closed, expired, or some value is not understood.
    pub fn role_at(&self, now: Timestamp) -> Option<Role> {
        let unreadable = self.role.is_unreadable()
            || self.expires_at.is_unreadable()
            || self.closed.is_unreadable();
        let closed = self.closed.known().any(|closed| *closed);
        let expires_at = self.expires_at.known().min().copied()?;
        if unreadable || closed || expires_at <= now {
            return None;
        }
        self.role.known().min().copied()
    }

    /// Every hash that some writer set last; a login must pass against the one shown, so that a
    /// clash never widens who may log in.
    pub fn hash(&self) -> Option<&str> {
        let hash: &Field<_> = &self.hash;
        hash.shown().map(Line::as_str)
    }
}
