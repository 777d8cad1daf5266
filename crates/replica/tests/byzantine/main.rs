//! A node with a valid certificate that sends, among honest traffic, everything that may not be:
//! whatever came in whatever order, honest nodes come to the same verdicts and the same views,
//! every document saves and loads, and nothing honest is lost.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[allow(dead_code, reason = "written for the tests of the log")]
#[path = "../../../log/tests/log/by_hand.rs"]
mod by_hand;
#[allow(dead_code, reason = "written for the tests of documents")]
#[path = "../../../document/tests/it/forge.rs"]
mod forge;
#[allow(dead_code, reason = "written for the other tests of replicas")]
#[path = "../replica/laptop.rs"]
mod laptop;
#[allow(dead_code, reason = "written for the tests of documents")]
#[path = "../../../document/tests/it/parts.rs"]
mod parts;
#[allow(dead_code, reason = "written for the tests of documents")]
#[path = "../../../document/tests/it/support.rs"]
mod support;

mod attacks;
mod city;

/// Counts what is held.
#[global_allocator]
static HEAP: peak_alloc::PeakAlloc = peak_alloc::PeakAlloc;
