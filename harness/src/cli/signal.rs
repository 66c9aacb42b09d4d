//! Ctrl-C and SIGTERM: the first ends the run in order, the second ends the program at once.

use std::thread;

use tokio::{
    runtime::Builder,
    signal::unix::{SignalKind, signal},
};

use super::console;
use crate::{
    campaign::stop::StopSwitch,
    cut,
    error::HarnessError,
    exit::{Exit, Signal},
    report::manifest::Stop,
};

/// Has signals pull `switch` from now on.
///
/// # Errors
/// The machine refuses to listen for signals.
pub(super) fn listen(switch: &StopSwitch) -> Result<(), HarnessError> {
    let machine = |source| HarnessError::Machine { doing: "listen for signals".to_owned(), source };
    let runtime = Builder::new_current_thread().enable_io().build().map_err(machine)?;
    let entered = runtime.enter();
    let mut interrupt = signal(SignalKind::interrupt()).map_err(machine)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(machine)?;
    drop(entered);
    let switch = switch.clone();
    let listener = thread::Builder::new().name("signals".to_owned());
    let spawned = listener.spawn(move || {
        runtime.block_on(async {
            loop {
                let (stop, name) = tokio::select! {
                    _ = interrupt.recv() => (Stop::Interrupt, Signal::Interrupt),
                    _ = terminate.recv() => (Stop::Terminate, Signal::Terminate),
                };
                if switch.pulled().is_some_and(Stop::is_abrupt) {
                    cut::stdio::end_all();
                    std::process::exit(Exit::Stopped(name).code().into());
                }
                console::note(&format!("{name}: stopping; once more stops at once"));
                switch.pull(stop);
            }
        });
    });
    spawned.map(drop).map_err(machine)
}
