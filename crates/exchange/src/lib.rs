//! Outside formats: pure functions from bytes to model values and back.
