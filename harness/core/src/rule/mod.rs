//! Passive rules: one function a statement, read over every trace.
