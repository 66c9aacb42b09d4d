//! Tests of the file journal: files cut off and damaged at every byte, written anew, opened twice.

use alloc::vec::Vec;

use super::*;
use crate::packet::PacketIdentifier;

fn identifier(number: u16) -> PacketIdentifier {
    PacketIdentifier::new(number).unwrap()
}

fn records() -> Vec<Record<'static>> {
    let packet = b"\x32\x06\0\x01t\0\x01x";
    [
        Record::Stored { packet_identifier: identifier(1), packet },
        Record::Received { packet_identifier: identifier(9), delivery_number: 1 },
        Record::Released(identifier(1)),
        Record::Stored { packet_identifier: identifier(2), packet },
        Record::Completed(identifier(9)),
        Record::Finished(identifier(1)),
        Record::Received { packet_identifier: identifier(9), delivery_number: 2 },
        Record::InboundCleared,
    ]
    .into()
}

/// A file of these records, and where each ends in it.
fn file_of(records: &[Record<'_>]) -> (Vec<u8>, Vec<usize>) {
    let mut bytes = Vec::from(HEADER);
    let mut ends = Vec::new();
    for record in records {
        append(&mut bytes, record);
        ends.push(bytes.len());
    }
    (bytes, ends)
}

/// The state after so many records.
fn state_after(records: &[Record<'_>]) -> JournalState {
    let mut state = JournalState::default();
    records.iter().for_each(|record| state.apply(record));
    state
}

#[test]
fn a_file_cut_off_at_any_byte_holds_the_records_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    let (bytes, ends) = file_of(&records());
    for cut in 0..=bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        let whole = ends.iter().filter(|&&end| end <= cut).count();
        let journal = FileJournal::open(&path).unwrap();
        assert_eq!(journal.state, state_after(&records()[..whole]), "cut at {cut}");
        drop(journal);
        let len = fs::metadata(&path).unwrap().len();
        let expected = ends[..whole].last().copied().unwrap_or(HEADER_LEN);
        assert_eq!(len, expected as u64, "what was cut off is gone");
    }
}

#[test]
fn a_file_damaged_at_any_byte_holds_the_records_before_it_or_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    let (bytes, ends) = file_of(&records());
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x40;
        fs::write(&path, &damaged).unwrap();
        let opened = FileJournal::open(&path);
        if at < HEADER_LEN {
            assert_eq!(opened.unwrap_err().kind(), io::ErrorKind::InvalidData);
            assert_eq!(fs::read(&path).unwrap(), damaged, "what is not ours is left alone");
            continue;
        }
        let whole = ends.iter().filter(|&&end| end <= at).count();
        assert_eq!(opened.unwrap().state, state_after(&records()[..whole]), "damaged at {at}");
    }
}

#[test]
fn a_file_written_anew_says_the_same_in_fewer_records() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    for count in 0..=records().len() {
        let (bytes, _) = file_of(&records()[..count]);
        fs::write(&path, bytes).unwrap();
        let mut journal = FileJournal::open(&path).unwrap();
        let before = journal.len;
        journal.rewrite().unwrap();
        assert!(journal.len <= before.max(60), "{before} → {}", journal.len);
        drop(journal);
        assert_eq!(FileJournal::open(&path).unwrap().state, state_after(&records()[..count]));
    }
}

#[test]
fn a_new_file_that_was_not_finished_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    let (bytes, _) = file_of(&records());
    fs::write(&path, &bytes).unwrap();
    fs::write(folder.path().join("session.new"), b"half").unwrap();
    let mut journal = FileJournal::open(&path).unwrap();
    assert_eq!(journal.state, state_after(&records()));
    journal.rewrite().unwrap();
    assert!(!folder.path().join("session.new").exists());
}

#[test]
fn a_second_program_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    let first = FileJournal::open(&path).unwrap();
    let second = FileJournal::open(&path).unwrap_err();
    assert_eq!(second.kind(), io::ErrorKind::WouldBlock);
    drop(first);
    FileJournal::open(&path).unwrap();
}

#[test]
fn a_file_of_another_kind_or_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for content in [&b"MQTTSESS\x02\0\0\0"[..], b"anything", b"MQTTSESS\x01\0\0\x01"] {
        let path = folder.path().join("other");
        fs::write(&path, content).unwrap();
        let refused = FileJournal::open(&path).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::InvalidData);
    }
}
