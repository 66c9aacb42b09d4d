//! Shims inside this binary: the reference client's, and one for rumqttc.
//!
//! Each runs on stdin and stdout in a process of its own (`mqttspec shim NAME`), so that the
//! judge meets these clients as it meets any other.

mod rumqttc;

use std::{
    io,
    time::{SystemTime, UNIX_EPOCH},
};

use mqttspec_shim::{Platform, TcpConnector};
use tokio::{
    io::{BufReader, stdin, stdout},
    runtime::Builder,
    task::LocalSet,
};

/// How a shim's link is to be, as on a board.
#[derive(Clone, Copy, Debug, Default)]
pub struct LinkShape {
    /// Whether its lines are guarded.
    pub is_guarded: bool,
    /// The longest line it takes, in bytes; absent = as much as a host can.
    pub line_max: Option<usize>,
}

/// Runs the shim of the reference client until `exit` or the end of stdin.
///
/// # Errors
/// Reading or writing a line failed, or the runtime could not start.
pub fn reference(shape: LinkShape) -> io::Result<()> {
    let mut platform = Platform::host(std::env::consts::OS);
    platform.line_max = shape.line_max.unwrap_or(platform.line_max);
    platform.boot = shape.is_guarded.then(nonce);
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let input = BufReader::new(stdin());
        mqttspec_shim::serve_on(platform, input, stdout(), TcpConnector).await
    });
    runtime.shutdown_background(); // a thread may still read stdin
    result
}

/// A number that is another one at each start.
fn nonce() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_micros()).unwrap_or_default()
}

/// Runs the shim of rumqttc until `exit` or the end of stdin.
///
/// # Errors
/// Reading or writing a line failed, or the runtime could not start.
pub fn rumqttc() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let result = LocalSet::new().block_on(&runtime, rumqttc::serve(stdin(), stdout()));
    runtime.shutdown_background();
    result
}
