//! A script, as data: in what the scripted broker departs from a correct server.
//!
//! A rule is a line: `on 2nd PUBLISH qos=1 -> drop`, `on SUBSCRIBE -> answer SUBACK id=$id
//! codes=128; then close`. Whatever no rule speaks of goes as the standard says.

use serde::{Deserialize, Serialize};

use crate::{
    time::Span,
    trace::ConnectionId,
    wire::notation::{Composition, Pattern},
};

/// The rules of one scenario, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Script {
    /// Every rule that matches acts, in this order.
    pub rules: Vec<Rule>,
}

/// One rule; its text form is in `script_text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Rule {
    /// On which Network Connection; `None`: on any.
    pub connection: Option<ConnectionId>,
    /// What it waits for.
    pub when: When,
    /// Which of those it acts on.
    pub times: Times,
    /// What it does, in order.
    pub actions: Vec<Action>,
}

/// What a rule waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// `opened`: a Network Connection was accepted. There is nothing to answer yet.
    Opened,
    /// A packet came; the actions are about what the server answers to it.
    Receives(Pattern),
    /// `sending …`: the server is about to send a packet by itself; the actions are about that.
    Sends(Pattern),
}

/// Which of the events that match a rule acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// Every one.
    Always,
    /// `first 3`: so many from the beginning.
    First(u32),
    /// `2nd`: only that one, counted from 1.
    Nth(u32),
}

impl Times {
    /// Whether the `n`-th event is meant, counted from 1.
    #[must_use]
    pub fn include(self, n: u32) -> bool {
        match self {
            Self::Always => true,
            Self::First(count) => n <= count,
            Self::Nth(nth) => n == nth,
        }
    }
}

/// What a rule does with an answer, that is: with what the server would send. Actions apply one
/// after the other; `also` after `hold` is not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `also N`: sends N after it.
    Also(Composition),
    /// `answer N`: sends N in its place.
    Answer(Composition),
    /// `close`: drops it and ends the Network Connection with FIN.
    Close,
    /// `delay 2 s`: sends it later; other packets pass it.
    Delay(Span),
    /// `drop`: never sends it. The server has nonetheless seen what it answers.
    Drop,
    /// `duplicate`: sends it twice.
    Duplicate,
    /// `first N`: sends N before it.
    First(Composition),
    /// `hold`: keeps it until the step that releases.
    Hold,
    /// `ignore`: does as if the packet had never come.
    Ignore,
    /// `reorder`: sends it after the next packet of its type on this Network Connection.
    Reorder,
    /// `reset`: drops it and ends the Network Connection with RST.
    Reset,
    /// `silence`: drops it, and sends nothing more on this Network Connection, not even FIN.
    Silence,
    /// `then close`: ends the Network Connection with FIN after it.
    ThenClose,
    /// `then reset`: ends the Network Connection with RST after it.
    ThenReset,
}
