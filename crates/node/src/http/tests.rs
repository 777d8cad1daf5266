//! Both listeners over a real in-process loop: real documents, real views, no socket.

mod access;
mod accounts;
mod bad_input;
mod duplicates;
mod exports;
mod gym;
mod hq;
mod hubs;
mod inquiries;
mod lookups;
mod open;
mod people;
mod places;
mod protected;
mod public;
mod reach;
mod reception;
mod rollcall;
mod silence;
mod situation;
mod staff;
mod supplies;
mod texts;
mod told;
mod transfers;
mod words;
