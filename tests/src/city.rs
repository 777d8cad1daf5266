//! Cities of processes: laptops that join, serve, meet, are cut off and meet again.

mod book;
pub(crate) mod harness;
mod lists;
mod meeting;
mod proxy;
mod refusals;
mod stored;
