//! Expectations: what a Then waits for, as data, and the pure function that decides it.
