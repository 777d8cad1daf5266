//! Automerge documents: commands to change bytes, change bytes through the guard to typed views.
