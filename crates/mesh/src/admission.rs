//! Who may connect: what a node shows of itself, how it judges others, and the words for a refusal.
//!
//! Certificates and signatures are opaque here: the closures of [`Admission`] know them. The mesh
//! adds what only it can see (already connected, too many, too slow) in the same vocabulary, so that
//! both sides of a refused connection log the same code.
//!
//! Deliberately absent: cryptography, clocks, sockets.

use std::fmt;

use musubi_model::ids::{NodeKey, OperationId};

/// The longest certificate a peer may show.
pub const CERTIFICATE_BYTES_MAX: usize = 1_024;

/// Signs the libp2p peer id of this boot with the node key, bound to city and operation.
pub type Sign = Box<dyn Fn(&[u8]) -> [u8; 64] + Send + Sync>;

/// Judges what a peer presented: its node key, or why not.
pub type Verify = Box<dyn Fn(&Presented<'_>) -> Result<NodeKey, Refusal> + Send + Sync>;

/// This node's side of every handshake.
pub struct Admission {
    pub node: NodeKey,
    /// At most [`CERTIFICATE_BYTES_MAX`] bytes.
    pub certificate: Vec<u8>,
    pub sign: Sign,
    /// Called on every handshake, so that a revocation or a new city time holds at once.
    pub verify: Verify,
}

impl fmt::Debug for Admission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Admission").field("node", &self.node).finish_non_exhaustive()
    }
}

/// What a peer shows, before anything of it is believed.
#[derive(Debug, Clone, Copy)]
pub struct Presented<'a> {
    pub operation: OperationId,
    pub certificate: &'a [u8],
    pub signature: &'a [u8; 64],
    /// Proven by the transport's own handshake; the signature must be over exactly this.
    pub peer_id: &'a [u8],
}

/// A refusal in words: the code is for machines, the sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: RefusalCode,
    pub sentence: String,
}

impl Refusal {
    pub fn new(code: RefusalCode, sentence: impl Into<String>) -> Self {
        Self { code, sentence: sentence.into() }
    }
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self::new(code, code.sentence())
    }
}

macro_rules! refusal_codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $text:literal, $sentence:literal;)*) => {
        /// Why a connection was refused. The number is the verdict byte of the handshake
        /// (`docs/format.md`, section 6); the text is stable.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum RefusalCode {
            $($(#[$doc])* $name = $number,)*
        }

        impl RefusalCode {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)* }
            }
        }
    };
}

refusal_codes! {
    Malformed = 1, "malformed", "what it sent is not an admission";
    OtherVersion = 2, "other_version", "it speaks another version of the admission";
    OtherCity = 3, "other_city", "its certificate comes from another city";
    OtherOperation = 4, "other_operation", "it belongs to another operation";
    BadCertificate = 5, "bad_certificate", "its certificate does not hold";
    Expired = 6, "expired", "its ticket had expired by city time";
    Revoked = 7, "revoked", "its node or ticket is revoked";
    BadSignature = 8, "bad_signature", "it did not prove that the certificate is its own";
    AlreadyConnected = 9, "already_connected", "a connection between these two nodes is open";
    /// Two running copies of one node key.
    SecondCopy = 10, "second_copy", "another running copy of this node is connected";
    Full = 11, "full", "this node holds as many connections as it can";
    Flooding = 12, "flooding", "it sent more than its share a moment ago";
    Own = 13, "own", "the address leads back to the node itself";
    /// Never sent: the stalled side could not read it.
    TooSlow = 100, "too_slow", "it did not finish the admission in time";
    /// Never sent: the other side went away before its verdict.
    Closed = 101, "closed", "it closed the connection during the admission";
    /// A number that this version does not know.
    Unknown = 255, "unknown", "for a reason that this version does not know";
}

impl RefusalCode {
    pub const fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Self {
        Self::ALL.iter().copied().find(|code| code.number() == number).unwrap_or(Self::Unknown)
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}
