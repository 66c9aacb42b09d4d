//! The command line: a file for each subcommand.

mod clients;
mod completions;
mod console;
mod duration;
mod explain;
mod judge;
mod lint;
mod list;
mod mutants;
mod new;
mod progress;
mod promise;
mod reports;
mod run;
mod shim;
mod signal;
mod steps;

mod suite;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{error::HarnessError, exit::Exit};

/// Judges MQTT 3.1.1 clients: plays the server, watches the wire, says what it saw.
///
/// Without a subcommand it is `mqttspec run`: it judges the reference client, simulated and live,
/// and the foreign clients that are at hand.
#[derive(Debug, Parser)]
#[command(
    name = "mqttspec",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true,
    after_help = EXAMPLES,
    after_long_help = LONG_HELP
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: run::RunArgs,
}

const EXAMPLES: &str = "\
Examples:
  mqttspec                                           judge all clients at hand
  mqttspec run --cut rumqttc                         judge one client
  mqttspec run --cut my/shim.toml --tags '@must'     judge your own client, must statements only
  mqttspec run --cut rumqttc --name 'an idle client' --live
  mqttspec judge mqttspec-report                     judge a stored run again";

const LONG_HELP: &str = "\
Examples:
  mqttspec                                           judge all clients at hand
  mqttspec run --cut rumqttc                         judge one client
  mqttspec run --cut my/shim.toml --tags '@must'     judge your own client, must statements only
  mqttspec run --cut rumqttc --name 'an idle client' --live
  mqttspec judge mqttspec-report                     judge a stored run again

Exit codes:
  0         nothing that counts failed, and every selected must statement that applies was judged
  1         a client broke a must or robust statement (with --strict: any)
  2         wrong command line, feature file or cut file; nothing was run
  3         a selected must statement, or all of them, ended with neither Pass nor Fail
  4         our side broke: harness, machine or shim; or a known deviation shows no more
  130, 143  stopped by Ctrl-C or SIGTERM; the reports hold what was done until then";

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge clients (what `mqttspec` does without a subcommand).
    Run(Box<run::RunArgs>),
    /// Judge a stored run again: no client, server or feature file is needed.
    Judge(judge::JudgeArgs),
    /// Show what there is: scenarios, requirements, clients, mutants.
    List(list::ListArgs),
    /// Make the reference client wrong on purpose, and show which scenarios notice.
    Mutants(mutants::MutantsArgs),
    /// Show all that is known of a statement: reading, disputes, scenarios, mutants, real bugs.
    Explain(explain::ExplainArgs),
    /// Show what a feature file can say, with an example of each phrase.
    Steps(steps::StepsArgs),
    /// Show what is wrong with feature files.
    Lint(lint::LintArgs),
    /// Write files to begin with: a feature, a shim.
    New(new::NewArgs),
    /// Print the completions for a shell.
    Completions(completions::CompletionsArgs),
    /// Be the shim of a client inside this binary, on stdin and stdout.
    Shim(shim::ShimArgs),
}

/// The whole program: reads the command line, does it, says how it ended.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors; where nobody reads them, so be it.
            let _ = error.print();
            let exit = if error.use_stderr() { Exit::Usage } else { Exit::Green };
            return exit.into();
        }
    };
    let done = match cli.command {
        None => run::execute(&cli.run),
        Some(Command::Run(args)) => run::execute(&args),
        Some(Command::Judge(args)) => judge::execute(&args),
        Some(Command::List(args)) => list::execute(&args),
        Some(Command::Mutants(args)) => mutants::execute(&args),
        Some(Command::Explain(args)) => explain::execute(&args),
        Some(Command::Steps(args)) => steps::execute(&args),
        Some(Command::Lint(args)) => lint::execute(&args),
        Some(Command::New(args)) => new::execute(&args),
        Some(Command::Completions(args)) => completions::execute(&args),
        Some(Command::Shim(args)) => shim::execute(&args),
    };
    conclude(done)
}

fn conclude(done: Result<Exit, HarnessError>) -> ExitCode {
    let exit = done.unwrap_or_else(|error| {
        console::complain(&error.message());
        error.exit()
    });
    exit.into()
}

/// The command line as clap knows it, for completions and tests.
fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        command().debug_assert();
    }

    #[test]
    fn without_a_subcommand_the_options_are_those_of_run() {
        let short = Cli::try_parse_from(["mqttspec", "--cut", "rumqttc", "--seed", "7"]).unwrap();
        assert_eq!((short.run.cut, short.run.seed), (vec!["rumqttc".to_owned()], Some(7)));
        assert!(short.command.is_none());
    }

    #[test]
    fn a_misspelt_option_is_answered_with_the_one_that_was_meant() {
        let error = Cli::try_parse_from(["mqttspec", "run", "--stict"]).unwrap_err().to_string();
        assert!(error.contains("'--strict'"), "{error}");
    }
}
