//! What the machine answers: clock, memory, network, files.

use std::time::Duration;

use mqttspec_link::{ErrorKind, IndicationEvent, Outcome, command::Network};
use mqttspec_shim::{MemoryUse, NetworkState, Platform, Surroundings, Unknown};

use crate::bench::*;

/// A board, as the shim sees it.
#[derive(Debug)]
struct Board {
    network_wishes: u32,
}

impl Surroundings for Board {
    fn memory(&self) -> MemoryUse {
        MemoryUse {
            heap_used: Some(1000),
            heap_free: Some(2000),
            heap_free_min: Some(1500),
            stack_free_min: Some(300),
        }
    }

    fn network(&mut self, wish: &Network) -> Result<NetworkState, String> {
        self.network_wishes += 1;
        match (wish.up, self.network_wishes) {
            (Some(false), _) => Err("the cable is plugged in".into()),
            (_, 1) => Ok(NetworkState::default()),
            _ => {
                let (ip, gateway) = (Some("10.0.0.7".into()), Some("10.0.0.1".into()));
                Ok(NetworkState { ip, gateway, rssi: Some(-60) })
            }
        }
    }
}

fn board() -> Platform {
    let mut platform = Platform::host("board");
    platform.surroundings = Box::new(Board { network_wishes: 0 });
    platform.features.push("network");
    platform
}

#[tokio::test(start_paused = true)]
async fn keep_alive_holds_over_the_wraps_of_the_clock_that_is_told() {
    for wrap in [1_u64 << 31, 1 << 32] {
        run(async |lines, net| {
            let start_ms = wrap - 5_000;
            let clock =
                format!(r#""do":"clock","unix_ms":1700000000000,"uptime_start_ms":{start_ms}"#);
            assert_eq!(lines.call(&clock).await, requested(lines).await);
            let mut wire = connect(lines, net, r#","keep_alive_s":8"#).await;
            let begin = tokio::time::Instant::now();
            wire.expect(&[0xc0, 0]).await;
            assert_eq!(begin.elapsed(), Duration::from_secs(7));
            wire.send(&[0xd0, 0]).await;
            assert_eq!(lines.event().await, IndicationEvent::Pong);
            let Outcome::Ok(stats) = lines.call(r#""do":"stats""#).await.outcome else { panic!() };
            assert_eq!(stats["uptime_ms"], start_ms + 7_000);
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_clock_does_not_go_back_for_a_client_that_has_seen_it() {
    run(async |lines, net| {
        let forth = lines.call(r#""do":"clock","uptime_start_ms":100000"#).await;
        assert_eq!(forth, requested(lines).await);
        let back = r#""do":"clock","uptime_start_ms":5"#;
        assert_eq!(lines.call(back).await, requested(lines).await, "nobody has seen it");
        let mut wire = connect(lines, net, "").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(lines.call(back).await.kind(), Some(ErrorKind::InvalidArgument));
        lines.call(r#""do":"reset""#).await;
        wire.expect_end().await;
        assert_eq!(lines.call(back).await, requested(lines).await);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_the_machine_does_not_know_is_unsupported() {
    let mut platform = Platform::host("test");
    platform.surroundings = Box::new(Unknown);
    run_on(platform, async |lines, _| {
        let reply = lines.call(r#""do":"clock","unix_ms":1,"uptime_start_ms":5000"#).await;
        assert_eq!(reply.outcome, Outcome::Unsupported("unix_ms".into()));
        let reply = lines.call(r#""do":"network","up":true"#).await;
        assert_eq!(reply.outcome, Outcome::Unsupported("network".into()));
        let stats = lines.call(r#""do":"stats""#).await;
        assert_eq!(stats.to_line_of(), r#"{"connections":0,"uptime_ms":0}"#, "nothing was set");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_board_tells_its_memory_and_its_network() {
    run_on(board(), async |lines, _| {
        let stats = concat!(
            r#"{"connections":0,"heap_free":2000,"heap_free_min":1500,"heap_used":1000,"#,
            r#""stack_free_min":300,"uptime_ms":0}"#
        );
        assert_eq!(lines.call(r#""do":"stats""#).await.to_line_of(), stats);
        let join = r#""do":"network","ssid":"s","password":"p""#;
        assert_eq!(lines.call(join).await.to_line_of(), "{}", "not yet joined");
        let state = r#"{"gateway":"10.0.0.1","ip":"10.0.0.7","rssi":-60}"#;
        assert_eq!(lines.call(r#""do":"network""#).await.to_line_of(), state);
        let leave = lines.call(r#""do":"network","up":false"#).await;
        assert_eq!(leave.kind(), Some(ErrorKind::Io));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_process_does_not_tell_as_its_heap_what_the_system_gave_it() {
    run(async |lines, _| {
        let Outcome::Ok(stats) = lines.call(r#""do":"stats""#).await.outcome else { panic!() };
        assert!(!stats.contains_key("heap_used"), "{stats:?}");
    })
    .await;
}
