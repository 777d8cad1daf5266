//! The real admission: certificate chains of `musubi-log`, expiry by city time, revocations.

use std::sync::Arc;

use musubi_log::city::CityKey;
use musubi_log::node::{Certificate, CertificateError, Member, NodeSecret};
use musubi_model::ids::OperationId;
use musubi_model::time::Timestamp;

use crate::admission::{Admission, Presented, Refusal, RefusalCode};

/// What this node holds of the city's statements at the moment of a handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Where there is none, nothing is expired.
    pub city_time: Option<Timestamp>,
    /// The member's node or its ticket.
    pub revoked: bool,
}

impl Admission {
    /// `standing` is asked on every handshake and must answer at once.
    pub fn certified(
        city: CityKey,
        operation: OperationId,
        own: Arc<NodeSecret>,
        certificate: &Certificate,
        standing: impl Fn(&Member) -> Standing + Send + Sync + 'static,
    ) -> Self {
        Self {
            node: own.key(),
            certificate: certificate.to_bytes().to_vec(),
            sign: Box::new(move |peer_id| own.sign_admission(operation, peer_id)),
            verify: Box::new(move |presented| {
                let member = member(&city, operation, presented)?;
                let Standing { city_time, revoked } = standing(&member);
                if revoked {
                    return Err(RefusalCode::Revoked.into());
                }
                if member.is_expired(city_time) {
                    return Err(RefusalCode::Expired.into());
                }
                Ok(member.node)
            }),
        }
    }
}

fn member(
    city: &CityKey,
    operation: OperationId,
    presented: &Presented<'_>,
) -> Result<Member, Refusal> {
    let bad = |error: String| Refusal::new(RefusalCode::BadCertificate, error);
    let certificate =
        Certificate::from_bytes(presented.certificate).map_err(|error| bad(error.to_string()))?;
    let member = match certificate.verify(city, operation) {
        Ok(member) => member,
        // Of the two reasons the city is the one worth telling.
        Err(CertificateError::Operation { theirs, .. }) => {
            return Err(match certificate.verify(city, theirs) {
                Err(CertificateError::City) => RefusalCode::OtherCity.into(),
                Err(error) => bad(error.to_string()),
                Ok(_) => RefusalCode::OtherOperation.into(),
            });
        }
        Err(CertificateError::City) => return Err(RefusalCode::OtherCity.into()),
        Err(error) => return Err(bad(error.to_string())),
    };
    if !member.has_signed_admission(presented.peer_id, presented.signature) {
        return Err(RefusalCode::BadSignature.into());
    }
    Ok(member)
}
