//! `mqttspec shim NAME`: the shims inside this binary.

use clap::{Args, ValueEnum};

use crate::{error::HarnessError, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct ShimArgs {
    /// The client.
    client: BuiltinShim,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum BuiltinShim {
    /// The project's own client.
    Reference,
    /// rumqttc.
    Rumqttc,
}

pub(super) fn execute(args: &ShimArgs) -> Result<Exit, HarnessError> {
    let served = match args.client {
        BuiltinShim::Reference => crate::shim::reference(),
        BuiltinShim::Rumqttc => crate::shim::rumqttc(),
    };
    served.map_err(|source| HarnessError::Machine {
        doing: "serve the control link on stdin and stdout".to_owned(),
        source,
    })?;
    Ok(Exit::Green)
}
