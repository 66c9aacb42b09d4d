//! Faults: what a network does to bytes, each a stage of its own.
