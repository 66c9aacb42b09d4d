//! A server over WebSocket: what it is told to do, and what befalls the bytes under it.

use mqttspec_core::{
    fault::Fault,
    mutant::Mutant,
    stage::Pipeline,
    trace::{ConnectionId, Event},
    wire::Composition,
};

use super::{Bench, path::connection_seed, under::Under};
use crate::door::web_socket::{Endpoint, Manner, Order, Sending, Stray};

/// Whether and how the server speaks WebSocket on Network Connections to come.
#[derive(Debug, Default)]
pub(super) struct WebSocketNetwork {
    /// `None`: it does not.
    manner: Option<Manner>,
    /// What befalls the bytes of every connection, the first nearest to the server.
    pub(super) faults: Vec<Fault>,
}

impl Bench {
    /// Has the server speak WebSocket on every Network Connection to come, as it should.
    pub fn serve_over_web_socket(&mut self) {
        self.network.web_socket.manner = Some(Manner::default());
    }

    /// Has the WebSocket server do something besides its duty.
    ///
    /// # Errors
    /// Says why that makes no sense now.
    pub fn order_web_socket(&mut self, order: Order) -> Result<(), String> {
        let manner = self.network.web_socket.manner.as_mut();
        let manner = manner.ok_or("the server does not speak WebSocket")?;
        match order {
            Order::Answer(answer) => {
                let text = answer.to_string();
                manner.answer = answer;
                self.record(Event::Faulted { text });
            }
            Order::Framing(framing) => {
                manner.framing = framing;
                for line in self.lines.values_mut() {
                    if let Some(under) = line.path.under() {
                        under.set_framing(framing);
                    }
                }
                self.record(Event::Faulted { text: framing.to_string() });
            }
            Order::Send(sending) => self.stray(sending)?,
        }
        Ok(())
    }

    /// Has `fault` befall the bytes under WebSocket: of open connections, and of later ones.
    ///
    /// # Errors
    /// Says why that makes no sense.
    pub fn disturb_under_web_socket(&mut self, fault: Fault) -> Result<(), String> {
        if self.network.web_socket.manner.is_none() {
            return Err("the server does not speak WebSocket".to_owned());
        }
        self.record(Event::Faulted { text: format!("{fault} under WebSocket") });
        let seed = self.seed;
        for (connection, line) in &mut self.lines {
            if let Some(under) = line.path.under() {
                under.disturb(fault.build(connection_seed(seed, *connection)));
            }
        }
        self.network.web_socket.faults.push(fault);
        Ok(())
    }

    /// What lies under MQTT on a connection that is opened now.
    pub(super) fn under(&self, connection: ConnectionId) -> Option<Under> {
        let manner = self.network.web_socket.manner.clone()?;
        let seed = connection_seed(self.seed, connection);
        let faults = self.network.web_socket.faults.iter().rev();
        let faults = Pipeline::new(faults.map(|fault| fault.build(seed)).collect());
        let mutant = self.mutant.as_ref().and_then(Mutant::stage_under_web_socket);
        let mutants = Pipeline::new(mutant.into_iter().collect());
        Some(Under::new(mutants, faults, Endpoint::new(manner)))
    }

    fn stray(&mut self, sending: Sending) -> Result<(), String> {
        let stray = match sending {
            Sending::Text(packet) => Stray::Text(self.composed(&packet)?),
            Sending::Masked(packet) => Stray::Masked(self.composed(&packet)?),
            Sending::Reserved(packet) => Stray::Reserved(self.composed(&packet)?),
            Sending::Empty => Stray::Empty,
            Sending::Ping(payload) => Stray::Ping(payload.into_bytes()),
            Sending::Pong(payload) => Stray::Pong(payload.into_bytes()),
            Sending::Close(code) => Stray::Close(code),
        };
        let current = self.current();
        let line = current.and_then(|id| Some((id, self.lines.get_mut(&id)?)));
        let (connection, line) = line.ok_or("there is no Network Connection to send on")?;
        let under = line.path.under().filter(|under| under.is_open());
        under.ok_or("there is no WebSocket connection to send on")?.stray(stray);
        let now = self.now();
        self.carry_under(now, connection);
        Ok(())
    }

    fn composed(&mut self, packet: &Composition) -> Result<Vec<u8>, String> {
        packet.compose(self.bindings()).map_err(|error| error.to_string())
    }
}
