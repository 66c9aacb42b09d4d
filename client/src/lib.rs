//! A `no_std`, sans-IO MQTT 3.1.1 client, and thin I/O adapters by feature.
//!
//! The core is one type, [`Client`]. It reads no socket, no clock and no random source, and
//! allocates nothing: bytes, the time and memory are handed in, what it wants is polled.
//!
//! # Run loop
//!
//! Commands ([`connect`](Client::connect), [`publish`](Client::publish), …) and what comes from
//! outside (`handle_…`) change the client. After each change poll, in this order, until nothing
//! more comes:
//!
//! 1. [`poll_event`](Client::poll_event): tell the application. An event borrows from the receive
//!    buffer, so it is used up before the next call.
//! 2. [`transport_wanted`](Client::transport_wanted): open or close the transport, then say so by
//!    [`handle_opened`](Client::handle_opened) or [`handle_closed`](Client::handle_closed).
//! 3. [`poll_persist`](Client#method.poll_persist), where Session state is persisted: store the record,
//!    then [`handle_persisted`](Client#method.handle_persisted).
//! 4. [`poll_transmit`](Client::poll_transmit): write the bytes, then say by
//!    [`handle_transmitted`](Client::handle_transmitted) how many the transport took.
//! 5. [`poll_timeout`](Client::poll_timeout): wait until then, for bytes, for room in the transport,
//!    or for a command, and begin again with the matching `handle_…`.
//!
//! A step that changes the client begins the round anew, for the steps wake each other: an event
//! frees room for bytes, an acknowledgement lets the next message out.
//!
//! ```
//! use mqttspec_client::packet::{Connect, Field, ProtocolVersion, QoS, TopicName, Utf8String};
//! use mqttspec_client::reconnect::BackupServer;
//! use mqttspec_client::{
//!     Client, Event, Instant, Settings, Storage, TransportEnd, TransportWanted,
//! };
//!
//! # struct Transport { answers: Vec<&'static [u8]> }
//! # impl Transport {
//! #     fn open() -> Self { Self { answers: vec![&[0x40, 2, 0, 1], &[0x20, 2, 0, 0]] } }
//! #     fn read(&mut self, _timeout: Option<Instant>, space: &mut [u8]) -> usize {
//! #         let answer = self.answers.pop().unwrap_or(&[]);
//! #         space[..answer.len()].copy_from_slice(answer);
//! #         answer.len()
//! #     }
//! #     fn write(&mut self, bytes: &[u8]) -> usize { bytes.len() }
//! # }
//! # fn clock() -> Instant { Instant::from_millis(0) }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let mut storage = Storage::<1024, 1024, 2048, 16>::new();
//! let mut client = Client::new(storage.buffers());
//! let connect = Connect {
//!     protocol_version: ProtocolVersion::V3_1_1,
//!     clean_session: true,
//!     keep_alive_s: 60,
//!     client_identifier: Utf8String::new(Field::ClientIdentifier, "thermometer-1")?,
//!     will: None,
//!     login: None,
//! };
//! client.connect(clock(), &connect, &Settings::default(), BackupServer::None)?;
//! let mut transport = None;
//! loop {
//!     let mut acknowledged = false;
//!     let mut connected = false;
//!     while let Some(event) = client.poll_event() {
//!         match event {
//!             Event::Connected { .. } => connected = true,
//!             Event::Published { .. } => acknowledged = true,
//!             _ => {}
//!         }
//!     }
//!     if connected {
//!         let topic_name = TopicName::new("room/temperature")?;
//!         client.publish(clock(), topic_name, b"21.5", QoS::AtLeastOnce, false)?;
//!     }
//!     if acknowledged {
//!         break;
//!     }
//!     match client.transport_wanted() {
//!         TransportWanted::Open(_server) if transport.is_none() => {
//!             transport = Some(Transport::open());
//!             client.handle_opened(clock(), &connect)?;
//!         }
//!         TransportWanted::Close => {
//!             transport = None;
//!             client.handle_closed(clock(), TransportEnd::Other);
//!             continue;
//!         }
//!         TransportWanted::Open(_) | TransportWanted::Nothing => {}
//!     }
//!     let Some(transport) = &mut transport else { break };
//!     if let Some(bytes) = client.poll_transmit() {
//!         let count = transport.write(bytes);
//!         client.handle_transmitted(clock(), count);
//!     }
//!     let count = transport.read(client.poll_timeout(), client.receive_space());
//!     client.handle_received(clock(), count);
//!     client.handle_timeout(clock());
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What can be left out
//!
//! Three features cost flash and are on wherever `std` is; a small device leaves out what it does
//! not need, and its part of the interface is gone with it.
//!
//! | feature | what it adds | without it |
//! |---|---|---|
//! | `large-messages` | inbound messages in fragments or cut off, outbound ones in parts | a PUBLISH longer than the receive buffer ends the connection, one longer than the send buffer is refused |
//! | `persist` | a Session that outlives the program | the Session lasts as long as the [`Client`] |
//! | `resubscribe` | Topic Filters asked for again on a new Session | the application subscribes at [`Event::Connected`] without Session Present |
//!
//! # What it keeps to
//!
//! Every packet taken off the wire obeys the specification or ends the connection with a typed
//! [`Violation`](error::Violation). Nothing accepted for sending is lost silently: it is delivered,
//! kept, or reported by [`Event::Dropped`]. Peer bytes cannot panic, loop, or use more memory than
//! was lent.
#![no_std]
#![cfg_attr(
    not(all(feature = "large-messages", feature = "persist", feature = "resubscribe")),
    expect(dead_code, reason = "only the features left out would use it")
)]

#[cfg(any(test, feature = "std"))]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

pub mod address;
pub mod buffers;
mod client;
pub mod client_identifier;
#[cfg(feature = "json")]
pub mod config_json;
mod connection;
pub mod error;
pub mod event;
mod feature;
#[cfg(any(feature = "std", feature = "embedded"))]
pub mod io;
pub mod option_name;
pub mod options;
pub mod packet;
#[cfg(all(feature = "large-messages", feature = "resubscribe"))]
mod preset;
pub mod reconnect;
mod session;
pub mod settings;
pub mod time;
pub mod tls;
pub mod uri;
pub mod will;

pub use buffers::{Buffers, Storage};
pub use client::{BUFFER_LEN_MIN, Client, Published, TransportWanted};
pub use connection::{SendPosition, TransportEnd};
pub use event::Event;
pub use options::Options;
pub use session::{InboundSlot, JournalSlot, Record, RecordNumber, ReleaseSlot, RequestSlot};
pub use settings::Settings;
pub use time::Instant;
