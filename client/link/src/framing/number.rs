//! Numbers on the shim's lines, so that a lost line is noticed and heard again.

use alloc::{
    collections::{BTreeMap, VecDeque},
    format,
    string::String,
    vec::Vec,
};

use serde::Deserialize;

use crate::{BadLine, FromShim, IndicationEvent};

/// How many of its last lines a shim can repeat.
pub const REPEAT_MAX: usize = 16;

/// How many lines a harness holds back while an earlier one is missing.
pub const HELD_MAX: usize = 64;

/// The shim's side: numbers lines and keeps the last [`REPEAT_MAX`].
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    last: u64,
    kept: VecDeque<String>,
}

impl Numbering {
    /// The numbering of a start of the shim: its first line is number 1.
    #[must_use]
    pub const fn new() -> Self {
        Self { last: 0, kept: VecDeque::new() }
    }

    /// Gives the next number to a line of JSON and keeps it.
    pub fn number(&mut self, message: &FromShim) -> String {
        self.last += 1;
        let json = message.to_line();
        let line = format!("{{\"n\":{},{}", self.last, json.strip_prefix('{').unwrap_or(&json));
        if self.kept.len() == REPEAT_MAX {
            self.kept.pop_front();
        }
        self.kept.push_back(line.clone());
        line
    }

    /// The kept lines from number `from` on.
    pub fn from(&self, from: u64) -> impl Iterator<Item = &str> {
        let first = self.last + 1 - self.kept.len() as u64;
        let skipped = usize::try_from(from.saturating_sub(first)).unwrap_or(usize::MAX);
        self.kept.iter().skip(skipped).map(String::as_str)
    }
}

/// The harness's side: each line once, in order, however often and in whatever order they come.
#[derive(Clone, Debug, Default)]
pub struct Order {
    boot: Option<u64>,
    next: Option<u64>,
    held: BTreeMap<u64, FromShim>,
}

impl Order {
    /// An order that begins with whatever number comes first: the harness may come late.
    #[must_use]
    pub const fn new() -> Self {
        Self { boot: None, next: None, held: BTreeMap::new() }
    }

    /// Takes in a line and returns the messages whose turn it is.
    ///
    /// A `ready` with a new nonce begins anew: what was missing before it never comes.
    ///
    /// # Errors
    /// The line has no number or is no message; it is to be treated as lost.
    pub fn accept(&mut self, line: &str) -> Result<Vec<FromShim>, BadLine> {
        #[derive(Deserialize)]
        struct Numbered {
            n: u64,
        }
        let message = FromShim::parse(line)?;
        let Ok(Numbered { n }) = serde_json::from_str(line) else {
            return Err(BadLine::BadMessage { text: "no integer \"n\"".into() });
        };
        if let FromShim::Indication(indication) = &message
            && let IndicationEvent::Ready { boot } = indication.event
            && self.boot != Some(boot)
        {
            self.boot = Some(boot);
            self.next = Some(n);
            self.held.clear();
        }
        let next = self.next.get_or_insert(n);
        let expected = *next == n;
        if n >= *next && (expected || self.held.len() < HELD_MAX) {
            self.held.insert(n, message);
        }
        let mut due = Vec::new();
        while let Some(message) = self.held.remove(next) {
            *next += 1;
            due.push(message);
        }
        Ok(due)
    }

    /// The number to ask for by `again`: the first that has not come yet.
    #[must_use]
    pub fn next(&self) -> u64 {
        self.next.unwrap_or(1)
    }

    /// Whether a later line came, so that a line is known to be missing.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        !self.held.is_empty()
    }

    /// Whether the answer to command `seq` came and waits for an earlier line. What is missing may
    /// then be asked for by `again`: that command needs no repetition any more.
    #[must_use]
    pub fn holds_answer(&self, seq: u64) -> bool {
        let answers =
            |message: &FromShim| matches!(message, FromShim::Reply(reply) if reply.re == seq);
        self.held.values().any(answers)
    }

    /// The nonce of the last `ready`.
    #[must_use]
    pub const fn boot(&self) -> Option<u64> {
        self.boot
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Indication, Reply};

    fn lines(numbering: &mut Numbering, count: u64) -> Vec<String> {
        (0..count).map(|re| numbering.number(&Reply::ok(re).into())).collect()
    }

    fn ready(boot: u64) -> FromShim {
        Indication::of(IndicationEvent::Ready { boot }).into()
    }

    #[test]
    fn numbers_begin_at_one_and_the_last_sixteen_lines_are_repeated() {
        let mut numbering = Numbering::new();
        assert_eq!(numbering.from(1).count(), 0);
        let lines = lines(&mut numbering, 20);
        assert_eq!(lines[0], r#"{"n":1,"re":0,"ok":{}}"#);
        assert_eq!(numbering.from(1).collect::<Vec<_>>(), lines[4..]);
        assert_eq!(numbering.from(19).collect::<Vec<_>>(), lines[18..]);
        assert_eq!(numbering.from(21).count(), 0);
    }

    #[test]
    fn lines_come_once_and_in_order() {
        let lines = lines(&mut Numbering::new(), 4);
        let mut order = Order::new();
        let mut accept = |at: usize| order.accept(&lines[at]).unwrap().len();
        assert_eq!([accept(0), accept(2), accept(0), accept(3), accept(2)], [1, 0, 0, 0, 0]);
        assert!(order.is_missing());
        assert_eq!(order.next(), 2);
        assert_eq!([1, 2, 3, 4].map(|seq| order.holds_answer(seq)), [false, true, true, false]);
        let due = order.accept(&lines[1]).unwrap();
        assert_eq!(due, [1, 2, 3].map(|re| Reply::ok(re).into()));
        assert!(!order.is_missing());
    }

    #[test]
    fn a_new_start_begins_the_order_anew_and_a_repeated_ready_does_not() {
        let mut order = Order::new();
        let mut first = Numbering::new();
        let hello = first.number(&ready(7));
        order.accept(&hello).unwrap();
        for line in lines(&mut first, 3).iter().take(1) {
            order.accept(line).unwrap();
        }
        assert_eq!(order.accept(&hello).unwrap(), []);
        let mut second = Numbering::new();
        assert_eq!(order.accept(&second.number(&ready(8))).unwrap(), [ready(8)]);
        assert_eq!(order.accept(&second.number(&Reply::ok(9).into())).unwrap().len(), 1);
        assert_eq!(order.boot(), Some(8));
    }

    #[test]
    fn what_is_held_back_is_bounded() {
        let lines = lines(&mut Numbering::new(), 100);
        let mut order = Order::new();
        order.accept(&lines[0]).unwrap();
        for line in &lines[2..] {
            assert_eq!(order.accept(line).unwrap(), []);
        }
        assert_eq!(order.accept(&lines[1]).unwrap().len(), 1 + HELD_MAX);
    }

    #[test]
    fn a_line_without_a_number_is_refused() {
        assert!(Order::new().accept(r#"{"re":1,"ok":{}}"#).is_err());
    }
}
