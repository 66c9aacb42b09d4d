//! Ending: what each side sees of the end that a fault makes.

use crate::{
    stage::{Outlet, Signal},
    wire::Direction::{self, ToClient, ToServer},
};

/// What each side sees of the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// `cut`: the client sees FIN, the server sees that the connection is lost.
    Cut,
    /// `fin`: the client sees FIN; what it still sends arrives.
    Fin,
    /// `rst`: both see RST.
    Rst,
}

impl How {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::Fin => "fin",
            Self::Rst => "rst",
        }
    }

    /// Tells both sides.
    pub(super) fn end(self, out: &mut Outlet) {
        out.note(format!("the Network Connection ends: {}", self.word()));
        match self {
            Self::Cut => {
                out.pass(ToClient, Signal::Fin);
                out.pass(ToServer, Signal::Reset);
            }
            Self::Fin => out.pass(ToClient, Signal::Fin),
            Self::Rst => {
                out.pass(ToClient, Signal::Reset);
                out.pass(ToServer, Signal::Reset);
            }
        }
    }

    /// Whether what goes in `direction` still passes after the end.
    pub(super) fn still_passes(self, direction: Direction) -> bool {
        self == Self::Fin && direction == ToServer
    }
}
