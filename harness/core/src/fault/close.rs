//! Close: the Network Connection ends at some moment (`cut`, `fin`, `rst`).

use std::fmt;

use super::{
    moment::{Moment, Watch},
    text::{BadFault, Words},
};
use crate::{
    stage::{Outlet, Signal, Stage},
    time::At,
    wire::Direction::{self, ToClient, ToServer},
};

/// `cut after 2nd PUBLISH to server`, `fin after 4 B to client`, `rst before 1st CONNACK to client`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// What each side sees.
    pub how: How,
    /// When.
    pub moment: Moment,
}

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

impl Close {
    pub(super) fn read(how: How, words: &mut Words<'_>) -> Result<Self, BadFault> {
        Ok(Self { how, moment: Moment::read(words)? })
    }

    pub(super) fn build(&self) -> impl Stage + use<> {
        let watch = Watch::new(self.moment);
        Closing { how: self.how, watch, outlet: Outlet::default() }
    }
}

impl fmt::Display for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.how {
            How::Cut => "cut",
            How::Fin => "fin",
            How::Rst => "rst",
        };
        write!(f, "{how} {}", self.moment)
    }
}

#[derive(Debug)]
struct Closing {
    how: How,
    watch: Watch,
    outlet: Outlet,
}

impl Closing {
    fn close(&mut self) {
        match self.how {
            How::Cut => {
                self.outlet.pass(ToClient, Signal::Fin);
                self.outlet.pass(ToServer, Signal::Reset);
            }
            How::Fin => self.outlet.pass(ToClient, Signal::Fin),
            How::Rst => {
                self.outlet.pass(ToClient, Signal::Reset);
                self.outlet.pass(ToServer, Signal::Reset);
            }
        }
    }
}

impl Stage for Closing {
    fn handle_signal(&mut self, _: At, direction: Direction, signal: Signal) {
        let parts = self.watch.split(direction, signal);
        for signal in parts.before {
            self.outlet.pass(direction, signal);
        }
        if parts.reached {
            self.close();
        }
        if self.how == How::Fin && direction == ToServer {
            parts.after.into_iter().for_each(|signal| self.outlet.pass(direction, signal));
        }
    }

    fn handle_timeout(&mut self, _: At) {}

    fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.outlet.poll_output()
    }

    fn poll_timeout(&self) -> Option<At> {
        None
    }
}
