//! Notices: HQ's word to every shelter and every phone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::wire::{Age, RequestKey};

#[derive(Serialize, ToSchema)]
pub struct NoticeList {
    pub notices: Vec<Notice>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Notice {
    pub id: String,
    pub title: String,
    pub text: String,
    /// BCP 47 tag.
    pub language: String,
    pub age: Age,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNotice {
    pub key: RequestKey,
    pub title: String,
    pub text: String,
    pub language: String,
}
