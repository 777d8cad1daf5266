//! Nothing here: the tests are in `src/all.rs`.
