//! Views read from a document.
