//! A bounded, ordered list in memory that the caller supplies: what the Session's small tables are made of.
//!
//! A ring, because entries mostly leave in the order in which they came.

/// An ordered list of at most `slots.len()` entries.
#[derive(Debug)]
pub(crate) struct Slots<'b, T> {
    slots: &'b mut [T],
    /// Index of the oldest entry; below `slots.len()`, or 0.
    first: usize,
    /// At most `slots.len()`.
    len: usize,
}

impl<'b, T: Copy> Slots<'b, T> {
    /// An empty list in `slots`, whose contents do not matter.
    pub(crate) fn new(slots: &'b mut [T]) -> Self {
        Self { slots, first: 0, len: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn is_full(&self) -> bool {
        self.len == self.slots.len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.slots.len()
    }

    /// Appends, or gives `entry` back when the list is full.
    pub(crate) fn push(&mut self, entry: T) -> Result<(), T> {
        if self.is_full() {
            return Err(entry);
        }
        let at = self.position(self.len);
        self.slots[at] = entry;
        self.len += 1;
        Ok(())
    }

    /// The oldest entry.
    pub(crate) fn first(&self) -> Option<&T> {
        (self.len > 0).then(|| &self.slots[self.first])
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        (index < self.len).then(|| &self.slots[self.position(index)])
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        (index < self.len).then(|| {
            let at = self.position(index);
            &mut self.slots[at]
        })
    }

    /// Takes the entry at `index` out; the order of the others stays.
    pub(crate) fn remove(&mut self, index: usize) -> Option<T> {
        let removed = *self.get(index)?;
        // The few entries before it move up; from the front, the common case, none does.
        for later in (0..index).rev() {
            let (from, to) = (self.position(later), self.position(later + 1));
            self.slots[to] = self.slots[from];
        }
        self.first = self.position(1);
        self.len -= 1;
        if self.len == 0 {
            self.first = 0;
        }
        Some(removed)
    }

    /// Takes the oldest entry out.
    pub(crate) fn pop(&mut self) -> Option<T> {
        self.remove(0)
    }

    pub(crate) fn clear(&mut self) {
        self.first = 0;
        self.len = 0;
    }

    /// The entries, oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        let wrapped = (self.first + self.len).saturating_sub(self.slots.len());
        let head = &self.slots[self.first..self.first + self.len - wrapped];
        head.iter().chain(&self.slots[..wrapped])
    }

    /// The index of the oldest entry that `wanted` accepts.
    pub(crate) fn position_of(&self, wanted: impl FnMut(&T) -> bool) -> Option<usize> {
        self.iter().position(wanted)
    }

    /// The place in `slots` of the entry at `index`; `index` is at most `slots.len()`.
    fn position(&self, index: usize) -> usize {
        let at = self.first + index;
        if at >= self.slots.len() { at.saturating_sub(self.slots.len()) } else { at }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;

    #[test]
    fn entries_keep_their_order_over_the_ring_s_end() {
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
        for step in 0..10_000 {
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
