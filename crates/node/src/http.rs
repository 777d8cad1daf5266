//! The HTTP face of a node: two listeners with two routers that share no state they do not need.
//!
//! [`staff`] serves the desk and HQ on this laptop alone; [`public`] serves phones in the gym.
//! Handlers translate; they do not decide.

mod access;
mod accounts;
mod app;
mod basemap;
mod courier;
mod duplicates;
mod ending;
mod events;
mod exports;
mod handover;
mod headers;
mod hq;
mod inquiries;
pub(crate) mod labels;
mod laptop;
mod layers;
mod lookups;
mod notices;
mod openapi;
mod papers;
mod people;
mod places;
mod problem;
mod reach;
mod reception;
mod rollcall;
mod session;
mod staff_safety;
mod supplies;
mod sync;
mod transfers;
mod trust;
mod uploads;
mod volunteers;

pub(crate) mod doors;
pub mod public;
pub mod staff;
pub(crate) mod words;

#[cfg(test)]
mod tests;
