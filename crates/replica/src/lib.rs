//! Everything a node decides: what is stored, what is applied, what is asked and answered.
