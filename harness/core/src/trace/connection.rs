//! A Network Connection as the trace shows it: when it was opened, by whom and when it ended.

use serde::{Deserialize, Serialize};

use super::{ConnectionId, Ending, flow::Flow};
use crate::{time::At, verdict::RecordIndex, wire::Direction};

/// One Network Connection of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    id: ConnectionId,
    opened: Moment,
    to_server: Flow,
    to_client: Flow,
    ended_to_server: Option<(Moment, Ending)>,
    ended_to_client: Option<(Moment, Ending)>,
}

/// A record with its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Which record.
    pub record: RecordIndex,
    /// When.
    pub at: At,
}

impl Connection {
    pub(super) fn new(id: ConnectionId, opened: Moment) -> Self {
        Self {
            id,
            opened,
            to_server: Flow::default(),
            to_client: Flow::default(),
            ended_to_server: None,
            ended_to_client: None,
        }
    }

    /// Notes the first ending of a direction; later ones change nothing.
    pub(super) fn end(&mut self, direction: Direction, moment: Moment, how: Ending) {
        let ended = match direction {
            Direction::ToServer => &mut self.ended_to_server,
            Direction::ToClient => &mut self.ended_to_client,
        };
        ended.get_or_insert((moment, how));
    }

    pub(super) fn flow_mut(&mut self, direction: Direction) -> &mut Flow {
        match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToClient => &mut self.to_client,
        }
    }

    pub(super) fn flow(&self, direction: Direction) -> &Flow {
        match direction {
            Direction::ToServer => &self.to_server,
            Direction::ToClient => &self.to_client,
        }
    }

    /// Its number.
    #[must_use]
    pub fn id(&self) -> ConnectionId {
        self.id
    }

    /// When it was accepted.
    #[must_use]
    pub fn opened(&self) -> Moment {
        self.opened
    }

    /// When and how a direction ended: `ToServer` is the client's doing, `ToClient` ours.
    #[must_use]
    pub fn ended(&self, direction: Direction) -> Option<(Moment, Ending)> {
        match direction {
            Direction::ToServer => self.ended_to_server,
            Direction::ToClient => self.ended_to_client,
        }
    }

    /// When the first side of it ended.
    #[must_use]
    pub fn first_ended(&self) -> Option<Moment> {
        let ends = [self.ended_to_server, self.ended_to_client];
        ends.into_iter().flatten().map(|(moment, _)| moment).min_by_key(|moment| moment.record)
    }

    /// All bytes of a direction.
    #[must_use]
    pub fn bytes(&self, direction: Direction) -> &[u8] {
        self.flow(direction).all()
    }

    /// Bytes of a direction that are in no Control Packet: half of one, or not to be framed.
    #[must_use]
    pub fn unframed(&self, direction: Direction) -> &[u8] {
        self.flow(direction).rest()
    }

    /// Whether a direction holds a Remaining Length that cannot be read, so that no packet can
    /// be found after it.
    #[must_use]
    pub fn framing_lost(&self, direction: Direction) -> bool {
        self.flow(direction).is_lost()
    }
}
