//! Half-open: from some moment on, what is sent is lost (`half-open`, `silence`).

use std::fmt;

use super::{
    disturbing::Disturbance,
    moment::{Moment, Watch},
    text::{BadFault, Ways, Words},
};
use crate::{
    stage::{Outlet, Signal},
    time::At,
    wire::Direction::{self, ToClient},
};

/// `half-open after 1st CONNACK to client`, `half-open to server after …`: bytes and ends are lost,
/// as on a dead link. `silence after …`: what the server sends is lost, but its end is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HalfOpen {
    /// What is lost.
    pub losses: Losses,
    /// From when on.
    pub moment: Moment,
}

/// What is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Losses {
    /// Everything in these directions.
    Everything(Ways),
    /// The bytes to the client.
    BytesToClient,
}

impl HalfOpen {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let losses = Losses::Everything(words.ways());
        Ok(Self { losses, moment: Moment::read(words)? })
    }

    pub(super) fn read_silence(words: &mut Words<'_>) -> Result<Self, BadFault> {
        Ok(Self { losses: Losses::BytesToClient, moment: Moment::read(words)? })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        Losing { losses: self.losses, watch: Watch::new(self.moment) }
    }
}

impl fmt::Display for HalfOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.losses {
            Losses::Everything(ways) => write!(f, "half-open{ways} {}", self.moment),
            Losses::BytesToClient => write!(f, "silence {}", self.moment),
        }
    }
}

#[derive(Debug)]
struct Losing {
    losses: Losses,
    watch: Watch,
}

impl Disturbance for Losing {
    fn on_signal(&mut self, _: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        let parts = self.watch.split(direction, signal);
        parts.before.into_iter().for_each(|signal| out.pass(direction, signal));
        if parts.reached {
            out.note("what is sent is lost from now on");
        }
        for signal in parts.after {
            let is_lost = match self.losses {
                Losses::Everything(ways) => ways.include(direction),
                Losses::BytesToClient => {
                    direction == ToClient && matches!(signal, Signal::Bytes(_))
                }
            };
            if !is_lost {
                out.pass(direction, signal);
            }
        }
    }
}
