//! The wish to be connected: attempts, delays, the backup server, refresh, subscriptions.

use mqttspec_client::packet::QoS;
use mqttspec_client::reconnect::{Backoff, BackupServer, Reconnect};
use mqttspec_client::{Client, Storage, TransportEnd};

use crate::bench::{Bench, connect_packet, hex};

/// When each attempt began, in milliseconds after the first, and with which server.
fn dials(bench: &mut Bench<'_>) -> Vec<(u64, String)> {
    let events = bench.events();
    let dials = events.iter().filter_map(|event| event.strip_prefix("dial "));
    dials
        .map(|dial| {
            let (server, at) = dial.split_once(" at ").unwrap();
            (at.parse::<u64>().unwrap() - 1_000, server.to_owned())
        })
        .collect()
}

fn fails(bench: &mut Bench<'_>, times: usize) {
    bench.openings.extend(std::iter::repeat_n(TransportEnd::Tcp, times));
}

#[test]
fn without_reconnection_one_attempt_is_made() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    fails(&mut bench, 1);
    bench.dial();
    bench.pass(1_000_000);
    assert_eq!(dials(&mut bench), [(0, "Primary".into())]);
    bench.dial();
    assert!(bench.open, "another connect makes another attempt");
}

#[test]
fn fixed_delays_are_all_the_same() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.reconnect = Reconnect::Fixed { delay_ms: 10_000 };
    fails(&mut bench, 3);
    bench.dial();
    bench.pass(35_000);
    let at: Vec<_> = dials(&mut bench).into_iter().map(|(at, _)| at).collect();
    assert_eq!(at, [0, 10_000, 20_000, 30_000]);
}

#[test]
fn delays_double_within_a_tenth_and_stay_within_their_limits() {
    let mut seen = Vec::new();
    for seed in 1..50 {
        let mut storage = Storage::<64, 64, 0, 0>::new();
        let mut bench = Bench::new(Client::new(storage.buffers()));
        bench.settings.reconnect = Reconnect::Backoff(Backoff { seed, ..Backoff::default() });
        fails(&mut bench, 9);
        bench.dial();
        bench.pass(600_000);
        let at: Vec<_> = dials(&mut bench).into_iter().map(|(at, _)| at).collect();
        let delays: Vec<_> = at.windows(2).map(|pair| pair[1] - pair[0]).collect();
        for (delay, base) in
            delays.iter().zip([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000])
        {
            let tenth = base / 10;
            let limits = (base - tenth).max(2_000)..=(base + tenth).min(60_000);
            assert!(limits.contains(delay), "{delay} for {base}");
        }
        seen.push(delays);
    }
    seen.sort();
    seen.dedup();
    assert!(seen.len() > 45, "seeds give different delays");
}

#[test]
fn delays_start_anew_only_after_a_connection_that_lasted() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    let stable_ms = 30_000;
    bench.settings.reconnect = Reconnect::Backoff(Backoff { stable_ms, ..Backoff::default() });
    bench.dial();
    let mut delays = Vec::new();
    for lasts_ms in [0, 29_999, 29_999, 30_000, 0] {
        bench.server(&[0x20, 2, 0, 0]);
        bench.pass(lasts_ms);
        let lost = bench.now().as_millis();
        bench.server_closes();
        while !bench.open {
            bench.pass(1);
        }
        delays.push((bench.now().as_millis() - lost + 500) / 1_000);
    }
    assert_eq!(delays, [2, 4, 8, 2, 4]);
}

#[test]
fn each_failure_changes_the_server_and_a_loss_does_not() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.reconnect = Reconnect::Fixed { delay_ms: 1_000 };
    bench.backup = BackupServer::EachFailure;
    fails(&mut bench, 3);
    bench.dial();
    bench.pass(3_000);
    bench.server(&[0x20, 2, 0, 0]);
    bench.server_closes();
    bench.pass(1_000);
    bench.server(&[0x20, 2, 0, 3]);
    bench.pass(1_000);
    let servers: Vec<_> = dials(&mut bench).into_iter().map(|(_, server)| server).collect();
    assert_eq!(servers, ["Primary", "Backup", "Primary", "Backup", "Backup", "Primary"]);
}

#[test]
fn at_the_longest_delay_the_other_server_has_its_turn() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.reconnect = Reconnect::Backoff(Backoff::default());
    bench.backup = BackupServer::LongestDelay;
    fails(&mut bench, 100);
    bench.dial();
    bench.pass(600_000);
    let servers: String =
        dials(&mut bench).into_iter().map(|(_, server)| server.chars().next().unwrap()).collect();
    assert_eq!(&servers[..15], "PPPPPPBBBBBBPPP");
}

#[test]
fn attempts_are_counted_from_one_for_each_connect() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.reconnect = Reconnect::Fixed { delay_ms: 1_000 };
    fails(&mut bench, 2);
    bench.dial();
    bench.pass(2_000);
    let before: Vec<_> =
        bench.events().into_iter().filter(|event| event.starts_with("BeforeConnect")).collect();
    assert_eq!(before.len(), 3);
    assert!(before[2].contains("attempt: 3"));
}

#[test]
fn refresh_says_goodbye_and_connects_again_at_once() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.refresh_ms = 60_000;
    bench.connected(false);
    bench.pass(59_999);
    assert_eq!(bench.sent(), Vec::<Vec<u8>>::new());
    bench.pass(1);
    let sent = bench.sent();
    assert_eq!((hex(&sent[..1]), sent[1][0]), ("e000".into(), 0x10));
    assert_eq!(
        bench.events(),
        [
            "transport closed",
            "Disconnected(Refresh)",
            "BeforeConnect { attempt: 2, server: Primary }",
            "dial Primary at 61000"
        ]
    );
}

#[test]
fn disconnect_ends_the_connection_and_the_wish() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.reconnect = Reconnect::Fixed { delay_ms: 1_000 };
    bench.connected(false);
    bench.client.disconnect(bench.now()).unwrap();
    bench.drive();
    assert_eq!(hex(&bench.sent()), "e000");
    assert_eq!(bench.events(), ["transport closed", "Disconnected(Requested)"]);
    bench.pass(100_000);
    assert_eq!(bench.events(), [""; 0]);
}

#[test]
fn disconnect_waits_for_room_and_no_longer_than_the_send_timeout() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.takes = 0;
    for _ in 0..8 {
        bench.publish(b"123", QoS::AtMostOnce).unwrap();
    }
    bench.client.disconnect(bench.now()).unwrap();
    bench.drive();
    assert!(bench.open);
    bench.takes = usize::MAX;
    bench.drive();
    assert_eq!(hex(&bench.sent()[8..]), "e000");
    assert!(!bench.open);
    bench.connected(false);
    bench.takes = 0;
    bench.client.disconnect(bench.now()).unwrap();
    bench.pass(10_000);
    assert_eq!(bench.events(), ["transport closed", "Disconnected(Requested)"]);
}

#[test]
fn abort_closes_without_a_packet() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.reconnect = Reconnect::Fixed { delay_ms: 1_000 };
    bench.connected(false);
    bench.client.abort(bench.now()).unwrap();
    bench.drive();
    assert_eq!(bench.sent(), Vec::<Vec<u8>>::new());
    assert_eq!(bench.events(), ["transport closed", "Disconnected(Requested)"]);
    bench.pass(100_000);
    assert_eq!(bench.events(), [""; 0]);
}

#[test]
fn an_attempt_or_a_wait_that_is_ended_ends_silently() {
    for stage in ["opening", "awaiting CONNACK", "waiting"] {
        let mut storage = Storage::<64, 64, 0, 0>::new();
        let mut bench = Bench::new(Client::new(storage.buffers()));
        bench.settings.reconnect = Reconnect::Fixed { delay_ms: 1_000 };
        bench.stall_opening = stage == "opening";
        if stage == "waiting" {
            fails(&mut bench, 1);
        }
        bench.dial();
        bench.events();
        bench.client.disconnect(bench.now()).unwrap();
        bench.drive();
        bench.pass(100_000);
        let mut events = bench.events();
        events.retain(|event| event != "transport closed");
        assert_eq!(events, [""; 0], "{stage}");
    }
}

#[test]
fn subscriptions_are_made_again_unless_the_server_has_them() {
    let mut storage = Storage::<64, 64, 0, 0, 64>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.settings.resubscribe = true;
    bench.settings.reconnect = Reconnect::Fixed { delay_ms: 1_000 };
    bench.connected(false);
    bench
        .subscribe(&[("a", QoS::AtLeastOnce), ("no", QoS::AtMostOnce), ("b", QoS::ExactlyOnce)])
        .unwrap();
    bench.server(b"\x90\x05\0\x01\x01\x80\0");
    bench.subscribe(&[("unanswered", QoS::AtMostOnce)]).unwrap();
    bench.sent();
    for (session_present, expected) in
        [(1, ""), (0, "820a000300016101000162 02"), (0, "820a000400016101000162 02")]
    {
        bench.server_closes();
        bench.pass(1_000);
        bench.sent();
        bench.server(&[0x20, 2, session_present, 0]);
        assert_eq!(hex(&bench.sent()), expected.replace(' ', ""));
    }
    bench.server(b"\x90\x04\0\x04\x01\x02");
    let events = bench.events();
    assert!(events.last().unwrap().starts_with("Subscribed"), "{events:?}");
}
