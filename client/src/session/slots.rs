//! A bounded, ordered list in memory that the caller supplies: what the Session's small tables are
//! made of.
//!
//! Entries mostly leave in the order in which they came, so the list walks through its memory, and
//! is moved to the front when it comes to the end.

/// An ordered list of at most `slots.len()` entries.
#[derive(Debug)]
pub(crate) struct Slots<'b, T> {
    slots: &'b mut [T],
    /// Index of the oldest entry; at most `end`.
    start: usize,
    /// Index behind the newest entry; at most `slots.len()`.
    end: usize,
}

impl<'b, T: Copy> Slots<'b, T> {
    /// An empty list in `slots`, whose contents do not matter.
    pub(crate) fn new(slots: &'b mut [T]) -> Self {
        Self { slots, start: 0, end: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }

    pub(crate) fn is_full(&self) -> bool {
        self.len() == self.slots.len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.slots.len()
    }

    /// Appends, or gives `entry` back when the list is full.
    pub(crate) fn push(&mut self, entry: T) -> Result<(), T> {
        if self.end == self.slots.len() {
            self.slots.copy_within(self.start.., 0);
            (self.start, self.end) = (0, self.len());
        }
        let Some(slot) = self.slots.get_mut(self.end) else { return Err(entry) };
        *slot = entry;
        self.end += 1;
        Ok(())
    }

    /// The oldest entry.
    pub(crate) fn first(&self) -> Option<&T> {
        self.get(0)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.entries().get(index)
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.slots[self.start..self.end].get_mut(index)
    }

    /// Takes the entry at `index` out; the order of the others stays.
    pub(crate) fn remove(&mut self, index: usize) -> Option<T> {
        let removed = *self.get(index)?;
        // The few entries before it move up; from the front, the common case, none does.
        self.slots.copy_within(self.start..self.start + index, self.start + 1);
        self.start += 1;
        Some(removed)
    }

    /// Takes the oldest entry out.
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.remove(0)
    }

    pub(crate) fn clear(&mut self) {
        (self.start, self.end) = (0, 0);
    }

    /// The entries, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries().iter()
    }

    /// The index of the oldest entry that `wanted` accepts.
    pub(crate) fn position_of(&self, wanted: impl FnMut(&T) -> bool) -> Option<usize> {
        self.iter().position(wanted)
    }

    fn entries(&self) -> &[T] {
        &self.slots[self.start..self.end]
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;

    #[test]
    fn entries_keep_their_order_over_the_memory_s_end() {
        let mut memory = [0; 4];
        let mut slots = Slots::new(&mut memory);
        for n in 1..=4 {
            assert_eq!(slots.push(n), Ok(()));
        }
        assert_eq!(slots.push(5), Err(5));
        assert_eq!((slots.pop(), slots.pop()), (Some(1), Some(2)));
        assert_eq!((slots.push(5), slots.push(6)), (Ok(()), Ok(())));
        assert_eq!(slots.iter().copied().collect::<Vec<_>>(), [3, 4, 5, 6]);
        assert_eq!(slots.remove(2), Some(5));
        assert_eq!(slots.iter().copied().collect::<Vec<_>>(), [3, 4, 6]);
        assert_eq!((slots.get(2), slots.get(3)), (Some(&6), None));
        assert_eq!(slots.remove(3), None);
    }

    #[test]
    fn a_list_without_memory_is_full_and_empty() {
        let mut slots = Slots::<u8>::new(&mut []);
        assert_eq!(slots.push(1), Err(1));
        assert_eq!((slots.first(), slots.iter().count()), (None, 0));
        assert_eq!(slots.pop(), None);
    }

    #[test]
    fn it_behaves_like_a_vector() {
        let mut memory = [0; 5];
        let mut slots = Slots::new(&mut memory);
        let mut model = Vec::new();
        let mut state = 1_u32;
        for step in 0..if cfg!(miri) { 300 } else { 10_000 } {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let choice = (state >> 16) as usize;
            if choice.is_multiple_of(2) && model.len() < 5 {
                slots.push(step).unwrap();
                model.push(step);
            } else if !model.is_empty() {
                let index = choice / 2 % model.len();
                assert_eq!(slots.remove(index), Some(model.remove(index)));
            }
            assert_eq!(slots.iter().copied().collect::<Vec<_>>(), model);
        }
    }
}
