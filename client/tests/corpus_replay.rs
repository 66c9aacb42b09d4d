//! Replays the corpora of the fuzz targets, so that what a fuzzer once found stays found.

#[path = "../fuzz/src/lib.rs"]
#[expect(unreachable_pub, reason = "it is the library of the fuzz targets")]
mod targets;

use std::{fs, path::Path};

/// Runs the target over its corpus, in the order of the file names.
fn replay(name: &str, run: fn(&[u8])) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let entries = fs::read_dir(&corpus).expect("the corpus is part of the sources");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "no inputs in {}", corpus.display());
    for path in paths {
        let input = fs::read(&path).expect("a readable file");
        if std::panic::catch_unwind(|| run(&input)).is_err() {
            panic!("{} fails", path.display());
        }
    }
}

#[test]
fn the_corpus_of_agreement_passes() {
    replay("agreement", targets::agreement::run);
}

#[test]
fn the_corpus_of_framer_passes() {
    replay("framer", targets::framer::run);
}

#[test]
fn the_corpus_of_link_passes() {
    replay("link", targets::link::run);
}

#[test]
fn the_corpus_of_packet_passes() {
    replay("packet", targets::packet::run);
}

#[test]
fn the_corpus_of_session_passes() {
    replay("session", targets::session::run);
}
