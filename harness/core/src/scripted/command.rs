//! What a step may command the scripted broker to do by itself.

use super::{connection::Item, interpreter::Interpreter, message::Message, script::Rule};
use crate::{
    time::At,
    trace::ConnectionId,
    wire::{Bindings, Composition, notation::ComposeError},
};

/// In which order held answers are released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// As the server would have sent them.
    First,
    /// The last one first.
    Last,
}

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// There is no open Network Connection.
    #[error("no Network Connection is open")]
    NotConnected,
    /// No client has a session.
    #[error("no client has a session")]
    NoSession,
    /// The notation cannot be made bytes of.
    #[error(transparent)]
    Compose(#[from] ComposeError),
}

impl Interpreter {
    /// Adds a rule, for whatever happens from now on.
    pub fn add_rule(&mut self, rule: Rule) {
        self.rules.add(rule);
    }

    /// Forgets all rules: the server does as the standard says from now on. What is held stays so.
    pub fn clear_rules(&mut self) {
        self.rules.clear();
    }

    /// The open Network Connection that was accepted last.
    #[must_use]
    pub fn current(&self) -> Option<ConnectionId> {
        let is_open = |(id, connection): (&ConnectionId, _)| {
            let connection: &super::connection::Connection = connection;
            (!connection.is_closed).then_some(*id)
        };
        self.connections.iter().rev().find_map(is_open)
    }

    /// What `$name` stands for, in compositions and in patterns of rules.
    pub fn bindings(&mut self) -> &mut Bindings {
        &mut self.bindings
    }

    /// Sends bytes, right or wrong, on the current Network Connection. No rule is asked. A Packet
    /// Identifier in them is not used by the server itself until it is acknowledged.
    ///
    /// # Errors
    /// If no Network Connection is open.
    pub fn send(&mut self, now: At, bytes: &[u8]) -> Result<(), CommandError> {
        let id = self.current().ok_or(CommandError::NotConnected)?;
        self.send_on(now, id, bytes);
        Ok(())
    }

    /// Sends what the notation says on the current Network Connection.
    ///
    /// # Errors
    /// If no Network Connection is open, or a variable is not bound.
    pub fn compose(&mut self, now: At, composition: &Composition) -> Result<(), CommandError> {
        let bytes = composition.compose(&self.bindings)?;
        self.send(now, &bytes)
    }

    /// Sends bytes on one Network Connection, if it is open.
    pub fn send_on(&mut self, now: At, id: ConnectionId, bytes: &[u8]) {
        self.reserve_identifiers(id, bytes);
        self.emit(id, Item::Packet(bytes.to_vec()));
        self.handle_effects(now);
    }

    /// Sends an Application Message to the client that connected last, as it is, whether it
    /// subscribed or not. While it is away, its session keeps what has QoS above 0.
    ///
    /// # Errors
    /// If that client has no session.
    pub fn publish(&mut self, now: At, message: Message) -> Result<(), CommandError> {
        let identifier = match self.current().and_then(|id| self.server.identifier_of(id)) {
            Some(identifier) => identifier.to_vec(),
            None => self.last_client.clone(),
        };
        let found = self.server.deliver(&identifier, message);
        self.handle_effects(now);
        if found { Ok(()) } else { Err(CommandError::NoSession) }
    }

    /// Publishes as another client would: to every session with a matching subscription.
    pub fn route(&mut self, now: At, message: &Message) {
        self.server.route(message);
        self.handle_effects(now);
    }

    /// Keeps a retained message for subscriptions to come; an empty payload erases it.
    pub fn retain(&mut self, message: &Message) {
        self.server.retain(message);
    }

    /// Loses the sessions of all clients that are not connected, as after a restart.
    pub fn forget_sessions(&mut self) {
        self.server.forget_sessions();
    }

    /// Lets go every answer that is held.
    pub fn release(&mut self, now: At, order: Order) {
        let mut held: Vec<_> = std::mem::take(&mut self.held).into();
        if order == Order::Last {
            held.reverse();
        }
        for (id, items) in held {
            items.into_iter().for_each(|item| self.emit(id, item));
        }
        self.handle_effects(now);
    }

    /// Ends the current Network Connection with FIN, if there is one.
    pub fn close(&mut self, now: At) {
        self.end(now, Item::Close);
    }

    /// Ends the current Network Connection with RST, if there is one.
    pub fn reset(&mut self, now: At) {
        self.end(now, Item::Reset);
    }

    /// Sends nothing more on the current Network Connection, as if the server were dead.
    pub fn fall_silent(&mut self) {
        let current = self.current().and_then(|id| self.connections.get_mut(&id));
        if let Some(connection) = current {
            connection.is_silent = true;
        }
    }

    fn end(&mut self, now: At, item: Item) {
        if let Some(id) = self.current() {
            self.emit(id, item);
            self.handle_effects(now);
        }
    }
}
