//! What the network does to the client: faults on its connections, refusals, a takeover.

use std::io;

use mqttspec_core::{
    fault::{ConnectionFault, Fault},
    stage::{Midway, Signal, Stage},
    time::{At, Span},
    trace::{BenchKind, ConnectionId, Event},
    verdict::ErrorClass,
    wire::{
        Direction::{ToClient, ToServer},
        PacketType,
    },
};

use super::{Bench, path::connection_seed, web_socket::WebSocketNetwork};
use crate::door::{connection::CONNECTIONS_MAX, tcp::TcpDoor};

/// Which Network Connections a fault disturbs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those that are open, and every later one.
    Every,
    /// The one that is open; where none is, the next.
    One,
}

/// What the network does to connections that are yet to come.
#[derive(Debug, Default)]
pub(super) struct Network {
    faults: Vec<(Fault, Reach)>,
    /// How long a Network Connection lives, where that is limited.
    lifetime: Option<(Span, Reach)>,
    takeovers: u32,
    /// What lies between the network and MQTT.
    pub(super) web_socket: WebSocketNetwork,
    /// A port that is ours and on which nobody listens.
    closed: Option<TcpDoor>,
}

impl Network {
    /// The faults of a Network Connection that is opened now, the nearest to the client first.
    pub(super) fn stages(&mut self, now: At, seed: u64) -> Vec<Box<dyn Stage>> {
        let lifetime = self.lifetime.map(|(after, _)| ConnectionFault::lifetime(now, after));
        let faults = self.faults.iter().rev().map(|(fault, _)| fault.build(seed));
        let stages = lifetime.into_iter().chain(faults).collect();
        self.faults.retain(|(_, reach)| *reach == Reach::Every);
        self.lifetime = self.lifetime.filter(|(_, reach)| *reach == Reach::Every);
        stages
    }
}

impl Bench {
    /// Has `fault` disturb what passes from now on. What it counts is counted from now on.
    pub fn disturb(&mut self, fault: Fault, reach: Reach) {
        self.record(Event::Faulted { text: fault.to_string() });
        let connections: Vec<ConnectionId> = match (reach, self.server.current()) {
            (Reach::Every, _) => self.lines.keys().copied().collect(),
            (Reach::One, current) => current.into_iter().collect(),
        };
        for connection in &connections {
            self.disturb_line(*connection, &fault);
        }
        if reach == Reach::Every || connections.is_empty() {
            self.network.faults.push((fault, reach));
        }
    }

    fn disturb_line(&mut self, id: ConnectionId, fault: &Fault) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        let begun = self.trace.connection(id);
        let begun = |direction| begun.map_or(&[][..], |connection| connection.unframed(direction));
        let stage = fault.build(connection_seed(self.seed, id));
        line.path.disturb(Box::new(Midway::new(stage, begun(ToServer), begun(ToClient))));
    }

    /// Has `fault` befall Network Connections from now on, or the one that is open.
    ///
    /// # Errors
    /// Says why that makes no sense now.
    pub async fn disturb_connecting(
        &mut self,
        fault: ConnectionFault,
        reach: Reach,
    ) -> Result<(), String> {
        match (fault, reach) {
            (ConnectionFault::Refuse, Reach::One) => {
                return Err("nobody sees how often a connection is refused".to_owned());
            }
            (ConnectionFault::Refuse, Reach::Every) => self.set_open(false).await,
            (ConnectionFault::AcceptThenDrop { after }, _) => {
                self.network.lifetime = Some((after, reach));
            }
            (ConnectionFault::Takeover, _) => self.take_over()?,
            (ConnectionFault::Window { .. }, Reach::One) => {
                return Err("a window is that of all connections to come".to_owned());
            }
            (ConnectionFault::Window { bytes }, Reach::Every) => self.set_window(bytes).await,
        }
        self.record(Event::Faulted { text: fault.to_string() });
        Ok(())
    }

    /// Has the network do its work again, for Network Connections from now on.
    pub async fn disturb_no_more(&mut self) {
        self.record(Event::Faulted { text: "nothing more".to_owned() });
        self.network.faults.clear();
        self.network.web_socket.faults.clear();
        self.network.lifetime = None;
        self.set_open(true).await;
    }

    /// A port of the same host on which nobody listens.
    ///
    /// # Errors
    /// The machine has no free port.
    pub fn closed_port(&mut self) -> io::Result<u16> {
        if self.kind == BenchKind::Simulated {
            return Ok(self.port + 1);
        }
        let door = match self.network.closed.take() {
            Some(door) => door,
            None => TcpDoor::closed()?,
        };
        Ok(self.network.closed.insert(door).port())
    }

    async fn set_window(&mut self, bytes: usize) {
        let Some(gate) = &self.gate else { return };
        if let Err(error) = gate.set_window(bytes).await {
            let text = format!("failed to set the window: {error}");
            self.error(ErrorClass::Infrastructure, text);
        }
    }

    async fn set_open(&mut self, is_open: bool) {
        let Some(gate) = &self.gate else { return };
        if let Err(error) = gate.set_open(is_open).await {
            let text = format!("failed to open or close the door: {error}");
            self.error(ErrorClass::Infrastructure, text);
        }
    }

    /// Another client connects as this one did, and leaves.
    fn take_over(&mut self) -> Result<(), String> {
        let connect = self.server.current().and_then(|id| {
            let mut packets = self.trace.packets_of(id, ToServer);
            packets.find(|packet| packet.packet_type() == PacketType::Connect)
        });
        let connect = connect.map(|packet| packet.bytes.to_vec());
        let connect = connect.ok_or("no client is connected that could be taken over")?;
        self.network.takeovers += 1;
        let other = ConnectionId(CONNECTIONS_MAX + self.network.takeovers);
        self.serve_by(|server, now| {
            server.handle_opened(now, other);
            for signal in [Signal::Bytes(connect), Signal::Bytes(DISCONNECT.to_vec()), Signal::Fin]
            {
                server.handle_signal(now, other, signal);
            }
        });
        Ok(())
    }
}

const DISCONNECT: [u8; 2] = [0xE0, 0];
