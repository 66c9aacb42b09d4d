//! Boards: inventory, lock, flash, reset, power, serial line, boot watcher, virtual board.
//!
//! *Not here:* MQTT and Gherkin; the harness drives a board only through the control link.
//! Empty until hardware in the loop is built; the crate exists so that its place in the
//! dependency order (`harness → hil → link`) is fixed and checked from the start.
