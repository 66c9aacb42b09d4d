//! Inbound exchanges of QoS 1 and 2 that are not finished: what was received and must not be
//! delivered again, and what the application has still to acknowledge.
//!
//! Entries stand in the order of arrival, for PUBACK and PUBREC go out in that order [MQTT-4.6.0-2]
//! [MQTT-4.6.0-3]: an acknowledgement that comes early waits for those before it.

use super::qos2::{self, Inbound, InboundInput, InboundOutcome};
use super::slots::Slots;
use crate::packet::{Delivery, PacketIdentifier, QoS};

/// An unfinished inbound exchange. Room for one is lent by the caller.
#[derive(Clone, Copy, Debug)]
pub struct InboundSlot {
    packet_identifier: PacketIdentifier,
    qos: QoS,
    /// QoS 1 uses `Delivered` and `Acknowledged` only.
    state: Inbound,
    delivery_number: u32,
}

impl Default for InboundSlot {
    fn default() -> Self {
        Self {
            packet_identifier: PacketIdentifier::FIRST,
            qos: QoS::AtLeastOnce,
            state: Inbound::New,
            delivery_number: 0,
        }
    }
}

/// What to do with a PUBLISH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// Hand it out.
    Deliver,
    /// It was handed out before [MQTT-4.3.3-2].
    Repeated,
    /// Not before the application has acknowledged others.
    Wait,
    /// There is no room to remember it, and none will come.
    Full,
}

/// An acknowledgement whose turn has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Puback(PacketIdentifier),
    Pubrec { packet_identifier: PacketIdentifier, delivery_number: u32 },
}

/// The table of unfinished inbound exchanges.
#[derive(Debug)]
pub(crate) struct InboundTable<'b> {
    slots: Slots<'b, InboundSlot>,
    next_delivery_number: u32,
}

impl<'b> InboundTable<'b> {
    pub(crate) fn new(slots: &'b mut [InboundSlot]) -> Self {
        Self { slots: Slots::new(slots), next_delivery_number: 1 }
    }

    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.slots.len() == 0
    }

    /// What to do with a PUBLISH; changes nothing.
    pub(crate) fn admit(&self, delivery: Delivery, manual: bool) -> Admission {
        match delivery {
            Delivery::AtMostOnce => return Admission::Deliver,
            Delivery::AtLeastOnce { .. } if !manual => return Admission::Deliver,
            Delivery::AtLeastOnce { .. } => {}
            Delivery::ExactlyOnce { packet_identifier, .. } => {
                let state = self.exactly_once(packet_identifier).1;
                let (_, outcome) = qos2::on_inbound(state, InboundInput::Publish);
                if outcome != InboundOutcome::Deliver {
                    return Admission::Repeated;
                }
            }
        }
        if !self.slots.is_full() {
            return Admission::Deliver;
        }
        let awaits_application = |slot: &InboundSlot| slot.state == Inbound::Delivered;
        if self.slots.position_of(awaits_application).is_some() {
            Admission::Wait
        } else {
            Admission::Full
        }
    }

    /// The number of a message that [`InboundTable::admit`] lets through.
    pub(crate) fn delivery_number(&self) -> u32 {
        self.next_delivery_number
    }

    /// A PUBLISH that [`InboundTable::admit`] lets through has been taken off the wire as a whole.
    pub(crate) fn on_delivered(&mut self, packet_identifier: PacketIdentifier, qos: QoS) {
        let delivery_number = self.next_delivery_number;
        if qos == QoS::ExactlyOnce {
            self.next_delivery_number = delivery_number.wrapping_add(1);
        }
        let state = Inbound::Delivered;
        let pushed =
            self.slots.push(InboundSlot { packet_identifier, qos, state, delivery_number });
        debug_assert!(pushed.is_ok(), "admit saw that there is room");
    }

    /// A PUBLISH was repeated. True if PUBREC is to be sent again at once.
    pub(crate) fn on_repeated(&self, packet_identifier: PacketIdentifier) -> bool {
        let state = self.exactly_once(packet_identifier).1;
        qos2::on_inbound(state, InboundInput::Publish).1 == InboundOutcome::Pubrec
    }

    /// The application acknowledges the oldest message with this identifier. False if there is
    /// none.
    pub(crate) fn on_ack(&mut self, packet_identifier: PacketIdentifier) -> bool {
        let waits = |slot: &InboundSlot| {
            slot.packet_identifier == packet_identifier && slot.state == Inbound::Delivered
        };
        let Some(index) = self.slots.position_of(waits) else { return false };
        if let Some(slot) = self.slots.get_mut(index) {
            slot.state = qos2::on_inbound(slot.state, InboundInput::Ack).0;
        }
        true
    }

    /// The next acknowledgement whose turn has come, and takes it as sent.
    pub(crate) fn next_due(&mut self) -> Option<Due> {
        let (mut puback_blocked, mut pubrec_blocked) = (false, false);
        let index = self.slots.position_of(|slot| {
            let blocked = match slot.qos {
                QoS::ExactlyOnce => &mut pubrec_blocked,
                QoS::AtMostOnce | QoS::AtLeastOnce => &mut puback_blocked,
            };
            *blocked |= slot.state == Inbound::Delivered;
            slot.state == Inbound::Acknowledged && !*blocked
        })?;
        let slot = self.slots.get_mut(index)?;
        let packet_identifier = slot.packet_identifier;
        if slot.qos == QoS::ExactlyOnce {
            slot.state = Inbound::Received;
            let delivery_number = slot.delivery_number;
            return Some(Due::Pubrec { packet_identifier, delivery_number });
        }
        self.slots.remove(index);
        Some(Due::Puback(packet_identifier))
    }

    /// PUBREL came. False if it may not come yet.
    pub(crate) fn on_pubrel(&mut self, packet_identifier: PacketIdentifier) -> bool {
        let (index, state) = self.exactly_once(packet_identifier);
        let (_, outcome) = qos2::on_inbound(state, InboundInput::Pubrel);
        if outcome != InboundOutcome::Pubcomp {
            return false;
        }
        if let Some(index) = index {
            self.slots.remove(index);
        }
        true
    }

    /// The Network Connection is gone.
    pub(crate) fn on_connection_lost(&mut self) {
        let mut index = 0;
        while let Some(slot) = self.slots.get_mut(index) {
            let (next, _) = qos2::on_inbound(slot.state, InboundInput::Lost);
            if slot.qos != QoS::ExactlyOnce || next == Inbound::New {
                self.slots.remove(index);
            } else {
                slot.state = next;
                index += 1;
            }
        }
    }

    /// Brings back an exchange that an earlier run of the program had accepted. False if it is
    /// full.
    pub(crate) fn restore(
        &mut self,
        packet_identifier: PacketIdentifier,
        delivery_number: u32,
    ) -> bool {
        self.next_delivery_number = delivery_number.wrapping_add(1);
        let (qos, state) = (QoS::ExactlyOnce, Inbound::Received);
        self.slots.push(InboundSlot { packet_identifier, qos, state, delivery_number }).is_ok()
    }

    /// The Session is over.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
    }

    /// The exchange of QoS 2 with this identifier.
    fn exactly_once(&self, packet_identifier: PacketIdentifier) -> (Option<usize>, Inbound) {
        let index = self.slots.position_of(|slot| {
            slot.packet_identifier == packet_identifier && slot.qos == QoS::ExactlyOnce
        });
        let state = index.and_then(|index| self.slots.get(index)).map_or(Inbound::New, |s| s.state);
        (index, state)
    }
}
