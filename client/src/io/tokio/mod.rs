//! The client on tokio.
//!
//! Two ways lead to it. [`spawn`] gives a [`Handle`] whose calls return when the server has
//! answered, and a stream of [`Events`]; a task does the rest:
//!
//! ```no_run
//! use mqttspec_client::io::Config;
//! use mqttspec_client::io::tokio::{Publication, TcpConnector, spawn};
//! use mqttspec_client::packet::QoS;
//! use mqttspec_client::Options;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let config = Config::new(&Options::new("broker.example").client_identifier("lamp-7"))?;
//! let (client, mut events) = spawn(config, Default::default(), TcpConnector);
//! client.connect().await?;
//! client.subscribe(&[("lamp-7/set", QoS::AtLeastOnce)]).await?;
//! client.publish(Publication::new("lamp-7/state", b"on").qos(QoS::ExactlyOnce)).await?;
//! while let Some(event) = events.next().await {
//!     println!("{event:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! [`Driver`] is that task's inside: one future that moves bytes between a
//! [`Client`](crate::Client) and its transport and hands out borrowed events. It spawns nothing.

mod backlog;
mod connector;
mod driver;
mod handle;
mod network;
mod task;

pub use connector::{Connector, OpenError, TcpConnector};
pub use driver::Driver;
pub use handle::{CommandError, EVENTS_MAX, Events, Handle, Publication};
pub use network::NetworkConnector;
pub use task::{client, spawn};
