//! The interpreter: plays the server on any number of Network Connections, as a script says.
//!
//! After each `handle_*` and each command the caller drains `poll_output` and `poll_note`, then
//! sleeps until `poll_timeout`. *Not here:* sockets, clocks; what a correct server does is in
//! `server`, what a step may command is in `command`.

use std::collections::{BTreeMap, VecDeque};

use super::{
    connection::{Connection, Item},
    plan::{Fate, Plan},
    rules::{Happening, Rules},
    script::{Action, Script},
    server::{Effect, Server},
};
use crate::{
    stage::{Piece, Signal},
    time::At,
    trace::ConnectionId,
    wire::{Bindings, Body, Direction, Dissection, Split, dissect, split},
};

/// The scripted broker.
#[derive(Debug, Default)]
pub struct Interpreter {
    pub(super) server: Server,
    pub(super) rules: Rules,
    pub(super) connections: BTreeMap<ConnectionId, Connection>,
    pub(super) bindings: Bindings,
    /// What a step must release.
    pub(super) held: VecDeque<(ConnectionId, Vec<Item>)>,
    /// What goes out later; the number keeps the order of what is due at the same time.
    later: BTreeMap<(At, u64), (ConnectionId, Vec<Item>)>,
    later_count: u64,
    /// The Client Identifier that connected last: whom a step means while it is away.
    pub(super) last_client: Vec<u8>,
    output: VecDeque<(ConnectionId, Signal)>,
    notes: VecDeque<Note>,
}

/// Something to tell about what the interpreter did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It departed from a correct server, as the script says, or the server closed.
    Did(String),
    /// The script asks for the impossible: our own error, not the client's.
    Broken(String),
}

impl Interpreter {
    /// A server that does as the standard says, until a rule is added.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A server that departs from the standard as `script` says.
    #[must_use]
    pub fn with_script(script: Script) -> Self {
        Self { rules: script.into(), ..Self::default() }
    }

    /// A Network Connection was accepted.
    pub fn handle_opened(&mut self, now: At, id: ConnectionId) {
        self.connections.insert(id, Connection::default());
        self.server.handle_opened(now, id);
        if let Some(actions) = self.rules.act(id, Happening::Opened, &mut self.bindings) {
            self.carry_out(now, id, "the opening", &actions, Vec::new());
        }
        self.handle_effects(now);
    }

    /// Something came from the client.
    pub fn handle_signal(&mut self, now: At, id: ConnectionId, signal: Signal) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        match signal {
            Signal::Bytes(bytes) => {
                if !connection.is_closed {
                    connection.framer.handle_bytes(&bytes);
                }
                self.read(now, id);
            }
            Signal::Fin => {
                self.server.handle_ended(id);
                self.emit(id, Item::Close);
                self.forget(id);
            }
            Signal::Reset => {
                self.server.handle_ended(id);
                self.forget(id);
            }
        }
        self.handle_effects(now);
    }

    /// Tells that `now` is at or after what `poll_timeout` asked for.
    pub fn handle_timeout(&mut self, now: At) {
        while let Some(entry) = self.later.first_entry().filter(|entry| entry.key().0 <= now) {
            let (id, items) = entry.remove();
            items.into_iter().for_each(|item| self.emit(id, item));
        }
        self.server.handle_timeout(now);
        self.handle_effects(now);
    }

    /// When it wants to be woken, if nothing comes before.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<At> {
        let later = self.later.first_key_value().map(|((at, _), _)| *at);
        later.into_iter().chain(self.server.poll_timeout()).min()
    }

    /// The next thing to send to a client.
    pub fn poll_output(&mut self) -> Option<(ConnectionId, Signal)> {
        self.output.pop_front()
    }

    /// The next thing to tell about what it did.
    pub fn poll_note(&mut self) -> Option<Note> {
        self.notes.pop_front()
    }

    fn read(&mut self, now: At, id: ConnectionId) {
        loop {
            let Some(connection) = self.connections.get_mut(&id) else { return };
            if connection.is_closed {
                return;
            }
            match connection.framer.poll_piece() {
                Some(Piece::Packet(bytes)) => self.on_packet(now, id, &bytes),
                Some(Piece::Unframed(_)) => {
                    self.server.close(id, "a packet whose length cannot be read");
                    self.handle_effects(now);
                }
                None => return,
            }
        }
    }

    fn on_packet(&mut self, now: At, id: ConnectionId, bytes: &[u8]) {
        let packet = dissect(bytes, Direction::ToServer);
        self.learn(&packet);
        let actions = self.rules.act(id, Happening::Received(&packet), &mut self.bindings);
        let Some(actions) = actions else {
            self.server.handle_packet(now, id, bytes);
            return self.handle_effects(now);
        };
        if !actions.contains(&Action::Ignore) {
            self.server.handle_packet(now, id, bytes);
        }
        let about = packet.packet_type.name();
        self.handle_effects_of(now, id, about, &actions);
    }

    /// Binds what later packets may refer to: `$id` is the Packet Identifier that came last,
    /// `$puback_id` that of the last PUBACK and so on.
    fn learn(&mut self, packet: &Dissection<'_>) {
        if let Some(identifier) = packet.packet_identifier() {
            let name = packet.packet_type.name().to_ascii_lowercase();
            self.bindings.bind_number("id", identifier);
            self.bindings.bind_number(format!("{name}_id"), identifier);
        }
        if let Body::Connect(connect) = &packet.body {
            self.last_client = connect.client_identifier.unwrap_or_default().to_vec();
        }
    }

    /// What the server does about a packet, changed by the actions of rules.
    fn handle_effects_of(&mut self, now: At, id: ConnectionId, about: &str, actions: &[Action]) {
        let effects: Vec<_> = std::iter::from_fn(|| self.server.poll_effect()).collect();
        let (mut answer, mut others) = (Vec::new(), Vec::new());
        for effect in effects {
            match effect {
                Effect::Answer(to, bytes) if to == id => answer.push(Item::Packet(bytes)),
                Effect::Close(to, _) if to == id => answer.push(Item::Close),
                other => others.push(other),
            }
        }
        self.carry_out(now, id, about, actions, answer);
        others.into_iter().for_each(|effect| self.handle_effect(now, effect));
        self.handle_effects(now);
    }

    pub(super) fn handle_effects(&mut self, now: At) {
        while let Some(effect) = self.server.poll_effect() {
            self.handle_effect(now, effect);
        }
    }

    fn handle_effect(&mut self, now: At, effect: Effect) {
        match effect {
            Effect::Answer(id, bytes) => self.send_by_itself(now, id, bytes),
            Effect::Send(id, bytes) => {
                let Some(connection) = self.connections.get_mut(&id) else { return };
                if let Some(bytes) = connection.admit(bytes) {
                    self.send_by_itself(now, id, bytes);
                }
            }
            Effect::Close(id, reason) => {
                if self.connections.get(&id).is_some_and(|connection| !connection.is_silent) {
                    self.notes.push_back(Note::Did(format!("the server closes: {reason}")));
                    self.emit(id, Item::Close);
                }
            }
        }
    }

    /// The server sends a packet that no rule was asked about yet.
    fn send_by_itself(&mut self, now: At, id: ConnectionId, bytes: Vec<u8>) {
        if self.rules.has_sending() {
            let packet = dissect(&bytes, Direction::ToClient);
            let happening = Happening::Sending(&packet);
            if let Some(actions) = self.rules.act(id, happening, &mut self.bindings) {
                let about = packet.packet_type.name();
                return self.carry_out(now, id, about, &actions, vec![Item::Packet(bytes)]);
            }
        }
        self.emit(id, Item::Packet(bytes));
    }

    fn carry_out(
        &mut self,
        now: At,
        id: ConnectionId,
        about: &str,
        actions: &[Action],
        answer: Vec<Item>,
    ) {
        let plan = match Plan::new(now, actions, answer, &self.bindings) {
            Ok(plan) => plan,
            Err(error) => {
                let text = format!("about {about}: {error}");
                return self.notes.push_back(Note::Broken(text));
            }
        };
        let words: Vec<_> = actions.iter().map(ToString::to_string).collect();
        self.notes.push_back(Note::Did(format!("about {about}: {}", words.join("; "))));
        for (fate, items) in plan.parts {
            for item in &items {
                if let Item::Packet(bytes) = item {
                    self.reserve_identifiers(id, bytes);
                }
            }
            match fate {
                Fate::Now => items.into_iter().for_each(|item| self.emit(id, item)),
                Fate::At(at) => {
                    self.later_count += 1;
                    self.later.insert((at, self.later_count), (id, items));
                }
                Fate::After(kind) => {
                    if let Some(connection) = self.connections.get_mut(&id) {
                        connection.postpone(kind, items);
                    }
                }
                Fate::Held => self.held.push_back((id, items)),
            }
        }
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.is_silent |= plan.is_last;
        }
    }

    /// Lets something out, and whatever waited for it.
    pub(super) fn emit(&mut self, id: ConnectionId, item: Item) {
        let mut due = VecDeque::from([item]);
        while let Some(item) = due.pop_front() {
            let Some(connection) = self.connections.get_mut(&id) else { return };
            if connection.is_closed || connection.is_silent {
                return;
            }
            let following = connection.on_sent(&item);
            if connection.is_closed {
                self.server.handle_ended(id);
            }
            self.output.push_back((id, item.into_signal()));
            following.into_iter().rev().for_each(|item| due.push_front(item));
        }
    }

    /// The server itself leaves the Packet Identifiers of what a script sends alone.
    pub(super) fn reserve_identifiers(&mut self, id: ConnectionId, mut bytes: &[u8]) {
        let Some(session) = self.server.session_of(id) else { return };
        while let Split::Packet { len } = split(bytes) {
            let packet = dissect(&bytes[..len], Direction::ToClient);
            if let Body::Publish { packet_identifier: Some(identifier), .. } = packet.body {
                session.reserve(identifier);
            }
            bytes = &bytes[len..];
        }
    }

    fn forget(&mut self, id: ConnectionId) {
        self.connections.remove(&id);
        self.held.retain(|(to, _)| *to != id);
        self.later.retain(|_, (to, _)| *to != id);
    }
}
