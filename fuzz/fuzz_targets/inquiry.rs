#![no_main]

#[allow(dead_code, reason = "written for the tests of the log")]
#[path = "../../crates/log/tests/log/by_hand.rs"]
mod by_hand;
#[allow(dead_code, reason = "one target of many")]
#[path = "../targets.rs"]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::inquiry(data));
