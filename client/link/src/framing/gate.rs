//! The shim's memory of the last command: the same number is answered again, not executed.

use alloc::string::String;

use crate::{Command, Request};

/// Decides whether a command is executed.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    last: Option<Last>,
}

/// What to do with a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission<'a> {
    /// Execute it, then tell the gate its answer.
    Execute,
    /// It was executed: send this line, the very one that answered it.
    Repeat(&'a str),
    /// It is being executed: its answer is still to come.
    Pending,
}

#[derive(Clone, Debug)]
struct Last {
    seq: u64,
    answer: Option<String>,
}

impl Gate {
    /// A gate that has seen no command.
    #[must_use]
    pub const fn new() -> Self {
        Self { last: None }
    }

    /// Whether `request` is to be executed. `hello` always is, and `again` repeats its lines.
    pub fn admit(&mut self, request: &Request) -> Admission<'_> {
        let known = self.last.as_ref().is_some_and(|last| last.seq == request.seq);
        if !known || matches!(request.command, Command::Hello(_)) {
            self.last = Some(Last { seq: request.seq, answer: None });
            return Admission::Execute;
        }
        match self.last.as_ref().and_then(|last| last.answer.as_deref()) {
            Some(answer) => Admission::Repeat(answer),
            None => Admission::Pending,
        }
    }

    /// Keeps the line that answered command `seq`, numbered as it went out.
    pub fn answered(&mut self, seq: u64, line: &str) {
        if let Some(last) = self.last.as_mut().filter(|last| last.seq == seq) {
            last.answer = Some(line.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Hello;

    fn request(seq: u64) -> Request {
        Request { seq, command: Command::Reset }
    }

    #[test]
    fn the_same_number_is_answered_again_and_any_other_is_executed() {
        let mut gate = Gate::new();
        assert_eq!(gate.admit(&request(1)), Admission::Execute);
        assert_eq!(gate.admit(&request(1)), Admission::Pending);
        gate.answered(1, "one");
        assert_eq!(gate.admit(&request(1)), Admission::Repeat("one"));
        assert_eq!(gate.admit(&request(7)), Admission::Execute);
        gate.answered(7, "seven");
        assert_eq!(gate.admit(&request(1)), Admission::Execute);
    }

    #[test]
    fn a_late_answer_does_not_become_that_of_a_newer_command() {
        let mut gate = Gate::new();
        assert_eq!(gate.admit(&request(1)), Admission::Execute);
        assert_eq!(gate.admit(&request(2)), Admission::Execute);
        gate.answered(1, "one");
        assert_eq!(gate.admit(&request(2)), Admission::Pending);
    }

    #[test]
    fn hello_is_always_executed() {
        let hello = Request { seq: 1, command: Command::Hello(Hello { link: 1 }) };
        let mut gate = Gate::new();
        assert_eq!(gate.admit(&hello), Admission::Execute);
        gate.answered(1, "one");
        assert_eq!(gate.admit(&hello), Admission::Execute);
    }
}
