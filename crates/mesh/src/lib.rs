//! The libp2p swarm: discovery, admission, framing, per-peer limits.
