//! Protected people (情報非公開) at headquarters: two persons look together.
//!
//! Invariants: nobody at headquarters sees them alone; the second person proves to be there with
//! their own secret, at the same keyboard; that they began, why, and every card they open is noted
//! with both names; after [`REVEAL_MS`] they agree again.

use musubi_model::lookup::LookupAction;
use musubi_model::text::Line;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check::Check;
use super::{Caller, Desk, DeskError, now};
use crate::accounts::sessions::{REVEAL_MS, Revealing};

/// The other person agrees, with the own name and secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    pub name: String,
    pub secret: String,
    /// What it is needed for; stands with every look-up.
    pub why: String,
}

#[derive(Serialize, ToSchema)]
pub struct Revealed {
    /// Milliseconds since 1970; `null`: it is over.
    pub until: Option<i64>,
}

impl Desk {
    pub async fn reveal(&self, caller: &Caller, reveal: Reveal) -> Result<Revealed, DeskError> {
        self.at_hq()?;
        let mut check = Check::default();
        let why: Option<Line<200>> = check.needed("why", &reveal.why);
        check.done()?;
        let why = why.ok_or(DeskError::field("why", "text.empty"))?;
        let second = self.second_person(caller, &reveal.name, reveal.secret).await?;
        self.note_both(caller, LookupAction::Reveal, second, Some(why.clone())).await?;
        let until = now().plus_millis(REVEAL_MS);
        let revealing = Revealing { second, why, until };
        self.0.sessions.reveal(&caller.token, Some(revealing));
        Ok(Revealed { until: Some(until.millis()) })
    }

    /// They are done before the time is over.
    pub fn hide_again(&self, caller: &Caller) -> Revealed {
        self.0.sessions.reveal(&caller.token, None);
        Revealed { until: None }
    }
}
