//! Proofs that a feature is compiled in.
//!
//! State that only a feature needs holds the feature's proof. Without the feature the proof has no
//! value, so the state cannot come to be, and the compiler leaves out all that would deal with it:
//! no `cfg` stands between the lines, and every build checks all of them.

/// The feature `large-messages`: messages longer than the buffers.
#[cfg(feature = "large-messages")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LargeMessages(());

#[cfg(feature = "large-messages")]
impl LargeMessages {
    /// There is one.
    pub(crate) const PROOF: Option<Self> = Some(Self(()));
}

/// The feature `large-messages`, which is not compiled in.
#[cfg(not(feature = "large-messages"))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LargeMessages {}

#[cfg(not(feature = "large-messages"))]
impl LargeMessages {
    /// There is none.
    pub(crate) const PROOF: Option<Self> = None;
}
