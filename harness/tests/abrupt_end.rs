//! A program that ends without dropping anything leaves no shim behind.
//!
//! In a test program of its own, since it ends every shim of the program.

use std::{path::Path, time::Duration};

use mqttspec::cut::{
    Framing, FromLink,
    stdio::{ShimProcess, end_all},
};

const DEADLINE: Duration = Duration::from_secs(20);

#[tokio::test]
async fn every_shim_is_ended_at_once_even_one_that_listens_to_nothing() {
    let command = ["sh", "-c", "trap '' TERM INT HUP; while :; do sleep 1000; done"];
    let command = command.map(str::to_owned);
    let start = || ShimProcess::start(&command, Path::new(""), Framing::Plain).unwrap();
    let mut shims = [start(), start()];
    end_all();
    for (_, link) in &mut shims {
        let mut last = FromLink::Closed;
        while last == FromLink::Closed {
            (_, last) = tokio::time::timeout(DEADLINE, link.recv()).await.unwrap();
        }
        assert_eq!(last, FromLink::Exited("signal 9".to_owned()));
    }
}
