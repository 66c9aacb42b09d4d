//! Commands about the shim and what it runs on: hello, file, clock, network, again.

use alloc::string::String;

use serde::{Deserialize, Serialize};

/// The question for the shim's and the client's identity. It is always executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Hello {
    /// The version of the control link the harness speaks.
    pub link: u32,
}

/// A part of a file that later options refer to by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FilePart {
    /// The name of the file.
    pub name: String,
    /// Which part this is, from 1; part 1 replaces what there was.
    pub part: u32,
    /// How many parts there are.
    pub of: u32,
    /// The text of this part.
    pub text: String,
}

/// A setting of a board's clocks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Clock {
    /// The date, in milliseconds since 1970-01-01 UTC, for the validity of certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unix_ms: Option<u64>,
    /// What the monotonic clock shall show from now on, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uptime_start_ms: Option<u64>,
}

/// Credentials to join a network with, or a wish to be on it or off it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Network {
    /// The name of the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ssid: Option<String>,
    /// Its password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
    /// The name that the board gives to itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Whether the board shall be on the network.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<bool>,
}

/// A wish to hear lines again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Again {
    /// The number of the first line to repeat.
    pub from: u64,
}
