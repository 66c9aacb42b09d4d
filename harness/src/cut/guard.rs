//! A guarded link as the harness holds it: what the line loses is asked for again.
//!
//! A command is repeated until its answer comes, and the next one waits for that. A gap in the
//! numbers of the shim's lines is asked for by `again`; so is, from time to time, the end of what
//! it said, since nothing shows that a last line is lost. *Invariant:* no other command goes out
//! between a command and its answer, or the shim would execute the repetition too.
//!
//! Sans-IO: lines and time in, lines and messages out.

use std::{
    collections::{BTreeSet, VecDeque},
    time::Duration,
};

use mqttspec_link::{
    BadLine, Command, FromShim, IndicationEvent, Request, command::Again, framing::Order,
};
use tokio::time::Instant;

use super::link::FromLink;

/// The harness's end of a guarded link.
#[derive(Debug, Default)]
pub(super) struct Guard {
    order: Order,
    /// The command that is repeated until its answer is here.
    open: Option<Request>,
    /// Commands that wait for their turn.
    waiting: VecDeque<Request>,
    /// The numbers of commands whose answers nobody has heard yet.
    unheard: BTreeSet<u64>,
    /// When to say something if nothing comes before.
    due: Option<Instant>,
    gap_since: Option<Instant>,
    lines: VecDeque<String>,
    messages: VecDeque<(Instant, FromLink)>,
}

impl Guard {
    /// A command is to be sent.
    pub(super) fn handle_request(&mut self, now: Instant, request: Request) {
        self.unheard.insert(request.seq);
        self.waiting.push_back(request);
        self.go_on(now);
    }

    /// A line came whose checksum is right.
    pub(super) fn handle_line(&mut self, now: Instant, json: String, last_seq: &mut u64) {
        let boot = self.order.boot();
        match self.order.accept(&json) {
            Ok(messages) => {
                for message in messages {
                    self.hear(now, message, boot);
                }
            }
            // About one damaged line in 65,536 passes its checksum.
            Err(BadLine::NotJson { .. }) => self.say(now, FromLink::Log(json)),
            Err(error) => self.say(now, FromLink::Bad(format!("{error}: {json}"))),
        }
        let may_ask = self.open.as_ref().is_none_or(|open| {
            let is_again = matches!(open.command, Command::Again(_));
            !is_again && self.order.holds_answer(open.seq)
        });
        if may_ask && self.order.is_missing() {
            self.ask_again(now, last_seq);
        }
        self.watch_gap(now);
        self.go_on(now);
    }

    /// What `poll_timeout` asked for is due.
    pub(super) fn handle_timeout(&mut self, now: Instant, last_seq: &mut u64) {
        if self.due.is_none_or(|due| due > now) {
            return;
        }
        match &self.open {
            Some(open) => {
                self.lines.push_back(open.to_line());
                self.due = Some(now + REPEAT_AFTER);
            }
            None => self.ask_again(now, last_seq),
        }
        self.watch_gap(now);
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        self.due
    }

    /// The next line for the shim, its framing not yet around it.
    pub(super) fn poll_line(&mut self) -> Option<String> {
        self.lines.pop_front()
    }

    /// The next thing that the shim said.
    pub(super) fn poll_message(&mut self) -> Option<(Instant, FromLink)> {
        self.messages.pop_front()
    }

    fn hear(&mut self, now: Instant, message: FromShim, boot: Option<u64>) {
        match &message {
            FromShim::Reply(reply) => {
                let re = reply.re;
                self.open.take_if(|open| open.seq == re);
                // Our own `again`, or a `hello` that was executed twice.
                if !self.unheard.remove(&re) {
                    return;
                }
            }
            FromShim::Indication(indication) => {
                if let IndicationEvent::Ready { boot: new } = indication.event
                    && boot.is_some_and(|old| old != new)
                {
                    self.open = None;
                    self.waiting.clear();
                    self.unheard.clear();
                    return self.say(now, FromLink::Exited("it started anew".to_owned()));
                }
            }
        }
        self.say(now, FromLink::Message(message));
    }

    fn say(&mut self, now: Instant, message: FromLink) {
        self.messages.push_back((now, message));
    }

    /// Sends the next command, if nothing is under way.
    fn go_on(&mut self, now: Instant) {
        if self.open.is_some() {
            return;
        }
        self.due = Some(now + LISTEN_AFTER);
        if let Some(request) = self.waiting.pop_front() {
            self.send(now, request);
        }
    }

    fn ask_again(&mut self, now: Instant, last_seq: &mut u64) {
        *last_seq += 1;
        let command = Command::Again(Again { from: self.order.next() });
        self.send(now, Request { seq: *last_seq, command });
    }

    fn send(&mut self, now: Instant, request: Request) {
        self.lines.push_back(request.to_line());
        self.due = Some(now + REPEAT_AFTER);
        self.open = Some(request);
    }

    /// A gap that stays is told once.
    fn watch_gap(&mut self, now: Instant) {
        if !self.order.is_missing() {
            self.gap_since = None;
            return;
        }
        let since = *self.gap_since.get_or_insert(now);
        if now.duration_since(since) > PATIENCE {
            self.gap_since = Some(now + NEVER);
            let text = format!("its line {} is lost and does not come again", self.order.next());
            self.say(now, FromLink::Bad(text));
        }
    }
}

/// How long the harness waits for an answer before it repeats a command.
const REPEAT_AFTER: Duration = Duration::from_millis(100);

/// After how much silence the harness asks whether the last line was lost.
const LISTEN_AFTER: Duration = Duration::from_millis(200);

/// How much longer than the shim itself a line that loses much may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Longer than any scenario.
const NEVER: Duration = Duration::from_secs(365 * 24 * 3600);

#[cfg(test)]
mod tests {
    use mqttspec_link::{Indication, Reply, command::Publish, framing::Numbering};

    use super::*;

    /// A shim's lines, and the guard that hears those that are not lost.
    struct Pair {
        guard: Guard,
        numbering: Numbering,
        now: Instant,
        seq: u64,
    }

    impl Pair {
        fn new() -> Self {
            let mut pair = Self {
                guard: Guard::default(),
                numbering: Numbering::new(),
                now: Instant::now(),
                seq: 0,
            };
            let ready = pair.numbering.number(&ready(7));
            pair.hear(ready);
            pair
        }

        fn ask(&mut self) {
            self.seq += 1;
            let request = Request { seq: self.seq, command: Publish::new("a").into() };
            self.guard.handle_request(self.now, request);
        }

        fn hear(&mut self, line: String) {
            self.guard.handle_line(self.now, line, &mut self.seq);
        }

        fn reply(&mut self, re: u64) -> String {
            self.numbering.number(&Reply::ok(re).into())
        }

        fn wait(&mut self, time: Duration) {
            self.now += time;
            self.guard.handle_timeout(self.now, &mut self.seq);
        }

        fn sent(&mut self) -> Vec<String> {
            std::iter::from_fn(|| self.guard.poll_line()).collect()
        }

        fn heard(&mut self) -> Vec<FromLink> {
            std::iter::from_fn(|| self.guard.poll_message()).map(|(_, message)| message).collect()
        }
    }

    fn ready(boot: u64) -> FromShim {
        Indication::of(IndicationEvent::Ready { boot }).into()
    }

    fn pong() -> FromShim {
        Indication::of(IndicationEvent::Pong).into()
    }

    fn ok(re: u64) -> FromLink {
        FromLink::Message(Reply::ok(re).into())
    }

    #[test]
    fn a_command_is_repeated_until_it_is_answered_and_the_next_one_waits() {
        let mut pair = Pair::new();
        pair.heard();
        pair.ask();
        pair.ask();
        let first = pair.sent();
        assert_eq!(first, [r#"{"seq":1,"do":"publish","topic":"a"}"#]);
        pair.wait(REPEAT_AFTER);
        assert_eq!(pair.sent(), first);
        let answer = pair.reply(1);
        pair.hear(answer.clone());
        assert_eq!(pair.sent(), [r#"{"seq":2,"do":"publish","topic":"a"}"#]);
        pair.hear(answer);
        assert_eq!(pair.heard(), [ok(1)]);
    }

    #[test]
    fn a_lost_line_is_asked_for_and_what_came_after_it_is_held_back() {
        let mut pair = Pair::new();
        pair.heard();
        let (lost, next) = (pair.numbering.number(&pong()), pair.numbering.number(&pong()));
        pair.hear(next);
        assert_eq!(pair.sent(), [r#"{"seq":1,"do":"again","from":2}"#]);
        assert_eq!(pair.heard(), []);
        pair.hear(lost);
        let answer = pair.reply(1);
        pair.hear(answer);
        assert_eq!(pair.heard(), [FromLink::Message(pong()), FromLink::Message(pong())]);
    }

    #[test]
    fn an_answer_behind_a_lost_line_is_not_asked_for_by_repeating_its_command() {
        let mut pair = Pair::new();
        pair.heard();
        pair.ask();
        pair.sent();
        let (lost, answer) = (pair.numbering.number(&pong()), pair.reply(1));
        pair.hear(answer);
        assert_eq!(pair.sent(), [r#"{"seq":2,"do":"again","from":2}"#]);
        pair.hear(lost);
        assert_eq!(pair.heard(), [FromLink::Message(pong()), ok(1)]);
    }

    #[test]
    fn a_gap_before_the_answer_does_not_let_another_command_in_between() {
        let mut pair = Pair::new();
        pair.ask();
        let first = pair.sent();
        let (_, later) = (pair.numbering.number(&pong()), pair.numbering.number(&pong()));
        pair.hear(later);
        assert_eq!(pair.sent(), Vec::<String>::new());
        pair.wait(REPEAT_AFTER);
        assert_eq!(pair.sent(), first);
    }

    #[test]
    fn after_some_silence_the_last_line_is_asked_for() {
        let mut pair = Pair::new();
        pair.wait(LISTEN_AFTER);
        assert_eq!(pair.sent(), [r#"{"seq":1,"do":"again","from":2}"#]);
    }

    #[test]
    fn a_gap_that_stays_is_told_once() {
        let mut pair = Pair::new();
        pair.heard();
        let (_, later) = (pair.numbering.number(&pong()), pair.numbering.number(&pong()));
        pair.hear(later);
        for _ in 0..3 {
            pair.wait(PATIENCE + REPEAT_AFTER);
        }
        let text = "its line 2 is lost and does not come again".to_owned();
        assert_eq!(pair.heard(), [FromLink::Bad(text)]);
    }

    #[test]
    fn a_shim_that_starts_anew_has_ended_and_nothing_is_repeated() {
        let mut pair = Pair::new();
        pair.heard();
        pair.ask();
        pair.sent();
        pair.numbering = Numbering::new();
        let again = pair.numbering.number(&ready(8));
        pair.hear(again);
        assert_eq!(pair.heard(), [FromLink::Exited("it started anew".to_owned())]);
        pair.wait(REPEAT_AFTER);
        assert_eq!(pair.sent(), Vec::<String>::new());
    }
}
