//! Mutants between a client and a server, and between a shim and the harness, in virtual time.

mod between;
mod catalogue;
mod flow;
