//! The Upper Tester of the reference client: link lines in, client calls, indications out.
#![no_std]
extern crate alloc;
