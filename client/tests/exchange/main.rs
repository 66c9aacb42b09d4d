//! Exchange tests: the client and a scripted server in virtual time.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

mod bench;
mod chaos;
mod crash;
mod first_steps;
mod handshake;
mod inbound;
mod large;
mod outbox;
mod reconnect;
mod resume;
