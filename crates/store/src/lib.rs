//! The journal, which is the truth, and the sled cache, which can be rebuilt from it.
