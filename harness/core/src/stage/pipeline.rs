//! Stages in a row, as one stage.

use std::collections::VecDeque;

use super::{Signal, Stage};
use crate::{time::At, wire::Direction};

/// Stages in a row: the first is nearest to the client. With none, everything passes unchanged.
#[derive(Debug, Default)]
pub struct Pipeline {
    stages: Vec<Box<dyn Stage>>,
    output: VecDeque<(Direction, Signal)>,
}

impl Pipeline {
    /// A row of `stages`, the first nearest to the client.
    #[must_use]
    pub fn new(stages: Vec<Box<dyn Stage>>) -> Self {
        Self { stages, output: VecDeque::new() }
    }

    /// Adds a stage at the client's end, for whatever passes from now on.
    pub fn push_front(&mut self, stage: Box<dyn Stage>) {
        self.stages.insert(0, stage);
    }

    /// Moves everything that stage `from` put out to its neighbours, until all are drained.
    fn drain(&mut self, now: At) {
        let mut moved = true;
        while moved {
            moved = false;
            for position in 0..self.stages.len() {
                while let Some((direction, signal)) = self.stages[position].poll_output() {
                    self.hand_on(now, position, direction, signal);
                    moved = true;
                }
            }
        }
    }

    fn hand_on(&mut self, now: At, from: usize, direction: Direction, signal: Signal) {
        let next = match direction {
            Direction::ToServer => Some(from + 1).filter(|next| *next < self.stages.len()),
            Direction::ToClient => from.checked_sub(1),
        };
        match next {
            Some(next) => self.stages[next].handle_signal(now, direction, signal),
            None => self.output.push_back((direction, signal)),
        }
    }
}

impl Stage for Pipeline {
    fn handle_signal(&mut self, now: At, direction: Direction, signal: Signal) {
        let entry = match direction {
            Direction::ToServer => self.stages.first_mut(),
            Direction::ToClient => self.stages.last_mut(),
        };
        match entry {
            Some(stage) => stage.handle_signal(now, direction, signal),
            None => self.output.push_back((direction, signal)),
        }
        self.drain(now);
    }

    fn handle_timeout(&mut self, now: At) {
        for stage in &mut self.stages {
            if stage.poll_timeout().is_some_and(|at| at <= now) {
                stage.handle_timeout(now);
            }
        }
        self.drain(now);
    }

    fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.output.pop_front()
    }

    fn poll_timeout(&self) -> Option<At> {
        self.stages.iter().filter_map(|stage| stage.poll_timeout()).min()
    }

    fn takes(&self, direction: Direction) -> bool {
        self.stages.iter().all(|stage| stage.takes(direction))
    }

    fn poll_note(&mut self) -> Option<String> {
        self.stages.iter_mut().find_map(|stage| stage.poll_note())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Appends its name to each chunk.
    #[derive(Debug)]
    struct Stamp(u8, VecDeque<(Direction, Signal)>);

    impl Stage for Stamp {
        fn handle_signal(&mut self, _: At, direction: Direction, signal: Signal) {
            let signal = match signal {
                Signal::Bytes(mut bytes) => {
                    bytes.push(self.0);
                    Signal::Bytes(bytes)
                }
                other @ (Signal::Fin | Signal::Reset) => other,
            };
            self.1.push_back((direction, signal));
        }
        fn handle_timeout(&mut self, _: At) {}
        fn poll_output(&mut self) -> Option<(Direction, Signal)> {
            self.1.pop_front()
        }
        fn poll_timeout(&self) -> Option<At> {
            None
        }
    }

    fn stamp(name: u8) -> Box<dyn Stage> {
        Box::new(Stamp(name, VecDeque::new()))
    }

    #[test]
    fn bytes_pass_the_stages_in_order_and_back_in_reverse() {
        let mut pipeline = Pipeline::new(vec![stamp(b'1'), stamp(b'2')]);
        for (direction, expected) in [(Direction::ToServer, b"x12"), (Direction::ToClient, b"x21")]
        {
            pipeline.handle_signal(At::ZERO, direction, Signal::Bytes(b"x".to_vec()));
            assert_eq!(pipeline.poll_output(), Some((direction, Signal::Bytes(expected.to_vec()))));
        }
    }

    #[test]
    fn an_empty_pipeline_passes_everything() {
        let mut pipeline = Pipeline::default();
        pipeline.handle_signal(At::ZERO, Direction::ToClient, Signal::Fin);
        assert_eq!(pipeline.poll_output(), Some((Direction::ToClient, Signal::Fin)));
    }
}
