//! The mesh on real sockets, judged by what its nodes say.

#![expect(clippy::unwrap_used, reason = "the helpers of tests are tests too")]

mod admission;
mod ask;
mod bulk;
mod city;
mod harness;
mod hostile;
mod meeting;
mod process;
