//! Publications on their way through the client: what it has still to accept, and who is to be told
//! at the end of each.

use alloc::collections::VecDeque;
use alloc::vec;
use alloc::vec::Vec;

use super::handle::{Answer, CommandError, Publication};
use crate::client::{Client, Published};
use crate::connection::SendPosition;
use crate::error::Rejected;
use crate::packet::{PacketIdentifier, TopicName};
use crate::time::Instant;

/// The batches that are not finished.
#[derive(Debug)]
pub(super) struct Backlog {
    batches: Vec<Batch>,
    /// Indices of `batches` that are free.
    free: Vec<usize>,
    /// What the client had no room for yet, oldest first, with the index of its batch.
    waiting: VecDeque<(usize, vec::IntoIter<Publication>, Option<Publication>)>,
    /// The batch of each Packet Identifier in use.
    of_identifier: Vec<Option<u32>>,
    /// Where messages of QoS 0 end, oldest first, with the index of their batch.
    of_position: VecDeque<(SendPosition, usize)>,
}

/// Publications with one answer.
#[derive(Debug)]
struct Batch {
    answer: Option<Answer<()>>,
    unfinished: usize,
    result: Result<(), CommandError>,
}

impl Backlog {
    pub(super) fn new() -> Self {
        Self {
            batches: Vec::new(),
            free: Vec::new(),
            waiting: VecDeque::new(),
            of_identifier: vec![None; IDENTIFIERS],
            of_position: VecDeque::new(),
        }
    }

    /// True while the client has no room for everything: no more shall be taken on.
    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Takes a batch on.
    pub(super) fn push(&mut self, publications: Vec<Publication>, answer: Answer<()>) {
        let batch = Batch { answer: Some(answer), unfinished: publications.len(), result: Ok(()) };
        let index = match self.free.pop() {
            Some(index) => {
                self.batches[index] = batch;
                index
            }
            None => {
                self.batches.push(batch);
                self.batches.len() - 1
            }
        };
        if publications.is_empty() {
            self.end(index);
        } else {
            self.waiting.push_back((index, publications.into_iter(), None));
        }
    }

    /// Gives the client as much as it has room for.
    pub(super) fn offer(&mut self, client: &mut Client<'_>, now: Instant) {
        while let Some((index, rest, next)) = self.waiting.front_mut() {
            let index = *index;
            let Some(publication) = next.take().or_else(|| rest.next()) else {
                self.waiting.pop_front();
                continue;
            };
            match publish(client, now, &publication) {
                Ok(Published::Kept(packet_identifier)) => {
                    let slot = &mut self.of_identifier[usize::from(packet_identifier.to_u16())];
                    *slot = Some(index as u32);
                }
                Ok(Published::AtMostOnce(position)) => {
                    self.of_position.push_back((position, index));
                }
                Err(Rejected::Full(_)) => {
                    *next = Some(publication);
                    return;
                }
                Err(Rejected::Misuse(misuse)) => self.finish(index, Err(misuse.into())),
            }
        }
    }

    /// A message of QoS 1 or 2 is finished.
    pub(super) fn on_finished(
        &mut self,
        packet_identifier: PacketIdentifier,
        result: Result<(), CommandError>,
    ) {
        let slot = &mut self.of_identifier[usize::from(packet_identifier.to_u16())];
        if let Some(index) = slot.take() {
            self.finish(index as usize, result);
        }
    }

    /// Messages of QoS 0 up to this position are finished.
    pub(super) fn on_sent(&mut self, through: SendPosition) {
        while let Some(&(position, index)) = self.of_position.front()
            && position <= through
        {
            self.of_position.pop_front();
            self.finish(index, Ok(()));
        }
    }

    /// The messages of QoS 0 that are left did not leave.
    pub(super) fn on_not_sent(&mut self, error: CommandError) {
        while let Some((_, index)) = self.of_position.pop_front() {
            self.finish(index, Err(error));
        }
    }

    fn finish(&mut self, index: usize, result: Result<(), CommandError>) {
        let batch = &mut self.batches[index];
        batch.result = batch.result.and(result);
        batch.unfinished -= 1;
        if batch.unfinished == 0 {
            self.end(index);
        }
    }

    fn end(&mut self, index: usize) {
        let batch = &mut self.batches[index];
        if let Some(answer) = batch.answer.take() {
            // Whoever asked may no longer care.
            let _ = answer.send(batch.result);
        }
        self.free.push(index);
    }
}

fn publish(
    client: &mut Client<'_>,
    now: Instant,
    publication: &Publication,
) -> Result<Published, Rejected> {
    let Publication { topic_name, payload, qos, retain } = publication;
    client.publish(now, TopicName::new(topic_name)?, payload, *qos, *retain)
}

/// Packet Identifiers, and 0.
const IDENTIFIERS: usize = 1 << 16;
