//! Guarded framing: a checksum and a number on each line.
