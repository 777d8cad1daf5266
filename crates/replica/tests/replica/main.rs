//! Replicas with replicas, as their loops see them.

mod closing;
mod courier;
mod deciding;
mod forks;
mod hostile;
mod laptop;
mod messages;
mod receipts;
mod reissue;
mod room;
#[cfg(feature = "sim")]
mod sim;
mod verdicts;
mod wire;
