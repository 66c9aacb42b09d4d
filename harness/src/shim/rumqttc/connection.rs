//! The task of one wish to be connected: it polls the event loop and says what happens.

use std::{io, rc::Rc, time::Duration};

use mqttspec_link::{DisconnectedWhy, ErrorKind, FailedWhy, IndicationEvent, Message, Reply};
use rumqttc::{
    ConnectReturnCode, ConnectionError, Event, EventLoop, Outgoing, Packet, QoS, StateError,
    SubscribeReasonCode,
};
use tokio::{sync::mpsc, time::Instant};

use super::{
    instance::{Order, Phase, Shared},
    ledger::Kind,
};

/// How long the client may take to close after DISCONNECT.
const CLOSE_MAX: Duration = Duration::from_millis(1700);

pub(super) struct Connection {
    shared: Rc<Shared>,
    event_loop: EventLoop,
    orders: mpsc::UnboundedReceiver<Order>,
    disconnecting: Option<Disconnecting>,
}

struct Disconnecting {
    seq: u64,
    until: Instant,
}

impl Connection {
    pub(super) fn new(
        shared: Rc<Shared>,
        event_loop: EventLoop,
        orders: mpsc::UnboundedReceiver<Order>,
    ) -> Self {
        Self { shared, event_loop, orders, disconnecting: None }
    }

    /// Polls until the connection or the attempt ends, and gives the event loop back.
    pub(super) async fn run(mut self) -> EventLoop {
        self.shared.say(IndicationEvent::BeforeConnect { attempt: Some(1) }).await;
        loop {
            let until = self.disconnecting.as_ref().map(|disconnecting| disconnecting.until);
            tokio::select! {
                biased;
                order = self.orders.recv() => match order {
                    Some(Order::Disconnecting { seq }) => {
                        let until = Instant::now() + CLOSE_MAX;
                        self.disconnecting = Some(Disconnecting { seq, until });
                    }
                    Some(Order::Abort) | None => {
                        self.event_loop.clean();
                        self.end(DisconnectedWhy::Requested, "overtaken by another command").await;
                        return self.event_loop;
                    }
                },
                polled = self.event_loop.poll() => match polled {
                    Ok(event) => self.pass_on(event).await,
                    Err(error) => {
                        self.on_error(&error).await;
                        return self.event_loop;
                    }
                },
                () = tokio::time::sleep_until(until.unwrap_or_else(Instant::now)),
                    if until.is_some() =>
                {
                    self.event_loop.clean();
                    self.end(DisconnectedWhy::Requested, "it does not close the connection").await;
                    return self.event_loop;
                }
            }
        }
    }

    async fn pass_on(&mut self, event: Event) {
        let said = match event {
            Event::Incoming(packet) => self.incoming(packet).await,
            Event::Outgoing(
                Outgoing::Publish(packet)
                | Outgoing::Subscribe(packet)
                | Outgoing::Unsubscribe(packet),
            ) => self.shared.ledger.borrow_mut().sent(packet),
            Event::Outgoing(_) => None,
        };
        if let Some(said) = said {
            self.shared.say(said).await;
        }
    }

    async fn incoming(&mut self, packet: Packet) -> Option<IndicationEvent> {
        let finished = |packet, kind| self.shared.ledger.borrow_mut().finished(packet, kind);
        match packet {
            Packet::ConnAck(connack) => {
                self.shared.phase.set(Phase::Up);
                let session_present = Some(connack.session_present);
                self.shared.say(IndicationEvent::Connected { session_present }).await;
                if !connack.session_present {
                    // The event loop has just cleared what it held of the earlier Session.
                    let dropped = self.shared.ledger.borrow_mut().forget();
                    for event in dropped {
                        self.shared.say(event).await;
                    }
                }
                None
            }
            Packet::PubAck(ack) => finished(ack.pkid, Kind::Published)
                .map(|token| IndicationEvent::Published { token }),
            Packet::PubComp(ack) => finished(ack.pkid, Kind::Published)
                .map(|token| IndicationEvent::Published { token }),
            Packet::SubAck(ack) => finished(ack.pkid, Kind::Subscribed).map(|token| {
                let codes = Some(ack.return_codes.iter().map(code).collect());
                IndicationEvent::Subscribed { token: Some(token), codes }
            }),
            Packet::UnsubAck(ack) => finished(ack.pkid, Kind::Unsubscribed)
                .map(|token| IndicationEvent::Unsubscribed { token }),
            Packet::Publish(publish) => {
                let mut message = Message::new(publish.topic.as_bytes(), &publish.payload);
                message.qos = Some(publish.qos as u8);
                message.retain = Some(publish.retain);
                message.dup = Some(publish.dup);
                if publish.qos != QoS::AtMostOnce {
                    message.packet = Some(publish.pkid);
                    if self.event_loop.mqtt_options.manual_acks() {
                        self.shared.unacknowledged.borrow_mut().insert(publish.pkid, publish);
                    }
                }
                Some(IndicationEvent::Message(message))
            }
            Packet::PingResp => Some(IndicationEvent::Pong),
            _ => None,
        }
    }

    async fn on_error(&mut self, error: &ConnectionError) {
        if self.shared.phase.get() == Phase::Up {
            self.end(disconnected(error), "").await;
        } else {
            let event = match error {
                ConnectionError::ConnectionRefused(code) => {
                    IndicationEvent::Refused { code: Some(refused(*code)) }
                }
                error => IndicationEvent::Failed { why: failed(error) },
            };
            self.shared.phase.set(Phase::Over);
            self.shared.say(event).await;
        }
    }

    /// Ends the wish; `complaint` is the answer to a `disconnect` that did not get its way.
    async fn end(&mut self, why: DisconnectedWhy, complaint: &str) {
        let was_up = self.shared.phase.replace(Phase::Over) == Phase::Up;
        let requested = self.disconnecting.take();
        if let Some(Disconnecting { seq, .. }) = requested {
            self.shared
                .say(IndicationEvent::Disconnected { why: DisconnectedWhy::Requested })
                .await;
            let reply = match complaint {
                "" => Reply::ok(seq),
                complaint => Reply::error(seq, ErrorKind::Io, complaint),
            };
            self.shared.answer(reply).await;
        } else if was_up {
            self.shared.say(IndicationEvent::Disconnected { why }).await;
        }
    }
}

const fn code(code: &SubscribeReasonCode) -> u8 {
    match code {
        SubscribeReasonCode::Success(qos) => *qos as u8,
        SubscribeReasonCode::Failure => 128,
    }
}

const fn refused(code: ConnectReturnCode) -> u8 {
    match code {
        ConnectReturnCode::Success => 0,
        ConnectReturnCode::RefusedProtocolVersion => 1,
        ConnectReturnCode::BadClientId => 2,
        ConnectReturnCode::ServiceUnavailable => 3,
        ConnectReturnCode::BadUserNamePassword => 4,
        ConnectReturnCode::NotAuthorized => 5,
    }
}

fn failed(error: &ConnectionError) -> FailedWhy {
    match error {
        ConnectionError::NetworkTimeout | ConnectionError::FlushTimeout => FailedWhy::Timeout,
        ConnectionError::NotConnAck(_) => FailedWhy::Protocol,
        ConnectionError::MqttState(state) => match state {
            StateError::Io(error) => failed_io(error),
            StateError::ConnectionAborted => FailedWhy::PeerClosed,
            _ => FailedWhy::Protocol,
        },
        ConnectionError::Io(error) => failed_io(error),
        _ => FailedWhy::Other,
    }
}

fn failed_io(error: &io::Error) -> FailedWhy {
    match error.kind() {
        io::ErrorKind::ConnectionAborted
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::UnexpectedEof => FailedWhy::PeerClosed,
        _ if error.to_string().contains("lookup address") => FailedWhy::Dns,
        _ => FailedWhy::Tcp,
    }
}

fn disconnected(error: &ConnectionError) -> DisconnectedWhy {
    match error {
        ConnectionError::MqttState(state) => match state {
            StateError::AwaitPingResp => DisconnectedWhy::Timeout,
            StateError::ConnectionAborted => DisconnectedWhy::PeerClosed,
            StateError::Io(error) => disconnected_io(error),
            StateError::CollisionTimeout => DisconnectedWhy::Timeout,
            _ => DisconnectedWhy::Protocol,
        },
        ConnectionError::Io(error) => disconnected_io(error),
        ConnectionError::FlushTimeout => DisconnectedWhy::Timeout,
        _ => DisconnectedWhy::Unknown,
    }
}

fn disconnected_io(error: &io::Error) -> DisconnectedWhy {
    match error.kind() {
        io::ErrorKind::ConnectionAborted
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::UnexpectedEof => DisconnectedWhy::PeerClosed,
        _ => DisconnectedWhy::Io,
    }
}
