//! The judge: a pure function from a stored trace to verdicts.
