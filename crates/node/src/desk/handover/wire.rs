//! What is told and may be said in a hand-over.

use musubi_model::handover;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::wire::RequestKey;

mirror! {
    pub enum MatterKind = handover::MatterKind {
        Request,
        OverdueReturn,
        InTransit,
        Clash,
        UnverifiedStaff,
        OverdueStaff,
        LongShift,
        RollCall,
        Notice,
        Laptop,
        More,
    }
}

/// One open matter. Of people the reader is not shown there is no line.
#[derive(Clone, Serialize, ToSchema)]
pub struct Matter {
    pub kind: MatterKind,
    /// A name, a title, a number; of `laptop` the code of its warning.
    pub label: Option<String>,
    pub amount: Option<i64>,
    pub unit: Option<String>,
    pub since: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct HandoverList {
    /// What is open now, as this account is shown it.
    pub matters: Vec<Matter>,
    /// 掲載は全員ではありません: whether or not there is somebody this account is not shown.
    pub is_partial: bool,
    /// The newest first.
    pub handovers: Vec<HandoverHead>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct HandoverHead {
    pub id: String,
    pub at: Option<i64>,
    /// Who handed over.
    pub signed: String,
    /// Who took over; `null`: nobody yet. Several where two laptops took it at once.
    pub taken: Vec<HandoverSign>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct HandoverSign {
    pub at: Option<i64>,
    pub signed: String,
}

#[derive(Serialize, ToSchema)]
pub struct Handover {
    pub head: HandoverHead,
    pub notes: Option<String>,
    pub matters: Vec<Matter>,
    pub is_partial: bool,
}

/// Whoever is signed in hands over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHandover {
    pub key: RequestKey,
    pub notes: Option<String>,
}

/// Whoever takes over signs in with the own secret, and is signed in from then on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeHandover {
    pub key: RequestKey,
    pub name: String,
    pub secret: String,
}
