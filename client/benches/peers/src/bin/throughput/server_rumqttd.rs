//! rumqttd, a real server, in this process.

use std::{
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use rumqttd::{
    ConnectionSettings, LinkType, Router, RouterConfig, Server as Rumqttd, ServerSettings,
    protocol::v4::V4,
};

use tokio::sync::oneshot;

use crate::{Server, load::WINDOW};

/// Starts it, on threads of its own. Each measurement has one of its own: where connections end and begin
/// in quick succession, version 0.20 may take a new one for the one before and drop it.
pub fn start() -> Server {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let listen = free.local_addr().unwrap();
    drop(free);
    let router = RouterConfig {
        max_connections: 10,
        max_outgoing_packet_count: 200,
        max_segment_size: 10 * 1024 * 1024,
        max_segment_count: 10,
        ..RouterConfig::default()
    };
    let settings = ServerSettings {
        name: "bench".to_owned(),
        listen,
        tls: None,
        next_connection_delay_ms: 0,
        connections: ConnectionSettings {
            connection_timeout_ms: 5_000,
            max_payload_size: 20 * 1024,
            max_inflight_count: WINDOW.into(),
            auth: None,
            external_auth: None,
            dynamic_filters: true,
        },
    };
    let mut server = Rumqttd::new(settings, Router::new(0, router).spawn(), V4);
    let (stop, stopped) = oneshot::channel::<()>();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.spawn(async move { server.start(LinkType::Remote).await });
        let _ = runtime.block_on(stopped);
    });
    let start = Instant::now();
    while TcpStream::connect(listen).is_err() {
        assert!(start.elapsed() < Duration::from_secs(5), "rumqttd does not listen");
        thread::yield_now();
    }
    (listen.port(), Some(stop))
}
