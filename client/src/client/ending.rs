//! Events that no packet brings: the begin and the end of attempts and connections, what they drop,
//! and what left.

use super::{Client, Wish};
use crate::connection::{Cause, End, Input, Phase, SendPosition, TransportEnd};
use crate::error::Violation;
use crate::event::{Disconnection, DropReason, Dropped, Event, Failure};
use crate::packet::PacketIdentifier;
use crate::settings::SessionEnd;

/// Events that are owed to the application.
#[derive(Debug, Default)]
pub(super) struct Notices {
    pub(super) before_connect: bool,
    pub(super) error: Option<Violation>,
    pub(super) ending: Ending,
    /// The end of the last message of QoS 0 that was queued.
    at_most_once: SendPosition,
    /// Up to where the application was told.
    told: SendPosition,
    /// The first PUBLISH of which the transport that ended took nothing.
    unsent: Option<PacketIdentifier>,
}

/// Whether exchanges of an earlier Session are to be ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Ending {
    #[default]
    None,
    /// CONNECT said Clean Session 1 [MQTT-3.1.2-6].
    Clean,
    /// CONNACK said that the server has no Session.
    Lost,
}

impl Notices {
    /// A message of QoS 0 was queued between these positions.
    pub(super) fn on_at_most_once(&mut self, begin: SendPosition, end: SendPosition) {
        if self.told >= self.at_most_once {
            // What left before it was no message.
            self.told = begin;
        }
        self.at_most_once = end;
    }
}

impl Client<'_> {
    /// The next event that no packet brings.
    pub(super) fn next_notice(&mut self) -> Option<Event<'static>> {
        if core::mem::take(&mut self.notices.before_connect) {
            let (attempt, server) = (self.attempts.count(), self.attempts.server());
            return Some(Event::BeforeConnect { attempt, server });
        }
        let through = self.connection.sender.taken_position();
        // The send buffer starts anew only when the transport took all of it, so this comes often
        // enough.
        let is_told = self.notices.told >= self.notices.at_most_once.min(through);
        let is_whole = self.notices.at_most_once <= through || self.ended().is_some();
        if !is_told && is_whole {
            self.notices.told = through;
            return Some(Event::Sent { through });
        }
        if let Some(violation) = self.notices.error.take() {
            return Some(Event::Error(violation));
        }
        #[cfg(feature = "large-messages")]
        if let Some((packet_identifier, len)) = self.session.payload_wanted(&self.connection.sender)
        {
            return Some(Event::PayloadWanted { packet_identifier, len });
        }
        if !self.session.may_record() {
            return None;
        }
        let dropped = self.session.drop_given_up().or_else(|| self.next_ended());
        dropped.or_else(|| self.session.expire(self.now))
    }

    /// The transport is gone: what it did not take is known only now.
    pub(super) fn on_transport_ended(&mut self, why: TransportEnd) {
        let sender = &mut self.connection.sender;
        let unsent = sender.first_unsent_publish();
        if self.connection.on(Input::TransportEnded(why)) {
            self.notices.unsent = unsent;
            self.connection.sender.clear();
        }
    }

    /// Everything that came before the transport ended is handled: report the end, step by step.
    pub(super) fn next_event_of_end(&mut self, end: End) -> Option<Event<'static>> {
        if self.notices.told < self.notices.at_most_once {
            // Everything that left has been told, for this comes after `Sent`.
            let told = self.notices.told;
            self.notices.told = self.notices.at_most_once;
            return Some(Event::Dropped(Dropped::AtMostOnce(told), DropReason::Closed));
        }
        if let Some(event) = self.session.drop_request() {
            return Some(event);
        }
        self.session.on_connection_lost(self.notices.unsent.take());
        let lasted_ms = self.connection.lasted_ms(self.now);
        self.connection.on(Input::Drained);
        self.connection.clear();
        self.long = super::LongMessage::default();
        let next = match end.cause {
            Cause::Requested => None,
            Cause::Refresh => Some(self.attempts.after_refresh(self.now)),
            _ if end.established => self.attempts.after_loss(self.now, lasted_ms),
            _ => self.attempts.after_failure(self.now),
        };
        self.wish = next.map_or(Wish::None, Wish::Waiting);
        if next.is_some_and(|at| at <= self.now) {
            self.begin_attempt();
        }
        event_of(end)
    }

    /// Ends exchanges of an earlier Session, one event after the other.
    fn next_ended(&mut self) -> Option<Event<'static>> {
        let policy = self.session.settings.session_end;
        let event = match self.notices.ending {
            Ending::None => return None,
            Ending::Clean => {
                self.session.drop_released().or_else(|| self.session.drop_attempted(policy))
            }
            Ending::Lost if policy == SessionEnd::Drop => {
                self.session.drop_released().or_else(|| self.session.drop_attempted(policy))
            }
            Ending::Lost => None,
        };
        if event.is_none() {
            self.session.on_session_end(self.notices.ending == Ending::Clean);
            self.notices.ending = Ending::None;
        }
        event
    }
}

/// The event that reports an end, if one is owed.
fn event_of(end: End) -> Option<Event<'static>> {
    if end.established {
        return Some(Event::Disconnected(match end.cause {
            Cause::Requested => Disconnection::Requested,
            Cause::Refresh => Disconnection::Refresh,
            Cause::Timeout => Disconnection::Timeout,
            Cause::Protocol | Cause::Refused(_) => Disconnection::Protocol,
            Cause::Limit => Disconnection::Limit,
            Cause::Transport(why) => Disconnection::Transport(why),
        }));
    }
    Some(match end.cause {
        // The application ended it itself.
        Cause::Requested | Cause::Refresh => return None,
        Cause::Refused(refused) => Event::Refused(refused),
        Cause::Timeout => Event::Failed(Failure::Timeout),
        // Nothing before CONNACK reaches a limit.
        Cause::Protocol | Cause::Limit => Event::Failed(Failure::Protocol),
        Cause::Transport(why) => Event::Failed(Failure::Transport(why)),
    })
}

impl Client<'_> {
    /// The end to be reported, once nothing that came before it is left.
    pub(super) fn ended(&self) -> Option<End> {
        match self.connection.phase() {
            Phase::Closed(end) => Some(end),
            Phase::Down
            | Phase::Opening
            | Phase::AwaitingConnack
            | Phase::Connected
            | Phase::Flushing(_)
            | Phase::Closing(_) => None,
        }
    }
}
