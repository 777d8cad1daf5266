//! Cities of processes: laptops that join, serve, meet, are cut off and meet again.

mod admission;
mod book;
pub(crate) mod harness;
mod lists;
mod meeting;
#[cfg(target_os = "linux")]
mod namespaces;
mod needles;
mod proxy;
mod refusals;
mod secrecy;
mod stored;
