//! How the client behaves beyond what stands in CONNECT: times, limits, policies.
//!
//! All numbers are copied when `connect` is called; nothing is borrowed.

use crate::packet::PacketIdentifier;
use crate::reconnect::Reconnect;

/// Times, limits and policies of a connection; [`Settings::default`] suits most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// From the wish to dial to CONNACK, in milliseconds; 0 = no limit.
    pub connect_timeout_ms: u32,
    /// From PINGREQ to PINGRESP, in milliseconds.
    pub ping_timeout_ms: u32,
    /// How long a transport may take nothing of what waits for it, in milliseconds.
    pub send_timeout_ms: u32,
    /// Messages of QoS 1 and 2 that may be unacknowledged at a time; the slots lent limit it too.
    pub in_flight_max: u16,
    /// Messages that the outbox keeps; its bytes limit it too.
    pub outbox_messages_max: u32,
    /// What a full outbox does with a new message.
    pub overflow: OutboxOverflow,
    /// Milliseconds after which a message that never left is dropped; 0 = never.
    pub message_expiry_ms: u32,
    /// Who acknowledges inbound messages.
    pub acknowledgement: Acknowledgement,
    /// What happens to a PUBLISH longer than the receive buffer.
    #[cfg(feature = "large-messages")]
    pub oversize: Oversize,
    /// The longest inbound Control Packet in bytes, fixed header included: a longer PUBLISH is
    /// reported as overflow.
    pub packet_len_max: u32,
    /// Whether state is handed out to be persisted before packets depend on it.
    #[cfg(feature = "persist")]
    pub durability: Durability,
    /// What becomes of unacknowledged messages when the Session they were sent in is gone.
    pub session_end: SessionEnd,
    /// Whether the client subscribes again by itself after a reconnection without Session Present.
    #[cfg(feature = "resubscribe")]
    pub resubscribe: bool,
    /// Milliseconds after CONNACK at which the connection is replaced by a new one; 0 = never.
    pub refresh_ms: u32,
    /// Whether and when attempts are repeated.
    pub reconnect: Reconnect,
    /// The first Packet Identifier to be used; `None` = go on.
    pub start_packet_identifier: Option<PacketIdentifier>,
}

impl Settings {
    /// Whether only the beginning of a PUBLISH longer than the receive buffer is handed out.
    pub(crate) fn cuts_off(&self) -> bool {
        #[cfg(feature = "large-messages")]
        let cuts_off = self.oversize == Oversize::Overflow;
        #[cfg(not(feature = "large-messages"))]
        let cuts_off = false;
        cuts_off
    }

    /// Whether state is persisted.
    pub(crate) fn is_persisted(&self) -> bool {
        #[cfg(feature = "persist")]
        let is_persisted = self.durability == Durability::Persisted;
        #[cfg(not(feature = "persist"))]
        let is_persisted = false;
        is_persisted
    }

    /// Whether the client subscribes again by itself.
    pub(crate) fn resubscribes(&self) -> bool {
        #[cfg(feature = "resubscribe")]
        let resubscribes = self.resubscribe;
        #[cfg(not(feature = "resubscribe"))]
        let resubscribes = false;
        resubscribes
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            connect_timeout_ms: 10_000,
            ping_timeout_ms: 10_000,
            send_timeout_ms: 10_000,
            in_flight_max: u16::MAX,
            outbox_messages_max: u32::MAX,
            overflow: OutboxOverflow::Reject,
            message_expiry_ms: 0,
            acknowledgement: Acknowledgement::Automatic,
            #[cfg(feature = "large-messages")]
            oversize: Oversize::Stream,
            packet_len_max: u32::MAX,
            #[cfg(feature = "persist")]
            durability: Durability::Memory,
            session_end: SessionEnd::Resend,
            #[cfg(feature = "resubscribe")]
            resubscribe: false,
            refresh_ms: 0,
            reconnect: Reconnect::Off,
            start_packet_identifier: None,
        }
    }
}

/// What a full outbox does with a new message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxOverflow {
    /// Refuses it.
    Reject,
    /// Drops the oldest messages that never left, and says so.
    DropOldest,
}

/// Who acknowledges inbound messages of QoS 1 and 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acknowledgement {
    /// The client, when it hands the message out.
    Automatic,
    /// The application, by `ack`.
    Manual,
}

/// What happens to a PUBLISH longer than the receive buffer; it is acknowledged either way.
#[cfg(feature = "large-messages")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oversize {
    /// It is handed out in fragments.
    Stream,
    /// Its first bytes are handed out, the rest is discarded.
    Overflow,
}

/// Whether Session state outlives the program.
#[cfg(feature = "persist")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// State is in memory only.
    Memory,
    /// Each change is handed out as a record, and packets wait until it is persisted.
    Persisted,
}

/// What becomes of unacknowledged messages when the server no longer has the Session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionEnd {
    /// They are sent again, with their identifiers [MQTT-4.4.0-1]: none is lost, one may come
    /// twice.
    Resend,
    /// Those that left before are dropped, and reported: none comes twice, one may be lost.
    Drop,
}
