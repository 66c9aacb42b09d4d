//! The control link: how a harness drives a client under test, as types and framing.
#![no_std]
extern crate alloc;
