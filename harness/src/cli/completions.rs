//! `mqttspec completions SHELL`.

use clap::Args;
use clap_complete::Shell;

use super::console;
use crate::{error::HarnessError, exit::Exit};

#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  mqttspec completions bash > ~/.local/share/bash-completion/completions/mqttspec"
)]
pub(super) struct CompletionsArgs {
    /// The shell.
    shell: Shell,
}

pub(super) fn execute(args: &CompletionsArgs) -> Result<Exit, HarnessError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "mqttspec", &mut script);
    console::say(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Green)
}
