//! Mutants: a client made wrong, between the client and the tap.
