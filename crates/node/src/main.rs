//! The node binary `musubi`.
fn main() {}
