//! Domain words every other crate may use: places, households, persons, stays, supplies, staff,
//! notices; their ids, limits and validation; and the rules by which concurrent values are read.
//!
//! Invariant: a value of a type in this crate is valid by construction. Outside data (HTTP bodies,
//! other nodes' changes, files) enters through `TryFrom` or a `read`, never field by field.
//!
//! Writing: fill a `NewX`, call `create(id, &noted)`, commit the edits. Reading:
//! `Facts::of(&view)`, then `X::all(&facts)` or one of the derived states (`headcount`, `stay`,
//! `request`, `stock`). People are read through `roster::Roster` alone.
//!
//! Deliberately absent: automerge, tokio, clocks, randomness, cryptography, wire formats; words
//! for people to read (codes only, the words are in the message files of the pages).

mod table;

pub mod account;
pub mod acting;
pub mod card;
pub mod carry;
pub mod closure;
pub mod contact;
pub mod counting;
pub mod decision;
pub mod duplicates;
pub mod enrolment;
pub mod evacuees;
pub mod facts;
pub mod field;
pub mod forecast;
pub mod groups;
pub mod handout;
pub mod handover;
pub mod headcount;
pub mod history;
pub mod household;
pub mod hub;
pub mod ids;
pub mod inquiry;
pub mod layer;
pub mod load;
pub mod lookup;
pub mod madeup;
pub mod matching;
pub mod notice;
pub mod person;
pub mod place;
pub mod record;
pub mod report;
pub mod request;
pub mod rollcall;
pub mod roster;
pub mod scanned;
pub mod search;
pub mod shift;
pub mod staff;
pub mod stay;
pub mod stock;
pub mod stuck;
pub mod tally;
pub mod text;
pub mod time;
pub mod token;
pub mod transfer;
pub mod volunteer;
