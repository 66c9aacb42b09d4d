//! Commands to the client's application, and their answers.

use mqttspec_core::{time::Span, trace::Event, verdict::ErrorClass};
use mqttspec_link::{Command, Members, Outcome, Refusal};

use super::Bench;
use crate::cut::{COMMAND_DEADLINE, DISCONNECT_DEADLINE};

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
    /// Gives the application a command and waits for the answer; both are recorded.
    pub async fn command(&mut self, command: &Command) -> Answer {
        let (sent, name) = (self.now(), command.name());
        let Some(seat) = &mut self.seat else { return Answer::Missing };
        let request = seat.link.number(command);
        let line = request.to_line();
        if line.len() > seat.line_max {
            let text = format!("\"{name}\" needs a longer line than the shim takes");
            self.error(ErrorClass::Harness, text);
            return Answer::Missing;
        }
        let seq = request.seq;
        if self.mutant.is_none() {
            seat.link.send(line);
        }
        self.record(Event::Request { request: Box::new(request.clone()) });
        if let Some(mutant) = &self.mutant {
            mutant.handle_request(request);
            if let Some(reply) = self.serve_mutant(sent).filter(|reply| reply.re == seq) {
                return self.answered(reply.outcome);
            }
        }
        let allowed = match command {
            Command::Disconnect(_) => DISCONNECT_DEADLINE,
            _ => COMMAND_DEADLINE,
        };
        let allowed = Span::from_us(u64::try_from(allowed.as_micros()).unwrap_or(u64::MAX));
        loop {
            let now = self.now();
            let deadline = sent + allowed + self.trace.jitter_within(sent, now);
            if now >= deadline {
                let text = format!("the shim did not answer \"{name}\" within {allowed}");
                self.error(ErrorClass::Bench, text);
                return Answer::Missing;
            }
            if let Some(reply) = self.turn(Some(deadline)).await.filter(|reply| reply.re == seq) {
                return self.answered(reply.outcome);
            }
            if self.shim_is_gone {
                let text = format!("the shim ended before it answered \"{name}\"");
                self.error(ErrorClass::Bench, text);
                return Answer::Missing;
            }
        }
    }

    fn answered(&mut self, outcome: Outcome) -> Answer {
        match outcome {
            Outcome::Ok(members) => Answer::Taken(members),
            Outcome::Unsupported(name) => {
                self.record(Event::Unsupported { name });
                Answer::Unsupported
            }
            Outcome::Error(refusal) => Answer::Refused(refusal),
        }
    }
}
