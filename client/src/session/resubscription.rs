//! What the client is subscribed to, so that it can subscribe again where the server has forgotten
//! it.
//!
//! Entries are kept in the form in which SUBSCRIBE carries them: length, Topic Filter, QoS. First
//! come those that SUBACK granted, then those asked for, in the order of the unanswered SUBSCRIBEs:
//! ```text
//! │ granted … │ asked for: first SUBSCRIBE │ second SUBSCRIBE │ free
//! 0        granted                                          len
//! ```
//! *Not here:* identifiers, when to subscribe again.

use crate::error::Full;
use crate::packet::{SubackReturnCode, Subscriptions, TopicFilters};

/// The subscriptions, in memory of the caller's.
#[derive(Debug)]
pub(crate) struct Resubscription<'b> {
    bytes: &'b mut [u8],
    /// At most `len`.
    granted: usize,
    len: usize,
    /// What comes before it has been asked for again on this connection; `None`: nothing is to be.
    next: Option<usize>,
}

impl<'b> Resubscription<'b> {
    pub(crate) fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, granted: 0, len: 0, next: None }
    }

    /// A SUBSCRIBE asks for these.
    pub(crate) fn on_asked(&mut self, subscriptions: Subscriptions<'_>) -> Result<(), Full> {
        let lens = subscriptions.map(|(filter, _)| filter.encoded_len() + QOS_LEN);
        let needed = lens.fold(0, usize::saturating_add);
        let found = self.bytes.len() - self.len;
        if needed > found {
            return Err(Full::Subscriptions { needed, found });
        }
        for (filter, qos) in subscriptions {
            let text = filter.as_str().as_bytes();
            self.append(&(text.len() as u16).to_be_bytes());
            self.append(text);
            self.append(&[qos.to_u8()]);
        }
        Ok(())
    }

    /// SUBACK answers the SUBSCRIBE before which so many others asked for `earlier` Topic Filters.
    pub(crate) fn on_answered(
        &mut self,
        earlier: usize,
        return_codes: impl Iterator<Item = SubackReturnCode>,
    ) {
        let mut at = self.granted;
        for _ in 0..earlier {
            at += self.entry_len(at);
        }
        for return_code in return_codes {
            let entry_len = self.entry_len(at);
            match return_code {
                SubackReturnCode::Granted(_) => {
                    // Those asked for before stay behind it in their order.
                    self.bytes[self.granted..at + entry_len].rotate_right(entry_len);
                    at += entry_len;
                    self.granted += entry_len;
                    at -= self.forget_older(self.granted - entry_len);
                }
                SubackReturnCode::Failure => self.remove(at),
            }
        }
    }

    /// A SUBSCRIBE for the first `count` Topic Filters asked for will not be answered.
    pub(crate) fn on_unanswered(&mut self, count: usize) {
        for _ in 0..count {
            self.remove(self.granted);
        }
    }

    /// An UNSUBSCRIBE takes these back.
    pub(crate) fn on_unsubscribed(&mut self, topic_filters: TopicFilters<'_>) {
        for filter in topic_filters {
            let mut at = 0;
            while at < self.granted {
                if self.filter(at) == filter.as_str().as_bytes() {
                    self.remove(at);
                } else {
                    at += self.entry_len(at);
                }
            }
        }
    }

    /// Everything granted is to be asked for again.
    pub(crate) fn begin(&mut self) {
        self.next = (self.granted > 0).then_some(0);
    }

    /// Nothing more is to be asked for again on this connection.
    pub(crate) fn stop(&mut self) {
        self.next = None;
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        (self.granted, self.len, self.next) = (0, 0, None);
    }

    /// The next Topic Filters to be asked for again, as the payload of one SUBSCRIBE of at most
    /// `len_max` bytes and `count_max` Topic Filters, and their number.
    pub(crate) fn next(&self, len_max: usize, count_max: usize) -> Option<(&[u8], usize)> {
        let start = self.next?;
        let (mut end, mut count) = (start, 0);
        while end < self.granted && count < count_max {
            let entry_len = self.entry_len(end);
            if end + entry_len - start > len_max {
                break;
            }
            end += entry_len;
            count += 1;
        }
        (count > 0).then(|| (&self.bytes[start..end], count))
    }

    /// `len` bytes of [`Resubscription::next`] were asked for again.
    pub(crate) fn on_asked_again(&mut self, len: usize) {
        self.next = self.next.map(|next| next + len).filter(|&next| next < self.granted);
    }

    /// Forgets an older entry for the same Topic Filter as the granted one at `newest`; says how
    /// many bytes it took.
    fn forget_older(&mut self, newest: usize) -> usize {
        let mut at = 0;
        while at < newest {
            let entry_len = self.entry_len(at);
            if self.filter(at) == self.filter(newest) {
                self.remove(at);
                return entry_len;
            }
            at += entry_len;
        }
        0
    }

    fn remove(&mut self, at: usize) {
        let entry_len = self.entry_len(at);
        self.bytes.copy_within(at + entry_len..self.len, at);
        self.len -= entry_len;
        if at < self.granted {
            self.granted -= entry_len;
        }
        self.next = self.next.map(|next| if at < next { next - entry_len } else { next });
    }

    fn append(&mut self, bytes: &[u8]) {
        self.bytes[self.len..self.len + bytes.len()].copy_from_slice(bytes);
        self.len += bytes.len();
    }

    fn filter(&self, at: usize) -> &[u8] {
        &self.bytes[at + LENGTH_LEN..at + self.entry_len(at) - QOS_LEN]
    }

    /// The length of the entry at `at`, 0 at the end.
    fn entry_len(&self, at: usize) -> usize {
        match self.bytes[at..self.len].first_chunk() {
            Some(length) => LENGTH_LEN + usize::from(u16::from_be_bytes(*length)) + QOS_LEN,
            None => 0,
        }
    }
}

/// The two bytes before a Topic Filter.
const LENGTH_LEN: usize = 2;
/// The byte behind it.
const QOS_LEN: usize = 1;

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;
    use crate::packet::{QoS, TopicFilter};

    fn filter(text: &str) -> TopicFilter<'_> {
        TopicFilter::new(text).unwrap()
    }

    fn ask(list: &mut Resubscription<'_>, filters: &[(&str, QoS)]) -> Result<(), Full> {
        let filters: Vec<_> = filters.iter().map(|&(text, qos)| (filter(text), qos)).collect();
        list.on_asked(Subscriptions::new(&filters).unwrap())
    }

    fn answer(list: &mut Resubscription<'_>, earlier: usize, codes: &[u8]) {
        let codes = codes.iter().map(|&code| SubackReturnCode::from_u8(code).unwrap());
        list.on_answered(earlier, codes);
    }

    fn granted(list: &mut Resubscription<'_>) -> Vec<(std::string::String, u8)> {
        list.begin();
        let Some((payload, _)) = list.next(usize::MAX, usize::MAX) else { return Vec::new() };
        let entries = Subscriptions::parse(payload).unwrap();
        entries.map(|(filter, qos)| (filter.as_str().into(), qos.to_u8())).collect()
    }

    #[test]
    fn answers_out_of_order_grant_and_refuse_their_own_topic_filters() {
        let mut memory = [0; 64];
        let mut list = Resubscription::new(&mut memory);
        ask(&mut list, &[("a", QoS::AtMostOnce), ("bb", QoS::AtLeastOnce)]).unwrap();
        ask(&mut list, &[("ccc", QoS::ExactlyOnce)]).unwrap();
        assert_eq!(granted(&mut list), []);
        answer(&mut list, 2, &[2]);
        assert_eq!(granted(&mut list), [("ccc".into(), 2)]);
        answer(&mut list, 0, &[0x80, 0]);
        assert_eq!(granted(&mut list), [("ccc".into(), 2), ("bb".into(), 1)]);
    }

    #[test]
    fn the_same_topic_filter_is_kept_once_with_its_latest_qos() {
        let mut memory = [0; 64];
        let mut list = Resubscription::new(&mut memory);
        ask(&mut list, &[("a", QoS::AtMostOnce), ("b", QoS::AtMostOnce)]).unwrap();
        answer(&mut list, 0, &[0, 0]);
        ask(&mut list, &[("a", QoS::ExactlyOnce), ("c", QoS::AtLeastOnce)]).unwrap();
        answer(&mut list, 0, &[1, 1]);
        let expected = [("b".into(), 0), ("a".into(), 2), ("c".into(), 1)];
        assert_eq!(granted(&mut list), expected);
    }

    #[test]
    fn unsubscribed_and_unanswered_topic_filters_are_forgotten() {
        let mut memory = [0; 64];
        let mut list = Resubscription::new(&mut memory);
        ask(&mut list, &[("a", QoS::AtMostOnce), ("b", QoS::AtMostOnce)]).unwrap();
        answer(&mut list, 0, &[0, 0]);
        ask(&mut list, &[("c", QoS::AtMostOnce)]).unwrap();
        list.on_unsubscribed(TopicFilters::new(&[filter("a"), filter("x")]).unwrap());
        list.on_unanswered(1);
        assert_eq!(granted(&mut list), [("b".into(), 0)]);
    }

    #[test]
    fn they_are_asked_for_again_in_packets_that_fit() {
        let mut memory = [0; 64];
        let mut list = Resubscription::new(&mut memory);
        ask(&mut list, &[("a", QoS::AtMostOnce); 1]).unwrap();
        answer(&mut list, 0, &[0]);
        ask(&mut list, &[("bb", QoS::AtMostOnce), ("ccc", QoS::AtMostOnce)]).unwrap();
        answer(&mut list, 0, &[0, 0]);
        list.begin();
        assert_eq!(list.next(9, 9), Some((&b"\0\x01a\0\0\x02bb\0"[..], 2)));
        assert_eq!(list.next(9, 1), Some((&b"\0\x01a\0"[..], 1)));
        list.on_asked_again(9);
        assert_eq!(list.next(9, 9), Some((&b"\0\x03ccc\0"[..], 1)));
        assert_eq!(list.next(5, 9), None, "does not fit");
        list.on_asked_again(6);
        assert_eq!(list.next(9, 9), None);
    }

    #[test]
    fn a_full_list_refuses_and_changes_nothing() {
        let mut memory = [0; 8];
        let mut list = Resubscription::new(&mut memory);
        ask(&mut list, &[("a", QoS::AtMostOnce)]).unwrap();
        let full = Full::Subscriptions { needed: 5, found: 4 };
        assert_eq!(ask(&mut list, &[("bb", QoS::AtMostOnce)]), Err(full));
        answer(&mut list, 0, &[0]);
        assert_eq!(granted(&mut list), [("a".into(), 0)]);
    }
}
