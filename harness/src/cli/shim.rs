//! `mqttspec shim NAME`: the shims inside this binary.

use clap::{Args, ValueEnum};

use crate::{error::HarnessError, exit::Exit, shim::LinkShape};

#[derive(Debug, Args)]
pub(super) struct ShimArgs {
    /// The client.
    client: BuiltinShim,
    /// Guard the lines by checksums and numbers, as on a serial line; reference client only.
    #[arg(long)]
    guarded: bool,
    /// The longest line to take, in bytes; reference client only.
    #[arg(long, value_name = "BYTES", value_parser = clap::value_parser!(u32).range(LINE_MAX_MIN..))]
    line_max: Option<u32>,
}

/// The least that the control link allows.
const LINE_MAX_MIN: i64 = mqttspec_link::SHIM_LINE_MAX_MIN as i64;

#[derive(Clone, Copy, Debug, ValueEnum)]
enum BuiltinShim {
    /// The project's own client.
    Reference,
    /// rumqttc.
    Rumqttc,
}

pub(super) fn execute(args: &ShimArgs) -> Result<Exit, HarnessError> {
    let line_max = args.line_max.and_then(|bytes| usize::try_from(bytes).ok());
    let shape = LinkShape { is_guarded: args.guarded, line_max };
    let served = match args.client {
        BuiltinShim::Reference => crate::shim::reference(shape),
        BuiltinShim::Rumqttc if args.guarded || line_max.is_some() => {
            let text = "the shim of rumqttc has a plain link only".to_owned();
            return Err(HarnessError::Usage(text));
        }
        BuiltinShim::Rumqttc => crate::shim::rumqttc(),
    };
    served.map_err(|source| HarnessError::Machine {
        doing: "serve the control link on stdin and stdout".to_owned(),
        source,
    })?;
    Ok(Exit::Green)
}
