//! Cities of processes: laptops that join, serve, meet, are cut off and meet again.

mod book;
pub(crate) mod harness;
mod meeting;
mod proxy;
mod stored;
