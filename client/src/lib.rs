//! A `no_std`, sans-IO MQTT 3.1.1 client, and thin I/O adapters by feature.
#![no_std]

pub mod address;
pub mod error;
pub mod option_name;
pub mod packet;
pub mod tls;
pub mod uri;
pub mod will;
