//! Commands to the client's application, and their answers.

use std::time::Duration;

use mqttspec_core::{time::Span, trace::Event, verdict::ErrorClass};
use mqttspec_link::{Command, ErrorKind, Members, Outcome, Refusal};

use super::{
    Bench,
    fit::{fit, kept, named},
};
use crate::cut::{COMMAND_DEADLINE, DISCONNECT_DEADLINE, link::LastWords};

/// How a command went.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It was taken.
    Taken(Members),
    /// The client does not do this.
    Unsupported,
    /// The client refused it.
    Refused(Refusal),
    /// The shim did not answer: recorded as an Error.
    Missing,
}

impl Bench {
    /// Gives the application a command and waits for the answer; both are recorded. What is too
    /// long for the shim's lines is given in parts; the first part that is not taken is the answer.
    pub async fn command(&mut self, command: &Command) -> Answer {
        let Some(commands) = self.fitting(command) else { return Answer::Missing };
        let mut answer = Answer::Missing;
        for command in &commands {
            answer = self.give(command).await;
            if !matches!(answer, Answer::Taken(_)) {
                break;
            }
        }
        answer
    }

    /// The commands that say it in lines that the shim takes, if there are some.
    fn fitting(&mut self, command: &Command) -> Option<Vec<Command>> {
        let line_max = self.seat.as_ref()?.line_max;
        let Some(commands) = fit(command, line_max) else {
            let text =
                format!("line_max of more than {line_max} bytes, for \"{}\"", command.name());
            self.record(Event::Lacks { capability: text });
            return None;
        };
        self.kept.extend(kept(&commands));
        if let Command::Connect(connect) = command {
            let named = named(connect);
            if let Some(stays) = self.kept.iter().find(|name| !named.contains(name)) {
                let text = format!("{stays} was given in parts, and no command takes it back");
                self.error(ErrorClass::Harness, text);
                return None;
            }
        }
        Some(commands)
    }

    async fn give(&mut self, command: &Command) -> Answer {
        let (sent, name) = (self.now(), command.name());
        let Some(seat) = &mut self.seat else { return Answer::Missing };
        let request = seat.link.number(command);
        let patience = span(seat.link.patience());
        let seq = request.seq;
        if self.mutant.is_none() {
            seat.link.send(request.clone());
        }
        self.record(Event::Request { request: Box::new(request.clone()) });
        if let Some(mutant) = &self.mutant {
            mutant.handle_request(request);
            if let Some(reply) = self.serve_mutant(sent).filter(|reply| reply.re == seq) {
                return self.answered(name, reply.outcome);
            }
        }
        let allowed = span(match command {
            Command::Disconnect(_) => DISCONNECT_DEADLINE,
            _ => COMMAND_DEADLINE,
        });
        loop {
            let now = self.moment();
            let deadline = sent + allowed + patience + self.trace.jitter_within(sent, now);
            if now >= deadline {
                let said = self.last_words();
                let text = format!("the shim did not answer \"{name}\" within {allowed}; {said}");
                self.error(ErrorClass::Bench, text);
                return Answer::Missing;
            }
            if let Some(reply) = self.turn(Some(deadline)).await.filter(|reply| reply.re == seq) {
                return self.answered(name, reply.outcome);
            }
            if self.shim_is_gone {
                let said = self.last_words();
                let text = format!("the shim ended before it answered \"{name}\"; {said}");
                self.error(ErrorClass::Bench, text);
                return Answer::Missing;
            }
        }
    }

    fn last_words(&self) -> LastWords {
        let mut said = LastWords::default();
        for record in self.trace.records() {
            if let Event::ShimLog { text } = &record.event {
                said.hear(text);
            }
        }
        said
    }

    /// The shim itself failed at a command: nothing is said of the client.
    fn broke(&mut self, how: &str, name: &str, text: &str) -> Answer {
        self.error(ErrorClass::Bench, format!("the shim {how} \"{name}\": {text}"));
        Answer::Missing
    }

    fn answered(&mut self, command: &str, outcome: Outcome) -> Answer {
        match outcome {
            Outcome::Ok(members) => Answer::Taken(members),
            Outcome::Unsupported(name) => {
                self.record(Event::Unsupported { name });
                Answer::Unsupported
            }
            Outcome::Error(refusal) => match refusal.kind {
                ErrorKind::InvalidArgument
                | ErrorKind::NotConnected
                | ErrorKind::Full
                | ErrorKind::Io => Answer::Refused(refusal),
                ErrorKind::BadCommand => self.broke("did not understand", command, &refusal.text),
                ErrorKind::Other => self.broke("broke on", command, &refusal.text),
            },
        }
    }
}

fn span(duration: Duration) -> Span {
    Span::from_us(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX))
}
