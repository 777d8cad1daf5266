//! What runs: one loop that owns the replica, the journal and the mesh, and the handle to it.

pub mod handle;
