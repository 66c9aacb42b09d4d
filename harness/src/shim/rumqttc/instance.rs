//! An instance: rumqttc's client, the task that polls its event loop, and its open requests.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use mqttspec_link::{ErrorKind, IndicationEvent, Reply};
use rumqttc::{AsyncClient, ClientError, EventLoop, Publish};
use tokio::{sync::mpsc, task::JoinHandle};

use super::{
    No, Said, Tell,
    connection::Connection,
    ledger::{Kind, Ledger},
    options::Checked,
};

/// How many requests the client queues before it says that it is full.
const QUEUE_MAX: usize = 100;

/// What the task is asked to do besides polling.
pub(super) enum Order {
    /// Wait for the connection to end after DISCONNECT, then answer command `seq`.
    Disconnecting { seq: u64 },
    /// Drop the connection.
    Abort,
}

/// Where the wish to be connected stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Attempting,
    Up,
    Over,
}

/// What the commands and the task share.
pub(super) struct Shared {
    pub(super) client: u32,
    pub(super) wish: u64,
    pub(super) tell: Tell,
    pub(super) phase: Cell<Phase>,
    pub(super) ledger: Rc<RefCell<Ledger>>,
    /// Messages that wait for a manual acknowledgement, by Packet Identifier.
    pub(super) unacknowledged: RefCell<HashMap<u16, Publish>>,
}

pub(super) struct Instance {
    shared: Rc<Shared>,
    client: AsyncClient,
    made_of: MadeOf,
    orders: mpsc::UnboundedSender<Order>,
    task: JoinHandle<EventLoop>,
}

/// What an event loop keeps from its beginning: another one is made where these change.
#[derive(PartialEq, Eq)]
struct MadeOf {
    client_id: String,
    in_flight_max: u16,
    manual_ack: bool,
}

impl Shared {
    pub(super) async fn say(&self, event: IndicationEvent) {
        let mut indication = mqttspec_link::Indication::of(event);
        indication.client = self.client;
        let _closed = self.tell.send(Said::Event { wish: self.wish, indication }).await;
    }

    pub(super) async fn answer(&self, reply: Reply) {
        let _closed = self.tell.send(Said::Answer(reply)).await;
    }
}

impl Instance {
    /// Begins to connect, with the event loop of `earlier` where it can be used again: it
    /// holds the unacknowledged messages.
    pub(super) async fn start(
        client: u32,
        wish: u64,
        options: Checked,
        earlier: Option<Self>,
        tell: Tell,
    ) -> Self {
        let made_of = MadeOf {
            client_id: options.mqtt.client_id(),
            in_flight_max: options.mqtt.inflight(),
            manual_ack: options.mqtt.manual_acks(),
        };
        let (api, mut event_loop, ledger) = match earlier {
            Some(earlier) if earlier.made_of == made_of => {
                let (api, ledger) = (earlier.client.clone(), earlier.shared.ledger.clone());
                match earlier.end().await {
                    Some(mut event_loop) => {
                        event_loop.mqtt_options = options.mqtt;
                        (api, event_loop, ledger)
                    }
                    None => return Box::pin(Self::start(client, wish, options, None, tell)).await,
                }
            }
            _ => {
                let (api, event_loop) = AsyncClient::new(options.mqtt, QUEUE_MAX);
                (api, event_loop, Rc::default())
            }
        };
        event_loop.network_options.set_connection_timeout(options.timeout_s);
        let shared = Rc::new(Shared {
            client,
            wish,
            tell,
            phase: Cell::new(Phase::Attempting),
            ledger,
            unacknowledged: RefCell::default(),
        });
        let (orders, ordered) = mpsc::unbounded_channel();
        let connection = Connection::new(shared.clone(), event_loop, ordered);
        let task = tokio::task::spawn_local(connection.run());
        Self { shared, client: api, made_of, orders, task }
    }

    pub(super) fn wish(&self) -> u64 {
        self.shared.wish
    }

    pub(super) fn is_up(&self) -> bool {
        self.shared.phase.get() == Phase::Up
    }

    /// Hands a request to the client, which queues it.
    pub(super) fn request(
        &self,
        token: u64,
        kind: Kind,
        call: impl FnOnce(&AsyncClient) -> Result<(), ClientError>,
    ) -> Result<(), No> {
        match call(&self.client) {
            Ok(()) => {
                self.shared.ledger.borrow_mut().queue(token, kind);
                Ok(())
            }
            Err(refused) => Err(self.refusal(&refused)),
        }
    }

    /// Acknowledges the message with this Packet Identifier.
    pub(super) fn acknowledge(&self, packet: u16) -> Result<(), No> {
        let message = self.shared.unacknowledged.borrow_mut().remove(&packet);
        let message = message.ok_or_else(|| No::invalid(format!("no message {packet}")))?;
        self.client.try_ack(&message).map_err(|refused| self.refusal(&refused))
    }

    /// Asks for DISCONNECT; false while the task has still to answer command `seq`.
    pub(super) async fn disconnect(&mut self, seq: u64) -> Result<bool, No> {
        if !self.is_up() {
            return self.abort().await.map(|()| true);
        }
        self.client.try_disconnect().map_err(|refused| self.refusal(&refused))?;
        let _over = self.orders.send(Order::Disconnecting { seq });
        Ok(false)
    }

    /// Drops the connection, or ends the attempt silently.
    pub(super) async fn abort(&mut self) -> Result<(), No> {
        if self.shared.phase.get() == Phase::Over {
            return Err(No::idle());
        }
        let _over = self.orders.send(Order::Abort);
        while self.shared.phase.get() != Phase::Over {
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Drops the connection and gives the event loop back, unless its task panicked.
    pub(super) async fn end(self) -> Option<EventLoop> {
        let _over = self.orders.send(Order::Abort);
        self.task.await.ok()
    }

    /// The client gives the same error for a full queue and for a request it dislikes.
    fn refusal(&self, refused: &ClientError) -> No {
        let kind = if self.shared.ledger.borrow().queued() >= QUEUE_MAX {
            ErrorKind::Full
        } else {
            ErrorKind::InvalidArgument
        };
        No::Error(kind, refused.to_string())
    }
}
