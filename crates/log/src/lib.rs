//! The signed, sealed, hash-chained log: keys, tickets, certificates, statements, entries.
