//! Everything a node decides: what is stored, what is applied, what is asked and answered.
//!
//! [`Replica::handle`] takes one [`Input`] and gives back [`Output`]s that the loop obeys in order.
//!
//! Invariants: an entry is persisted before anything that reveals it; only whole verified spans
//! are stored, each where the one before it ended; what is applied is stored; a log is written
//! only in the run that began it.
//!
//! Deliberately absent: threads, sockets, files, wall clocks, randomness; frames in memory beyond
//! the first unapplied entry of each log.

mod applied;
pub mod branches;
mod closing;
mod confirming;
pub mod courier;
pub mod deciding;
mod digest;
mod documents;
mod exchange;
pub mod exposure;
mod facts;
mod gathering;
pub mod input;
pub mod judged;
mod marks;
pub mod message;
pub mod output;
mod quota;
mod receipts;
mod reissue;
mod replica;
mod room;
mod runs;
pub mod serving;
#[cfg(feature = "sim")]
pub mod sim;
pub mod status;
mod stored;
pub mod ticks;
pub mod transfers;
mod verdict;
mod vouched;
mod writer;

pub use crate::exchange::{RETRY_MS, ROUND_MS};
pub use crate::input::Input;
pub use crate::output::Output;
pub use crate::replica::Replica;
pub use crate::room::Room;
