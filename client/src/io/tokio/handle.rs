//! The application's side: calls that return when the server has answered, and a stream of events.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use ::tokio::sync::{mpsc, oneshot};

use crate::error::{Misuse, Refused, Rejected};
use crate::event::{DropReason, Failure};
use crate::io::OwnedEvent;
use crate::packet::{PacketIdentifier, QoS, SubackReturnCode};

/// A client that runs in a task of its own. Clones command the same client.
///
/// When the last one is dropped, the client disconnects and its task ends.
#[derive(Clone, Debug)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
}

/// An Application Message to be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    pub(super) topic_name: Cow<'static, str>,
    pub(super) payload: Cow<'static, [u8]>,
    pub(super) qos: QoS,
    pub(super) retain: bool,
}

impl Publication {
    /// A message of QoS 0 that the server does not keep.
    pub fn new(
        topic_name: impl Into<Cow<'static, str>>,
        payload: impl Into<Cow<'static, [u8]>>,
    ) -> Self {
        let (topic_name, payload) = (topic_name.into(), payload.into());
        Self { topic_name, payload, qos: QoS::AtMostOnce, retain: false }
    }

    /// Sets the QoS.
    #[must_use]
    pub fn qos(mut self, qos: QoS) -> Self {
        self.qos = qos;
        self
    }

    /// Sets whether the server keeps it.
    #[must_use]
    pub fn retain(mut self, retain: bool) -> Self {
        self.retain = retain;
        self
    }
}

/// Why a command did not come to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// It cannot be done.
    #[error(transparent)]
    Rejected(#[from] Rejected),
    /// It was accepted and will not be done.
    #[error("dropped: {0:?}")]
    Dropped(DropReason),
    /// The server refused the connection.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// No connection came about.
    #[error("no connection: {0:?}")]
    Failed(Failure),
    /// The client's task has ended.
    #[error("the client has ended")]
    Ended,
}

impl From<Misuse> for CommandError {
    fn from(misuse: Misuse) -> Self {
        Self::Rejected(misuse.into())
    }
}

/// What became of a command.
pub(super) type Answer<T> = oneshot::Sender<Result<T, CommandError>>;

/// What the task is asked for.
#[derive(Debug)]
pub(super) enum Command {
    Connect(Answer<()>),
    Publish(Vec<Publication>, Answer<()>),
    Subscribe(Vec<(String, QoS)>, Answer<Vec<SubackReturnCode>>),
    Unsubscribe(Vec<String>, Answer<()>),
    Ack(PacketIdentifier, Answer<()>),
    Ping(Answer<()>),
    Disconnect(Answer<()>),
    Abort(Answer<()>),
}

impl Handle {
    pub(super) fn new(commands: mpsc::Sender<Command>) -> Self {
        Self { commands }
    }

    /// Wants a connection from now on, and returns when the server has accepted it. Where attempts
    /// are repeated, it waits for the one that succeeds.
    ///
    /// Not cancelled by dropping the future.
    ///
    /// # Errors
    /// The configuration cannot be used, the client is connected or on its way, or the last attempt
    /// was refused or failed.
    pub async fn connect(&self) -> Result<(), CommandError> {
        self.ask(Command::Connect).await
    }

    /// Publishes a message and returns when it is delivered: QoS 0 when the transport took it, QoS
    /// 1 at PUBACK, QoS 2 at PUBCOMP, over as many connections as it takes.
    ///
    /// Waits while buffers are full. Not cancelled by dropping the future: the message is sent.
    ///
    /// # Errors
    /// The message cannot be sent, or was dropped.
    pub async fn publish(&self, publication: Publication) -> Result<(), CommandError> {
        self.publish_all(alloc::vec![publication]).await
    }

    /// Publishes messages in their order and returns when all are delivered; much faster than one
    /// by one, for they share packets of the transport and one wake-up.
    ///
    /// Waits while buffers are full. Not cancelled by dropping the future: the messages are sent.
    ///
    /// # Errors
    /// The first error of any of them; the others are sent all the same.
    pub async fn publish_all(&self, publications: Vec<Publication>) -> Result<(), CommandError> {
        self.ask(|answer| Command::Publish(publications, answer)).await
    }

    /// Subscribes and returns what the server granted, in the order of the Topic Filters.
    ///
    /// Not cancelled by dropping the future.
    ///
    /// # Errors
    /// A Topic Filter is malformed, there is no connection, or it ended before the answer.
    pub async fn subscribe(
        &self,
        filters: &[(&str, QoS)],
    ) -> Result<Vec<SubackReturnCode>, CommandError> {
        let filters = filters.iter().map(|&(filter, qos)| (filter.into(), qos)).collect();
        self.ask(|answer| Command::Subscribe(filters, answer)).await
    }

    /// Unsubscribes and returns when the server has answered.
    ///
    /// Not cancelled by dropping the future.
    ///
    /// # Errors
    /// A Topic Filter is malformed, there is no connection, or it ended before the answer.
    pub async fn unsubscribe(&self, filters: &[&str]) -> Result<(), CommandError> {
        let filters = filters.iter().map(|&filter| filter.into()).collect();
        self.ask(|answer| Command::Unsubscribe(filters, answer)).await
    }

    /// Acknowledges a message, under manual acknowledgement.
    ///
    /// Not cancelled by dropping the future.
    ///
    /// # Errors
    /// No such message waits.
    pub async fn ack(&self, packet_identifier: PacketIdentifier) -> Result<(), CommandError> {
        self.ask(|answer| Command::Ack(packet_identifier, answer)).await
    }

    /// Asks for a PINGREQ; [`OwnedEvent::Pong`] answers it.
    ///
    /// Not cancelled by dropping the future.
    ///
    /// # Errors
    /// There is no connection.
    pub async fn ping(&self) -> Result<(), CommandError> {
        self.ask(Command::Ping).await
    }

    /// Sends DISCONNECT and returns when the transport is closed; ends attempts to connect too.
    ///
    /// Not cancelled by dropping the future.
    ///
    /// # Errors
    /// There was nothing to end.
    pub async fn disconnect(&self) -> Result<(), CommandError> {
        self.ask(Command::Disconnect).await
    }

    /// Closes the transport without DISCONNECT, so that the server publishes the will, and returns
    /// when it is closed; ends attempts to connect too.
    ///
    /// Not cancelled by dropping the future.
    ///
    /// # Errors
    /// There was nothing to end.
    pub async fn abort(&self) -> Result<(), CommandError> {
        self.ask(Command::Abort).await
    }

    async fn ask<T>(&self, command: impl FnOnce(Answer<T>) -> Command) -> Result<T, CommandError> {
        let (answer, answered) = oneshot::channel();
        self.commands.send(command(answer)).await.map_err(|_| CommandError::Ended)?;
        answered.await.map_err(|_| CommandError::Ended)?
    }
}

/// What happened, in its order.
///
/// The client reads no further while [`EVENTS_MAX`] events wait, which in the end breaks its
/// connection: take them out, or drop this.
#[derive(Debug)]
pub struct Events {
    events: mpsc::Receiver<OwnedEvent>,
}

impl Events {
    pub(super) fn new(events: mpsc::Receiver<OwnedEvent>) -> Self {
        Self { events }
    }

    /// The next event; `None` when the client's task has ended.
    ///
    /// Cancel-safe: no event is lost when the future is dropped.
    pub async fn next(&mut self) -> Option<OwnedEvent> {
        self.events.recv().await
    }
}

/// Events that may wait to be taken out.
pub const EVENTS_MAX: usize = 1024;
/// Commands that may wait to be taken out.
pub(super) const COMMANDS_MAX: usize = 64;
