//! Variable-length integers.
