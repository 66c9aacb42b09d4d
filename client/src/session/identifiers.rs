//! Which Packet Identifier is next: one that no unfinished exchange of the client uses
//! [MQTT-2.3.1-2].
//!
//! Identifiers are given in ascending order, some candidates at a time: one pass over those in use
//! marks the taken ones of a block, so that the price of a pass is shared. Who knows those in use
//! shows each to a visitor.

use crate::packet::PacketIdentifier;

/// Gives Packet Identifiers.
#[derive(Debug)]
pub(crate) struct Identifiers {
    /// Candidates `1 + BLOCK_LEN * block ..= BLOCK_LEN + BLOCK_LEN * block`.
    block: u16,
    /// Bit n: the n-th candidate is free. Identifiers given have their bit cleared.
    free: Block,
}

impl Identifiers {
    /// Starts at Packet Identifier 1.
    pub(crate) fn new() -> Self {
        Self { block: BLOCKS - 1, free: 0 }
    }

    /// Goes on at `first`, or at the next one after it that is free.
    pub(crate) fn start_at(
        &mut self,
        first: PacketIdentifier,
        in_use: impl Fn(&mut dyn FnMut(PacketIdentifier)),
    ) {
        let index = first.to_u16() - 1;
        self.block = index / BLOCK_LEN;
        self.free = self.free_in_block(&in_use) & (Block::MAX << (index % BLOCK_LEN));
    }

    /// Looks at the identifiers in use again: they changed by other ways than
    /// [`Identifiers::next`].
    pub(crate) fn refresh(&mut self, in_use: impl Fn(&mut dyn FnMut(PacketIdentifier))) {
        self.free &= self.free_in_block(&in_use);
    }

    /// The next free identifier; `None` when all 65,535 are in use.
    pub(crate) fn next(
        &mut self,
        in_use: impl Fn(&mut dyn FnMut(PacketIdentifier)),
    ) -> Option<PacketIdentifier> {
        for _ in 0..=BLOCKS {
            if self.free != 0 {
                let index = self.free.trailing_zeros() as u16;
                self.free &= self.free - 1;
                return PacketIdentifier::new(1 + self.block * BLOCK_LEN + index);
            }
            self.block = (self.block + 1) % BLOCKS;
            self.free = self.free_in_block(&in_use);
        }
        None
    }

    fn free_in_block(&self, in_use: &impl Fn(&mut dyn FnMut(PacketIdentifier))) -> Block {
        // 65,536, the last candidate of the last block, is no Packet Identifier.
        let mut free = if self.block == BLOCKS - 1 { Block::MAX >> 1 } else { Block::MAX };
        in_use(&mut |taken| {
            let index = taken.to_u16() - 1;
            if index / BLOCK_LEN == self.block {
                free &= !(1 << (index % BLOCK_LEN));
            }
        });
        free
    }
}

/// A bit for each candidate of a pass: many, but no more than a small machine handles well.
#[cfg(target_pointer_width = "64")]
type Block = u128;
#[cfg(not(target_pointer_width = "64"))]
type Block = u32;

/// Candidates looked at in one pass.
const BLOCK_LEN: u16 = Block::BITS as u16;
/// Blocks that hold the 65,535 identifiers, and one candidate that is none.
const BLOCKS: u16 = u16::MAX / BLOCK_LEN + 1;

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;

    fn identifier(number: u16) -> PacketIdentifier {
        PacketIdentifier::new(number).unwrap()
    }

    fn visit(in_use: &[u16]) -> impl Fn(&mut dyn FnMut(PacketIdentifier)) {
        move |visit| in_use.iter().copied().map(identifier).for_each(visit)
    }

    fn next(identifiers: &mut Identifiers, in_use: &[u16]) -> Option<u16> {
        identifiers.next(visit(in_use)).map(PacketIdentifier::to_u16)
    }

    #[test]
    fn they_ascend_from_one_and_wrap_without_zero() {
        let mut identifiers = Identifiers::new();
        for expected in (1..=u16::MAX).chain([1, 2]) {
            assert_eq!(next(&mut identifiers, &[]), Some(expected));
        }
    }

    #[test]
    fn identifiers_in_use_are_passed_over() {
        let mut identifiers = Identifiers::new();
        let in_use = [1, 2, 4, 64, 65, 128];
        let given: Vec<_> = (0..62).map_while(|_| next(&mut identifiers, &in_use)).collect();
        assert_eq!(given[..3], [3, 5, 6]);
        assert_eq!(given[59..], [63, 66, 67]);
    }

    #[test]
    fn the_only_free_identifier_is_found_and_none_is_given_twice() {
        let mut in_use: Vec<_> = (1..=u16::MAX).filter(|&number| number != 40_000).collect();
        let mut identifiers = Identifiers::new();
        assert_eq!(next(&mut identifiers, &in_use), Some(40_000));
        in_use.push(40_000);
        assert_eq!(next(&mut identifiers, &in_use), None);
        in_use.retain(|&number| number != 7);
        assert_eq!(next(&mut identifiers, &in_use), Some(7));
    }

    #[test]
    fn a_start_near_the_end_wraps_to_one() {
        let mut identifiers = Identifiers::new();
        identifiers.start_at(identifier(65_534), visit(&[65_535]));
        assert_eq!(next(&mut identifiers, &[65_535]), Some(65_534));
        assert_eq!(next(&mut identifiers, &[65_535]), Some(1));
    }

    #[test]
    fn restored_identifiers_are_not_given() {
        let mut identifiers = Identifiers::new();
        assert_eq!(next(&mut identifiers, &[]), Some(1));
        identifiers.refresh(visit(&[2, 3]));
        assert_eq!(next(&mut identifiers, &[2, 3]), Some(4));
    }
}
