//! The node: one laptop of a shelter or of HQ. Command line, configuration, the loop, HTTP.
//!
//! Invariant: what a page is told is saved was on disk before it was told so. Everything that
//! writes goes through one [`runtime::handle::Handle`].
//!
//! Deliberately absent: cryptography and merge rules; they live in `log`, `document`, `replica`.

pub mod accounts;
pub mod battery;
pub mod blobs;
pub mod cli;
pub mod config;
pub mod courier;
pub mod demo;
pub mod desk;
pub mod harden;
pub mod http;
pub mod layers;
pub mod push;
mod qr;
pub mod reach;
pub mod runtime;
mod sheets;
