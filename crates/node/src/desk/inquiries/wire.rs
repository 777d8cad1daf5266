//! Inquiries as pages see them. No type here shows its contents in `Debug`.

use musubi_model::{inquiry, matching};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::people::wire::{Sex, StayState, WhereTo};
use crate::desk::ticks::Kept;
use crate::desk::wire::{Age, RequestKey};

mirror! {
    /// What is known of the person by whoever asks.
    pub enum InquiryStatus = inquiry::Status {
        /// 安否照会
        InformationSought,
        /// 行方不明の届け出
        BelievedMissing,
    }

    /// 照会者の区分: whose consent decides.
    pub enum InquirerTier = inquiry::Tier {
        /// 親族・同居者
        Kin,
        /// 知人: friends, people from work, neighbours.
        Acquaintance,
        Public,
    }

    /// What of their papers was looked at.
    pub enum IdChecked = inquiry::IdChecked {
        Licence,
        Insurance,
        Other,
        None,
    }

    pub enum InquiryOutcome = inquiry::Outcome {
        Found,
        NotFound,
        Refused,
    }

    /// What may be told of a person, after 安否情報収集様式.
    pub enum ToldItem = inquiry::Item {
        Name,
        Kana,
        Birth,
        Sex,
        Address,
        Injury,
        Whereabouts,
        Contact,
    }

    pub enum Certainty = matching::Certainty {
        Likely,
        Possible,
    }

    /// What speaks for one human, or against.
    pub enum MatchReason = matching::Reason {
        SameName,
        SameReading,
        NearReading,
        SameKanji,
        NameExchanged,
        OtherKanji,
        OtherName,
        SameBirth,
        NearBirth,
        SameAge,
        NearAge,
        WithinAgeBand,
        OtherAge,
        OtherSex,
        SamePhone,
        NearPhone,
        OtherPhone,
        SameAddress,
        NearAddress,
        SameTown,
        OtherAddress,
        SameCompany,
        OtherCompany,
    }
}

/// The form, filled in at a desk for whoever stands there or calls.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInquiry {
    pub key: RequestKey,
    pub form: InquiryForm,
}

/// Who asks, and whom they look for.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InquiryForm {
    pub status: InquiryStatus,
    /// The name of whoever asks.
    pub inquirer: String,
    pub inquirer_address: Option<String>,
    pub inquirer_phone: Option<String>,
    /// 続柄, as they say it.
    pub relation: Option<String>,
    pub tier: InquirerTier,
    pub id_checked: IdChecked,
    pub reason: Option<String>,
    pub family: Option<String>,
    pub given: Option<String>,
    pub family_kana: Option<String>,
    pub given_kana: Option<String>,
    pub birth: Option<String>,
    pub age: Option<String>,
    pub sex: Option<Sex>,
    pub address: Option<String>,
    pub last_known_location: Option<String>,
    pub description: Option<String>,
}

/// An inquiry as the place that took it sees it: nothing of what was asked or answered.
#[derive(Serialize, ToSchema)]
pub struct TakenInquiry {
    pub id: String,
    pub number: String,
    pub age: Option<Age>,
    /// The account that took it.
    pub taken_by: Option<String>,
    /// Headquarters has answered, whatever it was.
    pub answered: bool,
    pub kept: Kept,
}

#[derive(Serialize, ToSchema)]
pub struct TakenInquiries {
    /// The newest first.
    pub inquiries: Vec<TakenInquiry>,
    /// There are older ones that are not in this answer.
    pub more: bool,
}

/// By the newest answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum InquiryState {
    Open,
    NotFound,
    Found,
    Refused,
}

/// An inquiry at headquarters.
#[derive(Serialize, ToSchema)]
pub struct Inquiry {
    pub id: String,
    pub number: String,
    pub place: String,
    pub place_name: String,
    pub age: Option<Age>,
    pub state: InquiryState,
    /// `null`: its box does not open, or holds what cannot be.
    pub form: Option<InquiryForm>,
}

#[derive(Serialize, ToSchema)]
pub struct InquiryList {
    /// The open ones first, the oldest of each first.
    pub inquiries: Vec<Inquiry>,
    /// There are others that are not in this answer.
    pub more: bool,
}

/// Open an inquiry, as one of this tier asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookInquiry {
    pub tier: InquirerTier,
}

#[derive(Serialize, ToSchema)]
pub struct OpenedInquiry {
    pub inquiry: Inquiry,
    /// The oldest first.
    pub answers: Vec<GivenAnswer>,
    /// The surest first. Who is not here may be registered all the same.
    pub candidates: Vec<InquiryCandidate>,
}

/// Somebody who may be meant, and what may be told of them.
#[derive(Serialize, ToSchema)]
pub struct InquiryCandidate {
    pub person: String,
    pub certainty: Certainty,
    /// Of what may be told alone, the weightiest first.
    pub reasons: Vec<MatchReason>,
    pub told: ToldPerson,
}

/// What may be told of one person, as far as it is known.
#[derive(Clone, Serialize, ToSchema)]
pub struct ToldPerson {
    pub items: Vec<ToldItem>,
    pub name: Option<String>,
    pub kana: Option<String>,
    pub birth: Option<String>,
    pub age: Option<String>,
    pub sex: Option<Sex>,
    pub address: Option<String>,
    /// `null`: nothing is noted of it.
    pub injured: Option<bool>,
    pub state: Option<StayState>,
    /// Where they are, or are on the way to.
    pub place_name: Option<String>,
    pub where_to: Option<WhereTo>,
    pub phone: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerInquiry {
    pub key: RequestKey,
    pub outcome: InquiryOutcome,
    /// As whoever answers judges it.
    pub tier: InquirerTier,
    pub id_checked: IdChecked,
    /// One of the candidates, where somebody was found.
    pub person: Option<String>,
    pub note: Option<String>,
}

/// An answer that was given. Whom it told of is not said again.
#[derive(Serialize, ToSchema)]
pub struct GivenAnswer {
    pub id: String,
    pub at: i64,
    pub by: Option<String>,
    pub outcome: Option<InquiryOutcome>,
    pub tier: Option<InquirerTier>,
    pub id_checked: Option<IdChecked>,
    pub told: Vec<ToldItem>,
    pub note: Option<String>,
}

/// What is to be told now.
#[derive(Serialize, ToSchema)]
pub struct AnsweredInquiry {
    pub id: String,
    pub repeated: bool,
    pub told: Option<ToldPerson>,
}
