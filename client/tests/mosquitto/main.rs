//! The client against Debian's mosquitto: every transport, every QoS, will, restart.
//!
//! Each case has a broker of its own. Where mosquitto is not installed, the cases say SKIPPED and why;
//! `MQTTSPEC_REQUIRE=all` makes that a failure.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

#[path = "../pki/mod.rs"]
#[expect(dead_code, reason = "the tests against servers in the process use the rest")]
mod pki;

mod broker;
mod case;
mod client;
mod example;
mod way;

use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use case::Case;
use way::Way;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let missing: Option<Arc<str>> = broker::missing().map(Arc::from);
    let mut trials = Vec::new();
    for &way in Way::ALL {
        for case in Case::of(way) {
            let missing = missing.clone();
            let name = format!("{}::{}", way.name(), case.name);
            trials.push(Trial::ignorable_test(name, move || run(way, case, missing.as_deref())));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn run(way: Way, case: Case, missing: Option<&str>) -> Result<Completion, Failed> {
    match missing {
        Some(why) if is_required() => Err(why.into()),
        Some(why) => Ok(Completion::ignored_with(format!("SKIPPED: {why}"))),
        None => {
            case.run(way);
            Ok(Completion::Completed)
        }
    }
}

fn is_required() -> bool {
    std::env::var("MQTTSPEC_REQUIRE").is_ok_and(|what| what == "all")
}
