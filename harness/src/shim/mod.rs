//! Shims inside this binary: the reference client's, and one for rumqttc.
//!
//! Each runs on stdin and stdout in a process of its own (`mqttspec shim NAME`), so that the
//! judge meets these clients as it meets any other.

mod rumqttc;

use std::io;

use mqttspec_shim::TcpConnector;
use tokio::{
    io::{BufReader, stdin, stdout},
    runtime::Builder,
    task::LocalSet,
};

/// Runs the shim of the reference client until `exit` or the end of stdin.
///
/// # Errors
/// Reading or writing a line failed, or the runtime could not start.
pub fn reference() -> io::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        mqttspec_shim::serve(BufReader::new(stdin()), stdout(), TcpConnector).await
    });
    runtime.shutdown_background(); // a thread may still read stdin
    result
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
