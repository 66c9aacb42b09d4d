//! Coalesce: what comes within some time arrives as one chunk.

use std::fmt;

use super::{
    disturbing::Disturbance,
    text::{BadFault, Ways, Words},
};
use crate::{
    stage::{Outlet, Signal},
    time::{At, Span},
    wire::Direction::{self, ToClient, ToServer},
};

/// `coalesce 50 ms to client`: gathers bytes for so long, counted from the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coalesce {
    /// How long.
    pub span: Span,
    /// Which streams.
    pub ways: Ways,
}

impl Coalesce {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        Ok(Self { span: words.span()?, ways: words.ways() })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        Coalescing { settings: self.clone(), to_server: None, to_client: None }
    }
}

impl fmt::Display for Coalesce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "coalesce {}{}", self.span, self.ways)
    }
}

#[derive(Debug)]
struct Coalescing {
    settings: Coalesce,
    to_server: Option<(At, Vec<u8>)>,
    to_client: Option<(At, Vec<u8>)>,
}

impl Coalescing {
    fn gathered(&mut self, direction: Direction) -> &mut Option<(At, Vec<u8>)> {
        match direction {
            ToServer => &mut self.to_server,
            ToClient => &mut self.to_client,
        }
    }
}

impl Disturbance for Coalescing {
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        let due = now + self.settings.span;
        match signal {
            Signal::Bytes(bytes) if self.settings.ways.include(direction) => {
                let (_, gathered) = self.gathered(direction).get_or_insert((due, Vec::new()));
                gathered.extend(bytes);
            }
            other => {
                let gathered = self.gathered(direction).take().unwrap_or_default().1;
                out.pass(direction, Signal::Bytes(gathered));
                out.pass(direction, other);
            }
        }
    }

    fn on_timeout(&mut self, now: At, out: &mut Outlet) {
        for direction in [ToServer, ToClient] {
            let gathered = self.gathered(direction).take_if(|(due, _)| *due <= now);
            out.pass(direction, Signal::Bytes(gathered.unwrap_or_default().1));
        }
    }

    fn poll_timeout(&self) -> Option<At> {
        let all = [&self.to_server, &self.to_client];
        all.into_iter().flatten().map(|(due, _)| *due).min()
    }
}
