//! What a client is told when something is refused: a stable `code` for programs, a sentence for
//! people, the fields it is about, no internals.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{FromRequest, FromRequestParts};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::{DeskError, FieldProblem};

/// Every refusal of the API has this shape.
#[derive(Serialize, ToSchema)]
pub(crate) struct Problem {
    /// Stable; pages choose their words by it.
    pub(crate) code: String,
    /// A sentence in the language of the request.
    pub(crate) message: String,
    /// The fields it is about, where it is about fields.
    pub(crate) fields: Vec<FieldProblem>,
}

/// A refusal on its way out. The sentence is chosen by [`super::headers`], which knows the
/// request's language.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) fields: Vec<FieldProblem>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, fields: Vec::new() }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The only place where a failure of the desk meets a status code; logged here, once.
impl From<DeskError> for ApiError {
    fn from(error: DeskError) -> Self {
        let status = match &error {
            DeskError::NotEnrolled | DeskError::Locked | DeskError::Conflict { .. } => {
                StatusCode::CONFLICT
            }
            DeskError::SignIn => StatusCode::UNAUTHORIZED,
            DeskError::NotAllowed { .. } => StatusCode::FORBIDDEN,
            DeskError::NotFound => StatusCode::NOT_FOUND,
            DeskError::Invalid { .. } | DeskError::Ticket { .. } | DeskError::Bundle { .. } => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            DeskError::TooMany => StatusCode::TOO_MANY_REQUESTS,
            DeskError::NotSaved { .. } | DeskError::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        };
        let code = error.code();
        if status.is_server_error() {
            tracing::error!(code, "a request could not be carried out");
        }
        let fields = if let DeskError::Invalid { fields } = error { fields } else { Vec::new() };
        Self { status, code, fields }
    }
}

/// `Json`, except that a refused body answers in our own shape.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(ApiError))]
pub(crate) struct Body<T>(pub(crate) T);

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        let code = match &rejection {
            JsonRejection::MissingJsonContentType(_) => "not_json",
            JsonRejection::JsonSyntaxError(_) => "malformed_json",
            JsonRejection::JsonDataError(_) => "unexpected_json",
            _ => "unreadable_body",
        };
        let status = rejection.status();
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            return Self::new(status, "too_large");
        }
        let mut error = Self::new(StatusCode::BAD_REQUEST, code);
        if let JsonRejection::JsonDataError(_) | JsonRejection::JsonSyntaxError(_) = &rejection {
            error.fields.push(FieldProblem::place(json_place(&rejection)));
        }
        error
    }
}

/// Where in the body it went wrong: line and column, never anything of what stood there.
fn json_place(rejection: &JsonRejection) -> String {
    let text = rejection.body_text();
    let place = text.rsplit_once(" at line ").map_or("", |(_, place)| place);
    let numbers: Vec<u32> =
        place.split(" column ").map_while(|number| number.parse().ok()).collect();
    match numbers[..] {
        [line, column] => format!("line {line}, column {column}"),
        _ => "body".to_owned(),
    }
}

/// `Path`, except that an id that is none answers like one that is not there.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub(crate) struct Id<T>(pub(crate) T);

impl From<PathRejection> for ApiError {
    fn from(_: PathRejection) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }
}
