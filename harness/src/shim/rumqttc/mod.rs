//! The shim of rumqttc: commands of the control link as calls of its `AsyncClient`.
//!
//! Its `EventLoop` reconnects whenever it is polled again, so the shim polls only while the
//! harness wants the instance connected, and never twice after an error.

mod connection;
mod instance;
mod ledger;
mod options;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, io};

use mqttspec_link::{
    BadLine, Bytes, Command, ErrorKind, FromShim, HelloInfo, Indication, Outcome, Reply, Request,
    Taken, Text,
    command::{Connect, ConnectOptions, Publish, Subscribe, Unsubscribe},
    framing::{Admission, Gate, Line, plain},
};
use rumqttc::{ClientError, SubscribeFilter};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    sync::mpsc,
};

use instance::Instance;
use ledger::Kind;

const LINE_MAX: usize = 64 * 1024;

/// How many lines may wait to be written before the client's tasks have to wait too.
const SAID_MAX: usize = 1024;

const FEATURES: &[&str] = &[
    "v3.1.1",
    "qos1",
    "qos2",
    "will",
    "will_binary",
    "user_name",
    "user_name_alone",
    "client_id_empty",
    "clean_session_false",
    "session_present",
    "session_kept",
    "keep_alive_zero",
    "connect_timeout",
    "pong",
    "abort",
    "unsubscribe",
    "multi_subscribe",
    "granted_qos",
    "manual_ack",
    "packet_max",
    "in_flight_max",
    "multi_client",
    "tcp",
];

/// What an instance says; passed on only while its wish to be connected is the current one.
enum Said {
    Event { wish: u64, indication: Indication },
    Answer(Reply),
}

type Tell = mpsc::Sender<Said>;

/// Why a command does not work, or what it cannot do.
enum No {
    Unsupported(String),
    Error(ErrorKind, String),
}

struct Shim<W> {
    output: W,
    gate: Gate,
    tell: Tell,
    said: mpsc::Receiver<Said>,
    instances: BTreeMap<u32, Instance>,
    kept: ConnectOptions,
    tokens: u64,
    wishes: u64,
}

/// Serves link lines until `exit` or the end of `input`. Needs a `LocalSet`.
pub(super) async fn serve<R, W>(mut input: R, output: W) -> io::Result<()>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
{
    let (tell, said) = mpsc::channel(SAID_MAX);
    let mut shim = Shim {
        output,
        gate: Gate::new(),
        tell,
        said,
        instances: BTreeMap::new(),
        kept: ConnectOptions::default(),
        tokens: 0,
        wishes: 0,
    };
    let mut deframer = plain::Deframer::new(LINE_MAX);
    let mut buffer = vec![0; LINE_MAX];
    loop {
        tokio::select! {
            count = input.read(&mut buffer) => {
                let count = count?;
                for line in deframer.feed(&buffer[..count]) {
                    if let Line::Object(json) = line && shim.handle_line(&json).await? {
                        return Ok(());
                    }
                }
                if count == 0 {
                    return Ok(());
                }
            }
            Some(said) = shim.said.recv() => shim.pass_on(said).await?,
        }
    }
}

impl<W: AsyncWrite + Unpin> Shim<W> {
    /// Executes a command line; true after `exit`.
    async fn handle_line(&mut self, json: &str) -> io::Result<bool> {
        let request = match Request::parse(json) {
            Ok(request) => request,
            Err(BadLine::BadCommand { seq, text }) => {
                self.answer(Reply::error(seq, ErrorKind::BadCommand, text)).await?;
                return Ok(false);
            }
            Err(_) => return Ok(false),
        };
        match self.gate.admit(&request) {
            Admission::Execute => {}
            Admission::Repeat(line) => {
                let line = line.to_owned();
                self.write(&line).await?;
                return Ok(false);
            }
            Admission::Pending => return Ok(false),
        }
        // What was said so far comes before the reply; what the command causes, after it.
        while let Ok(said) = self.said.try_recv() {
            self.pass_on(said).await?;
        }
        let seq = request.seq;
        let exiting = matches!(request.command, Command::Exit);
        let reply = match self.execute(request).await {
            Ok(Some(outcome)) => Reply { re: seq, outcome },
            Ok(None) => return Ok(false), // the instance answers
            Err(No::Unsupported(name)) => Reply::unsupported(seq, name),
            Err(No::Error(kind, text)) => Reply::error(seq, kind, text),
        };
        self.answer(reply).await?;
        Ok(exiting)
    }

    async fn execute(&mut self, request: Request) -> Result<Option<Outcome>, No> {
        let seq = request.seq;
        let done = Reply::ok(seq).outcome;
        match request.command {
            Command::Hello(_) => Ok(Some(Reply::hello(seq, &identity()).outcome)),
            Command::Reset => {
                for (_, instance) in std::mem::take(&mut self.instances) {
                    instance.end().await;
                }
                self.kept = ConnectOptions::default();
                while self.said.try_recv().is_ok() {}
                Ok(Some(done))
            }
            Command::Set(options) => {
                options::check_members(&options)?;
                self.kept = options.over(&self.kept);
                Ok(Some(done))
            }
            Command::Connect(connect) => self.connect(connect).await.map(|()| Some(done)),
            Command::Publish(publish) => self.publish(&publish).map(Some),
            Command::Subscribe(subscribe) => self.subscribe(&subscribe).map(Some),
            Command::Unsubscribe(unsubscribe) => self.unsubscribe(&unsubscribe).map(Some),
            Command::Ack(ack) => {
                self.connected(ack.client)?.acknowledge(ack.packet)?;
                Ok(Some(done))
            }
            Command::Disconnect(at) => {
                let instance = self.instances.get_mut(&at.client).ok_or_else(No::idle)?;
                Ok(instance.disconnect(seq).await?.then_some(done))
            }
            Command::Abort(at) => {
                let instance = self.instances.get_mut(&at.client).ok_or_else(No::idle)?;
                instance.abort().await?;
                Ok(Some(done))
            }
            Command::Exit => Ok(Some(done)),
            other => Err(No::Unsupported(other.name().into())),
        }
    }

    async fn connect(&mut self, connect: Connect) -> Result<(), No> {
        options::check_members(&connect.options)?;
        let options = options::checked(&connect.options.over(&self.kept), connect.client)?;
        self.wishes += 1;
        let earlier = match self.instances.remove(&connect.client) {
            Some(earlier) if earlier.is_up() => {
                self.instances.insert(connect.client, earlier);
                return Err(No::Error(ErrorKind::InvalidArgument, "it is connected".into()));
            }
            earlier => earlier,
        };
        let instance =
            Instance::start(connect.client, self.wishes, options, earlier, self.tell.clone()).await;
        self.instances.insert(connect.client, instance);
        Ok(())
    }

    fn publish(&mut self, publish: &Publish) -> Result<Outcome, No> {
        let topic = string(&publish.topic, "topic")?;
        let qos = options::qos(publish.qos, "qos")?;
        let payload = publish.payload.as_ref().map(Bytes::to_vec).unwrap_or_default();
        let kind = if publish.qos == 0 { Kind::Sent } else { Kind::Published };
        let retain = publish.retain;
        self.request(publish.client, kind, |client| client.try_publish(topic, qos, retain, payload))
    }

    fn subscribe(&mut self, subscribe: &Subscribe) -> Result<Outcome, No> {
        let filters = subscribe.filters.iter().map(|filter| {
            let qos = options::qos(filter.qos, "qos")?;
            Ok(SubscribeFilter::new(string(&filter.filter, "filter")?, qos))
        });
        let filters = filters.collect::<Result<Vec<_>, No>>()?;
        let client = subscribe.client;
        self.request(client, Kind::Subscribed, |client| client.try_subscribe_many(filters))
    }

    fn unsubscribe(&mut self, unsubscribe: &Unsubscribe) -> Result<Outcome, No> {
        let [filter] = &unsubscribe.filters[..] else {
            return Err(No::Unsupported("filters".into()));
        };
        let filter = string(filter, "filter")?;
        let client = unsubscribe.client;
        self.request(client, Kind::Unsubscribed, |client| client.try_unsubscribe(filter))
    }

    /// Hands a request to the client and names it by a token.
    fn request(
        &mut self,
        client: u32,
        kind: Kind,
        call: impl FnOnce(&rumqttc::AsyncClient) -> Result<(), ClientError>,
    ) -> Result<Outcome, No> {
        let token = self.tokens + 1;
        self.connected(client)?.request(token, kind, call)?;
        self.tokens = token;
        Ok(Reply::taken(0, Taken { token, packet: None }).outcome)
    }

    fn connected(&self, client: u32) -> Result<&Instance, No> {
        self.instances.get(&client).filter(|instance| instance.is_up()).ok_or_else(No::idle)
    }

    async fn pass_on(&mut self, said: Said) -> io::Result<()> {
        match said {
            Said::Answer(reply) => self.answer(reply).await,
            Said::Event { wish, indication } => {
                let current = self.instances.get(&indication.client);
                if current.is_some_and(|instance| instance.wish() == wish) {
                    self.write(&FromShim::from(indication).to_line()).await?;
                }
                Ok(())
            }
        }
    }

    async fn answer(&mut self, reply: Reply) -> io::Result<()> {
        let re = reply.re;
        let line = FromShim::from(reply).to_line();
        self.gate.answered(re, &line);
        self.write(&line).await
    }

    async fn write(&mut self, line: &str) -> io::Result<()> {
        self.output.write_all(plain::encode(line).as_bytes()).await?;
        self.output.flush().await
    }
}

impl No {
    fn idle() -> Self {
        Self::Error(ErrorKind::NotConnected, "there is no connection".into())
    }

    fn invalid(text: impl Into<String>) -> Self {
        Self::Error(ErrorKind::InvalidArgument, text.into())
    }
}

fn string(text: &Text, member: &str) -> Result<String, No> {
    match text {
        Text::Plain(text) => Ok(text.clone()),
        _ => Err(No::Unsupported(member.into())),
    }
}

fn identity() -> HelloInfo {
    HelloInfo {
        link: mqttspec_link::LINK_VERSION,
        client: "rumqttc".into(),
        version: "0.25.1".into(),
        platform: std::env::consts::OS.into(),
        boot: None,
        clients: 0,
        line_max: u32::try_from(LINE_MAX).unwrap_or(u32::MAX),
        packet_max: Some(options::PACKET_MAX_DEFAULT),
        features: FEATURES.iter().map(|feature| (*feature).into()).collect(),
        hides: Vec::new(),
    }
}
