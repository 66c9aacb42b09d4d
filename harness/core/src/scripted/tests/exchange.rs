//! An exchange: lines that drive the scripted broker, and the transcript of what happened.
//!
//! ```text
//! 1 CONNECT client_id="a"     connection 1 (opened if it is new) sends this
//! 1 fin | 1 rst               … ends
//! wait 2 s                    time passes
//! rule on PINGREQ -> drop     a rule is added
//! send | publish | route | retain NOTATION, release, release last, close, reset, silent
//! ```

use crate::{
    scripted::{Interpreter, Message, Note, Order, QoS},
    stage::Signal,
    time::{At, Span},
    trace::ConnectionId,
    wire::{Bindings, Body, Composition, Direction, Split, dissect, split, summary},
};

/// Drives a broker through `lines`; the result says what went each way and when.
pub(super) fn transcript(lines: &str) -> String {
    let mut exchange = Exchange::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        exchange.act(line);
        exchange.collect();
    }
    exchange.transcript
}

#[derive(Default)]
struct Exchange {
    broker: Interpreter,
    now: At,
    opened: Vec<ConnectionId>,
    transcript: String,
}

impl Exchange {
    fn act(&mut self, line: &str) {
        let now = self.now;
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "wait" => return self.wait(rest.parse().unwrap()),
            "rule" => return self.broker.add_rule(rest.parse().unwrap()),
            "send" => return self.broker.compose(now, &rest.parse().unwrap()).unwrap(),
            "publish" => return self.broker.publish(now, message(rest)).unwrap(),
            "route" => return self.broker.route(now, &message(rest)),
            "retain" => return self.broker.retain(&message(rest)),
            "release" if rest == "last" => return self.broker.release(now, Order::Last),
            "release" => return self.broker.release(now, Order::First),
            "close" => return self.broker.close(now),
            "reset" => return self.broker.reset(now),
            "silent" => return self.broker.fall_silent(),
            _ => {}
        }
        let id = ConnectionId(word.parse().unwrap());
        if !self.opened.contains(&id) {
            self.opened.push(id);
            self.broker.handle_opened(now, id);
        }
        let signal = match rest {
            "fin" => Signal::Fin,
            "rst" => Signal::Reset,
            "" => return,
            notation => {
                let packet: Composition = notation.parse().unwrap();
                Signal::Bytes(packet.compose(&Bindings::default()).unwrap())
            }
        };
        self.write(id, Direction::ToServer, &signal);
        self.broker.handle_signal(now, id, signal);
    }

    fn wait(&mut self, span: Span) {
        let end = self.now + span;
        for _ in 0..STEPS_MAX {
            let Some(next) = self.broker.poll_timeout().filter(|next| *next <= end) else {
                self.now = end;
                return;
            };
            self.now = next.max(self.now);
            self.broker.handle_timeout(self.now);
            self.collect();
        }
        panic!("the broker never comes to rest");
    }

    fn collect(&mut self) {
        while let Some(note) = self.broker.poll_note() {
            let note = match note {
                Note::Did(text) => format!("{}        # {text}\n", self.now),
                Note::Broken(text) => format!("{}        ! {text}\n", self.now),
            };
            self.transcript.push_str(&note);
        }
        while let Some((id, signal)) = self.broker.poll_output() {
            self.write(id, Direction::ToClient, &signal);
        }
    }

    fn write(&mut self, id: ConnectionId, direction: Direction, signal: &Signal) {
        let arrow = if direction == Direction::ToServer { "->" } else { "<-" };
        let mut line = |what: &str| {
            self.transcript.push_str(&format!("{}  {} {arrow} {what}\n", self.now, id.0));
        };
        match signal {
            Signal::Fin => line("fin"),
            Signal::Reset => line("rst"),
            Signal::Bytes(bytes) => {
                let mut rest = &bytes[..];
                while let Split::Packet { len } = split(rest) {
                    line(&summary(&dissect(&rest[..len], direction)));
                    rest = &rest[len..];
                }
                if !rest.is_empty() {
                    line(&format!("part {}", hex::encode(rest)));
                }
            }
        }
    }
}

/// The message of a PUBLISH in the notation.
fn message(notation: &str) -> Message {
    let packet: Composition = notation.parse().unwrap();
    let bytes = packet.compose(&Bindings::default()).unwrap();
    let Body::Publish { qos, retain, topic_name, payload, .. } =
        dissect(&bytes, Direction::ToClient).body
    else {
        panic!("{notation} is not PUBLISH");
    };
    Message {
        topic_name: topic_name.unwrap().into(),
        payload: payload.into(),
        qos: QoS::try_from(qos).unwrap(),
        retain,
    }
}

const STEPS_MAX: usize = 1000;
