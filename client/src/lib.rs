//! A `no_std`, sans-IO MQTT 3.1.1 client, and thin I/O adapters by feature.
#![no_std]

pub mod error;
pub mod packet;
pub mod will;
