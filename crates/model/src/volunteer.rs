//! Volunteers who help at one place.
//!
//! Their names and phones stand in the place's own document `desk`, never in `staff`, which the
//! whole city reads. Whoever has left keeps the record: hours were worked under it.

use crate::person::Name;
use crate::table::{codes, record};
use crate::text::Line;
use crate::token::ClaimCode;

codes! {
    /// What somebody can do.
    pub enum Skill {
        Medical = "medical",
        Care = "care",
        Children = "children",
        Languages = "languages",
        Cooking = "cooking",
        Driving = "driving",
        Carrying = "carrying",
        Computers = "computers",
        Cleaning = "cleaning",
    }
}

record! {
    /// One volunteer.
    "volunteer" pub Volunteer, new NewVolunteer;
    change ChangeVolunteer;
    must {
        name: Name,
        /// What stands on their card.
        card: ClaimCode,
    }
    may {
        kana: Name,
        phone: Line<30>,
        /// Which languages, which licence.
        remark: Line<200>,
        left: bool,
    }
    marks {
        skills: Skill,
    }
}
