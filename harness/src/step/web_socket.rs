//! A server over WebSocket, and what it does besides its duty.

use cucumber::{given, when};
use mqttspec_link::command::Transport;

use super::{
    World,
    parameter::Rest,
    phrase::{Phrase, STIMULUS},
};
use crate::door::web_socket::Order;

#[given(expr = "the WebSocket server does {rest}")]
#[when(expr = "the WebSocket server does {rest}")]
async fn does(world: &mut World, order: Rest) {
    if order.0 == DUTY {
        world.options.transport = Some(Transport::Ws);
        world.options.path = Some(PATH.to_owned());
        return world.bench.serve_over_web_socket();
    }
    let Some(order) = world.understand(order.0.parse::<Order>()) else { return };
    if matches!(order, Order::Send(_)) {
        world.await_connection().await;
    }
    let done = world.bench.order_web_socket(order);
    world.understand(done);
}

pub(super) const PHRASES: &[Phrase] = &[Phrase {
    keywords: STIMULUS,
    expression: "the WebSocket server does {rest}",
    example: "the WebSocket server does send text PUBLISH topic=\"a/b\"",
    meaning: "`its duty`: client and server speak MQTT over WebSocket, path /mqtt. Then `send text \
              PACKET`, `send masked PACKET`, `send reserved PACKET`, `send empty message`, `send \
              ping \"hi\"`, `send pong \"hi\"`, `send close 1001`; from now on `answer 404`, `answer \
              without sub-protocol`, `answer sub-protocol chat`, `answer with a wrong key`, \
              `answer in lower case`; `frames of 3 B`, `frames of 3 B with pings between`, `frames \
              of whole messages`.",
    file: FILE,
}];

/// What the server does before all else: it is there, and speaks WebSocket.
const DUTY: &str = "its duty";

/// What most servers listen on.
const PATH: &str = "/mqtt";

const FILE: &str = "web_socket.rs";
