//! Inbound packets: which part of the client each goes to, and the event that comes of it.

use super::Client;
use super::ending::Ending;
use crate::connection::{Frame, Input, NoFrame, Phase};
use crate::error::{Full, Misbehaved, Violation};
use crate::event::{Arrival, Event, Happening, Message, Overflow};
use crate::packet::{
    Connack, Delivery, Field, FixedHeader, PacketType, Publish, Suback, TopicName, acknowledgement,
    bare,
};
use crate::session::{Answer, Reception};

/// What happens to the PUBLISH that is longer than the receive buffer and on its way in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum LongMessage {
    /// Its fragments are handed out.
    #[default]
    Delivered,
    /// It was handed out before.
    Repeated,
    /// Its beginning was handed out.
    Overflowed,
}

/// What came of looking at the next frame.
enum Step {
    Happened(Happening),
    /// Handled without an event.
    Silent,
    /// There is none, or it has to wait.
    Idle,
}

impl Client<'_> {
    /// The next event, before what it borrows is attached.
    pub(super) fn next_happening(&mut self) -> Option<Happening> {
        loop {
            if let Some(event) = self.next_notice() {
                return Some(event.into());
            }
            let ended = self.ended();
            if ended.is_some() {
                // Answers can no longer leave, but must not stand in the way.
                self.connection.sender.clear();
            }
            match self.step() {
                Ok(Step::Happened(happening)) => return Some(happening),
                Ok(Step::Silent) => {}
                Ok(Step::Idle) => {
                    let end = ended?;
                    if !self.session.may_record() {
                        return None;
                    }
                    if let Some(event) = self.next_event_of_end(end) {
                        return Some(event.into());
                    }
                }
                Err(violation) => {
                    self.notices.error = Some(violation);
                    self.connection.on(match violation {
                        Violation::Full(_) => Input::LimitReached,
                        Violation::Malformed(_) | Violation::Misbehaved(_) => Input::Violation,
                    });
                }
            }
        }
    }

    /// Attaches what the event borrows from the receive buffer.
    pub(super) fn attach(&self, happening: Happening) -> Event<'_> {
        match happening {
            Happening::Plain(event) => event,
            Happening::Subscribed { packet_identifier, return_codes } => {
                let return_codes = self.connection.framer.bytes(return_codes);
                let suback = Suback::new(packet_identifier, return_codes);
                Event::Subscribed(suback.expect("the packet was parsed before"))
            }
            Happening::Message(arrival) => Event::Message(Message {
                delivery: arrival.delivery,
                retain: arrival.retain,
                topic_name: self.topic_name(&arrival).expect("a message keeps its Topic Name"),
                payload: self.connection.framer.bytes(arrival.payload),
                offset: arrival.offset,
                total: arrival.total,
                delivery_number: arrival.delivery_number,
            }),
            Happening::Overflow(arrival) => Event::Overflow(Overflow {
                delivery: arrival.delivery,
                retain: arrival.retain,
                topic_name: self.topic_name(&arrival),
                payload: self.connection.framer.bytes(arrival.payload),
                total: arrival.total,
            }),
        }
    }

    fn topic_name(&self, arrival: &Arrival) -> Option<TopicName<'_>> {
        let bytes = self.connection.framer.bytes(arrival.topic.clone());
        TopicName::parse(Field::TopicName, bytes).ok()
    }

    fn step(&mut self) -> Result<Step, Violation> {
        let frame = match self.connection.framer.next() {
            Ok(frame) => frame,
            Err(NoFrame::Incomplete) => return Ok(Step::Idle),
            Err(NoFrame::Malformed(malformed)) => return Err(malformed.into()),
            Err(NoFrame::TooLong(header)) => return Err(self.too_long(header)),
        };
        if !self.session.may_receive(&self.connection.sender) {
            return Ok(Step::Idle);
        }
        let step = match &frame {
            Frame::Whole { header, body } => {
                if header.packet_type == PacketType::Publish {
                    self.on_publish(*header, body.clone())?
                } else {
                    self.on_packet(*header, body.clone())?
                }
            }
            Frame::Piece { .. } => self.on_piece(&frame)?,
        };
        if let Step::Idle = step {
            if self.ended().is_some() {
                // The application can no longer acknowledge: the server will send it again.
                self.connection.framer.clear();
            }
        } else {
            self.connection.framer.take(&frame);
            if self.long != LongMessage::Delivered {
                self.connection.framer.skip_payload();
            }
        }
        Ok(step)
    }

    /// A packet other than PUBLISH.
    fn on_packet(
        &mut self,
        header: FixedHeader,
        body: core::ops::Range<usize>,
    ) -> Result<Step, Violation> {
        let now = self.now;
        let connection = &mut self.connection;
        check_order(connection.phase(), header.packet_type)?;
        let bytes = connection.framer.bytes(body.clone());
        let sender = &mut connection.sender;
        let identifier = || acknowledgement::parse(header.packet_type, bytes);
        let event = match header.packet_type {
            PacketType::Connack => {
                let connack = Connack::parse(bytes)?;
                return self.on_connack(connack);
            }
            PacketType::Puback | PacketType::Pubrec | PacketType::Pubcomp => {
                let answer = match header.packet_type {
                    PacketType::Pubrec => Answer::Pubrec,
                    PacketType::Pubcomp => Answer::Pubcomp,
                    _ => Answer::Puback,
                };
                self.session.on_answer(now, answer, identifier()?, sender)?
            }
            PacketType::Pubrel => {
                self.session.on_pubrel(now, identifier()?, sender)?;
                None
            }
            PacketType::Suback => {
                let suback = Suback::parse(bytes)?;
                if !self.session.on_suback(&suback)? {
                    return Ok(Step::Silent);
                }
                let packet_identifier = suback.packet_identifier();
                let count = suback.return_codes().len();
                let return_codes = body.end - count..body.end;
                return Ok(Step::Happened(Happening::Subscribed {
                    packet_identifier,
                    return_codes,
                }));
            }
            PacketType::Unsuback => self.session.on_unsuback(identifier()?)?,
            PacketType::Pingresp => {
                bare::parse(header.packet_type, bytes)?;
                connection.on_pingresp(now).then_some(Event::Pong)
            }
            // `check_order` let none of these through, nor does PUBLISH come here.
            PacketType::Publish
            | PacketType::Connect
            | PacketType::Subscribe
            | PacketType::Unsubscribe
            | PacketType::Pingreq
            | PacketType::Disconnect => None,
        };
        Ok(event.map_or(Step::Silent, |event| Step::Happened(event.into())))
    }

    fn on_connack(&mut self, connack: Connack) -> Result<Step, Violation> {
        match connack {
            Connack::Refused(refused) => {
                self.connection.on(Input::ConnackRefused(refused));
                Ok(Step::Silent)
            }
            Connack::Accepted { session_present: true } if self.connection.clean_session() => {
                Err(Misbehaved::SessionPresent.into()) // [MQTT-3.2.2-1]
            }
            Connack::Accepted { session_present } => {
                if self.ended().is_some() {
                    // Accepted and closed in one breath: the attempt failed.
                    return Ok(Step::Silent);
                }
                self.connection.on_accepted(self.now);
                if !session_present {
                    self.session.begin_resubscription();
                    if !self.connection.clean_session() {
                        self.notices.ending = Ending::Lost;
                    }
                }
                Ok(Step::Happened(Event::Connected { session_present }.into()))
            }
        }
    }

    /// A PUBLISH that the receive buffer holds.
    fn on_publish(
        &mut self,
        header: FixedHeader,
        body: core::ops::Range<usize>,
    ) -> Result<Step, Violation> {
        check_order(self.connection.phase(), header.packet_type)?;
        let bytes = self.connection.framer.bytes(body.clone());
        let publish = Publish::parse(header.first_byte, bytes)?;
        let (delivery, total) = (publish.delivery, publish.payload.len());
        let topic = body.start + TOPIC_LEN_LEN;
        let mut arrival = Arrival {
            delivery,
            retain: publish.retain,
            topic: topic..topic + publish.topic_name.as_str().len(),
            payload: body.end - total..body.end,
            offset: 0,
            total,
            delivery_number: self.session.delivery_number(delivery),
        };
        let reception = self.session.on_publish_begin(delivery)?;
        if reception == Reception::Wait {
            return Ok(Step::Idle);
        }
        self.end_publish(delivery, reception == Reception::Repeated);
        if reception == Reception::Repeated {
            return Ok(Step::Silent);
        }
        let excess = self.excess(header.len + header.remaining_length);
        Ok(Step::Happened(if excess == 0 {
            Happening::Message(arrival)
        } else {
            arrival.payload.end -= excess.min(total);
            Happening::Overflow(arrival)
        }))
    }

    /// A piece of a PUBLISH that the receive buffer does not hold.
    fn on_piece(&mut self, frame: &Frame) -> Result<Step, Violation> {
        let Frame::Piece { long, topic, payload } = frame else { return Ok(Step::Silent) };
        let (delivery, total) = (long.delivery, long.total);
        let mut arrival = Arrival {
            delivery,
            retain: long.retain,
            topic: topic.clone(),
            payload: payload.clone(),
            offset: long.offset,
            total,
            delivery_number: self.session.delivery_number(delivery),
        };
        let is_first = long.offset == 0 && self.long == LongMessage::Delivered;
        let is_last = long.offset + payload.len() == total;
        let mut step = Step::Silent;
        if is_first {
            check_order(self.connection.phase(), PacketType::Publish)?;
            let excess = self.excess(HEADER_LEN_MAX + topic.len() + total);
            let overflows = self.session.settings.cuts_off();
            match self.session.on_publish_begin(delivery)? {
                Reception::Wait => return Ok(Step::Idle),
                Reception::Repeated => self.long = LongMessage::Repeated,
                Reception::Deliver if overflows || excess > 0 || topic.is_empty() => {
                    self.long = LongMessage::Overflowed;
                    let kept = total.saturating_sub(excess).min(payload.len());
                    arrival.payload.end = payload.start + kept;
                    step = Step::Happened(Happening::Overflow(arrival));
                }
                Reception::Deliver => step = Step::Happened(Happening::Message(arrival)),
            }
        } else if self.long == LongMessage::Delivered {
            step = Step::Happened(Happening::Message(arrival));
        }
        if is_last {
            let repeated = self.long == LongMessage::Repeated;
            self.long = LongMessage::Delivered;
            self.end_publish(delivery, repeated);
        }
        Ok(step)
    }

    fn end_publish(&mut self, delivery: Delivery, repeated: bool) {
        let sender = &mut self.connection.sender;
        self.session.on_publish_end(self.now, delivery, repeated, sender);
    }

    /// By how many bytes a packet exceeds the limit for inbound packets.
    fn excess(&self, packet_len: usize) -> usize {
        packet_len.saturating_sub(self.session.settings.packet_len_max as usize)
    }

    /// A packet that does not fit the receive buffer and cannot be handed out in pieces.
    fn too_long(&self, header: FixedHeader) -> Violation {
        let packet_type = header.packet_type;
        if let Err(violation) = check_order(self.connection.phase(), packet_type) {
            return violation;
        }
        let (found, max) =
            (header.len + header.remaining_length, self.connection.framer.capacity());
        if packet_type == PacketType::Publish {
            return Full::ReceiveBuffer { needed: found, found: max }.into();
        }
        Misbehaved::PacketLong { packet_type, found, max }.into()
    }
}

/// Which packets may come in which phase.
fn check_order(phase: Phase, found: PacketType) -> Result<(), Violation> {
    match found {
        PacketType::Connect
        | PacketType::Subscribe
        | PacketType::Unsubscribe
        | PacketType::Pingreq
        | PacketType::Disconnect => Err(Misbehaved::FromClientOnly { found }.into()),
        PacketType::Connack if phase.is_established() => Err(Misbehaved::ConnackRepeated.into()),
        PacketType::Connack => Ok(()),
        PacketType::Publish
        | PacketType::Puback
        | PacketType::Pubrec
        | PacketType::Pubrel
        | PacketType::Pubcomp
        | PacketType::Suback
        | PacketType::Unsuback
        | PacketType::Pingresp => {
            if phase.is_established() {
                Ok(())
            } else {
                Err(Misbehaved::BeforeConnack { found }.into()) // [MQTT-3.2.0-1]
            }
        }
    }
}

/// The two bytes before a Topic Name.
const TOPIC_LEN_LEN: usize = 2;
/// What a PUBLISH longer than the buffer has at most besides Topic Name and payload.
const HEADER_LEN_MAX: usize = 9;
