//! Cities of processes: laptops that join, serve, meet, are cut off and meet again.

mod admission;
mod at_rest;
pub(crate) mod book;
mod bundles;
mod courier;
#[cfg(unix)]
mod demo;
mod destroyed;
mod ending;
mod evidence;
pub(crate) mod harness;
mod kit;
pub(crate) mod layers;
mod linked;
mod lists;
mod meeting;
#[cfg(target_os = "linux")]
mod namespaces;
mod needles;
#[cfg(target_os = "linux")]
mod phones;
mod provisional;
pub(crate) mod proxy;
mod refusals;
mod restored;
mod revocation;
mod secrecy;
mod silence;
mod stored;
mod tickets;
#[cfg(target_os = "linux")]
mod told;
mod topologies;
