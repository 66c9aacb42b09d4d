//! `mqttspec judge RUN`: the verdicts of a stored run, made again from its traces.

use std::path::PathBuf;

use clap::Args;
use mqttspec_core::spec::Catalogue;

use super::reports::{self, ReadingArgs};
use crate::{
    campaign::{folder::RunFolder, judge::judge_again},
    error::HarnessError,
    exit::Exit,
};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mqttspec judge mqttspec-report\n  \
    mqttspec judge mqttspec-report --out again")]
pub(super) struct JudgeArgs {
    /// The folder of a run: its run.json and traces.
    run: PathBuf,
    /// Write the reports into this folder too.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    reading: ReadingArgs,
}

pub(super) fn execute(args: &JudgeArgs) -> Result<Exit, HarnessError> {
    if !args.run.join("run.json").exists() {
        let text = "is not the folder of a run: it has no run.json (a run writes one; see --out)";
        return Err(HarnessError::Usage(format!("{} {text}", args.run.display())));
    }
    let report = judge_again(&RunFolder::open(&args.run), Catalogue::embedded())?;
    let written = match &args.out {
        Some(out) => reports::write(&RunFolder::open(out), &report, args.reading),
        None => Ok(()),
    };
    reports::conclude(&report, args.reading, written, args.out.as_deref())
}
