//! The task that runs a client for its handles.

use alloc::string::String;
use alloc::vec::Vec;
use core::future::{Future, poll_fn};
use core::task::{Context, Poll};

use ::tokio::sync::mpsc;

use super::backlog::Backlog;
use super::connector::Connector;
use super::driver::Driver;
use super::handle::{Answer, COMMANDS_MAX, Command, CommandError, EVENTS_MAX, Events, Handle};
use crate::client::TransportWanted;
use crate::error::{Misuse, Rejected};
use crate::event::{DropReason, Dropped, Event};
use crate::io::{Config, FileJournal, Memory, OwnedEvent, Sizes};
use crate::packet::{
    PacketIdentifier, QoS, SubackReturnCode, Subscriptions, TopicFilter, TopicFilters,
};

/// Starts a client in a task of its own. It dials when [`Handle::connect`] asks for it.
///
/// Needs a tokio runtime; the task ends when the last handle is dropped.
pub fn spawn<C>(config: Config, sizes: Sizes, connector: C) -> (Handle, Events)
where
    C: Connector + Send + 'static,
    C::Transport: Send,
    C::Opening: Send,
{
    let (handle, events, running) = client(config, sizes, connector, None);
    ::tokio::spawn(running);
    (handle, events)
}

/// A client whose task the caller runs: it does something only while the future is polled.
///
/// With a journal, the Session is restored from it and kept there. The future ends with an error if
/// the journal holds more than the memory.
pub fn client<C: Connector>(
    config: Config,
    sizes: Sizes,
    connector: C,
    journal: Option<FileJournal>,
) -> (Handle, Events, impl Future<Output = Result<(), Rejected>>) {
    let (commands, receiver) = mpsc::channel(COMMANDS_MAX);
    let (sender, events) = mpsc::channel(EVENTS_MAX);
    let running = async move {
        let mut memory = Memory::new(&sizes);
        let mut driver = Driver::new(memory.buffers(), config, connector);
        if let Some(journal) = journal {
            driver.set_journal(journal)?;
        }
        run(driver, receiver, sender).await;
        Ok(())
    };
    (Handle::new(commands), Events::new(events), running)
}

/// What the task remembers.
struct Task<'b, C: Connector> {
    driver: Driver<'b, C>,
    backlog: Backlog,
    subscribing: Vec<(PacketIdentifier, Answer<Vec<SubackReturnCode>>)>,
    unsubscribing: Vec<(PacketIdentifier, Answer<()>)>,
    /// True when no handle is left.
    is_leaving: bool,
    /// Who waits for a connection.
    connecting: Vec<Answer<()>>,
    /// Who waits for the end of the connection.
    ending: Vec<Answer<()>>,
    events: Option<mpsc::Sender<OwnedEvent>>,
    /// An event for which the application has made no room yet.
    held: Option<OwnedEvent>,
}

/// What woke the task.
enum Wake {
    Event,
    Command(Option<Command>),
}

async fn run<C: Connector>(
    driver: Driver<'_, C>,
    mut commands: mpsc::Receiver<Command>,
    events: mpsc::Sender<OwnedEvent>,
) {
    let mut task = Task {
        driver,
        backlog: Backlog::new(),
        subscribing: Vec::new(),
        unsubscribing: Vec::new(),
        is_leaving: false,
        connecting: Vec::new(),
        ending: Vec::new(),
        events: Some(events),
        held: None,
    };
    while !task.is_leaving || task.driver.client().transport_wanted() != TransportWanted::Nothing {
        task.deliver_held().await;
        let listens = !task.is_leaving && !task.backlog.is_waiting();
        match poll_fn(|cx| task.poll_wake(cx, &mut commands, listens)).await {
            Wake::Event => task.on_events(),
            Wake::Command(Some(command)) => task.on_command(command),
            Wake::Command(None) => {
                task.is_leaving = true;
                let now = task.driver.now();
                // Nobody is left to hear that there was nothing to end.
                let _ = task.driver.client().disconnect(now);
            }
        }
        let now = task.driver.now();
        task.backlog.offer(task.driver.client(), now);
        task.answer_ended();
    }
    task.on_events();
}

impl<C: Connector> Task<'_, C> {
    fn poll_wake(
        &mut self,
        cx: &mut Context<'_>,
        commands: &mut mpsc::Receiver<Command>,
        listens: bool,
    ) -> Poll<Wake> {
        if listens && let Poll::Ready(command) = commands.poll_recv(cx) {
            return Poll::Ready(Wake::Command(command));
        }
        if self.driver.poll_turn(cx, true).is_ready() {
            return Poll::Ready(Wake::Event);
        }
        // An attempt that is ended ends without an event.
        let awaits_end = self.is_leaving || !self.ending.is_empty();
        if awaits_end && self.driver.client().transport_wanted() == TransportWanted::Nothing {
            return Poll::Ready(Wake::Event);
        }
        Poll::Pending
    }

    /// Waits until the application has room for the event that is held; everything but reading goes
    /// on.
    async fn deliver_held(&mut self) {
        while let Some(event) = self.held.take() {
            let Some(events) = self.events.clone() else { return };
            let mut reserve = core::pin::pin!(events.reserve());
            let permit = poll_fn(|cx| {
                let reserved = reserve.as_mut().poll(cx);
                let _ = self.driver.poll_turn(cx, false);
                reserved
            });
            match permit.await {
                Ok(permit) => permit.send(event),
                Err(_) => self.events = None,
            }
            self.on_events();
        }
    }

    /// Handles every event that is there, or as many as the application has room for.
    fn on_events(&mut self) {
        while self.held.is_none() && self.driver.client().event_ready() {
            let Some(event) = self.driver.client().poll_event() else { return };
            let owned = self.events.is_some().then(|| OwnedEvent::from(event));
            match event {
                Event::Published { packet_identifier } => {
                    self.backlog.on_finished(packet_identifier, Ok(()));
                }
                Event::Sent { through } => self.backlog.on_sent(through),
                Event::Dropped(dropped, why) => self.on_dropped(dropped, why),
                Event::Subscribed(suback) => {
                    let codes = suback.return_codes().collect();
                    answer(&mut self.subscribing, suback.packet_identifier(), Ok(codes));
                }
                Event::Unsubscribed { packet_identifier } => {
                    answer(&mut self.unsubscribing, packet_identifier, Ok(()));
                }
                Event::Connected { .. } => self.answer_connecting(Ok(())),
                Event::Refused(refused) => self.on_attempt_failed(refused.into()),
                Event::Failed(failure) => self.on_attempt_failed(CommandError::Failed(failure)),
                _ => {}
            }
            self.tell(owned);
        }
    }

    fn on_attempt_failed(&mut self, error: CommandError) {
        if !self.driver.client().wants_connection() {
            self.answer_connecting(Err(error));
        }
    }

    fn answer_connecting(&mut self, result: Result<(), CommandError>) {
        for answer in self.connecting.drain(..) {
            reply(answer, result);
        }
    }

    fn on_dropped(&mut self, dropped: Dropped, why: DropReason) {
        let error = CommandError::Dropped(why);
        match dropped {
            Dropped::Message(packet_identifier) => {
                self.backlog.on_finished(packet_identifier, Err(error));
            }
            Dropped::AtMostOnce(_) => self.backlog.on_not_sent(error),
            Dropped::Request(packet_identifier) => {
                answer(&mut self.subscribing, packet_identifier, Err(error));
                answer(&mut self.unsubscribing, packet_identifier, Err(error));
            }
        }
    }

    fn tell(&mut self, event: Option<OwnedEvent>) {
        let (Some(event), Some(events)) = (event, &self.events) else { return };
        match events.try_send(event) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(event)) => self.held = Some(event),
            Err(mpsc::error::TrySendError::Closed(_)) => self.events = None,
        }
    }

    fn on_command(&mut self, command: Command) {
        let now = self.driver.now();
        let client = self.driver.client();
        match command {
            Command::Connect(answer) => match self.driver.connect() {
                Ok(()) => self.connecting.push(answer),
                Err(misuse) => reply(answer, Err(misuse)),
            },
            Command::Publish(publications, answer) => self.backlog.push(publications, answer),
            Command::Subscribe(filters, answer) => match self.subscribe(&filters) {
                Ok(packet_identifier) => self.subscribing.push((packet_identifier, answer)),
                Err(error) => reply(answer, Err(error)),
            },
            Command::Unsubscribe(filters, answer) => match self.unsubscribe(&filters) {
                Ok(packet_identifier) => self.unsubscribing.push((packet_identifier, answer)),
                Err(error) => reply(answer, Err(error)),
            },
            Command::Ack(packet_identifier, answer) => {
                reply(answer, client.ack(now, packet_identifier));
            }
            Command::Ping(answer) => reply(answer, client.ping(now)),
            Command::Disconnect(answer) => match client.disconnect(now) {
                Ok(()) => self.ending.push(answer),
                Err(misuse) => reply(answer, Err(misuse)),
            },
            Command::Abort(answer) => match client.abort(now) {
                Ok(()) => self.ending.push(answer),
                Err(misuse) => reply(answer, Err(misuse)),
            },
        }
    }

    fn subscribe(&mut self, filters: &[(String, QoS)]) -> Result<PacketIdentifier, CommandError> {
        let filters = filters.iter().map(|(filter, qos)| Ok((TopicFilter::new(filter)?, *qos)));
        let filters = filters.collect::<Result<Vec<_>, Misuse>>()?;
        let (now, subscriptions) = (self.driver.now(), Subscriptions::new(&filters)?);
        Ok(self.driver.client().subscribe(now, subscriptions)?)
    }

    fn unsubscribe(&mut self, filters: &[String]) -> Result<PacketIdentifier, CommandError> {
        let filters = filters.iter().map(|filter| TopicFilter::new(filter));
        let filters = filters.collect::<Result<Vec<_>, Misuse>>()?;
        let (now, filters) = (self.driver.now(), TopicFilters::new(&filters)?);
        Ok(self.driver.client().unsubscribe(now, filters)?)
    }

    /// Answers those who wait for the end of the connection, once it has ended.
    fn answer_ended(&mut self) {
        let client = self.driver.client();
        if self.ending.is_empty()
            || client.transport_wanted() != TransportWanted::Nothing
            || client.event_ready()
        {
            return;
        }
        self.answer_connecting(Err(CommandError::Dropped(DropReason::Closed)));
        for answer in self.ending.drain(..) {
            reply(answer, Ok::<_, CommandError>(()));
        }
    }
}

/// Answers whoever waits for this identifier.
fn answer<T>(
    waiting: &mut Vec<(PacketIdentifier, Answer<T>)>,
    packet_identifier: PacketIdentifier,
    result: Result<T, CommandError>,
) {
    if let Some(index) = waiting.iter().position(|(waits, _)| *waits == packet_identifier) {
        let (_, answer) = waiting.remove(index);
        reply(answer, result);
    }
}

/// Answers a command. Whoever asked may no longer care.
fn reply<T, E: Into<CommandError>>(answer: Answer<T>, result: Result<T, E>) {
    let _ = answer.send(result.map_err(Into::into));
}
