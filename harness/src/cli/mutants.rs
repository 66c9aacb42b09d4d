//! `mqttspec mutants`: has every mutant met by the suite, in virtual time.

use std::{fmt::Write as _, num::NonZeroUsize, path::PathBuf, sync::Arc, time::Instant};

use clap::Args;
use mqttspec_core::{
    mutant::{self, MutantInfo},
    time::Span,
    trace::BenchKind,
};
use serde_json::{Value, json};

use super::{clients, console, run, signal, suite};
use crate::{
    bench::BenchPlan,
    campaign::{
        digest::scenario_seed,
        mutation::{Extent, KillMatrix, Noticed, Row, kill_matrix},
        plan::{Scenario, TagExpression},
        run_one::run_one_until,
        select::Select,
        stop::StopSwitch,
    },
    cut::Seats,
    error::HarnessError,
    exit::{Exit, Signal},
    report::{manifest::Stop, rerun::DEFAULT_SEED},
};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mqttspec mutants\n  \
    mqttspec mutants --mutant late-pingreq --tags '@MQTT-3.1.2-23'\n\n\
    Exit codes: 0 every mutant is noticed and the client as it is raises nothing, 1 otherwise.")]
pub(super) struct MutantsArgs {
    /// Only this mutant; repeat it for several.
    #[arg(long, value_name = "NAME")]
    mutant: Vec<String>,
    /// Only scenarios with these tags.
    #[arg(long, value_name = "EXPR")]
    tags: Option<String>,
    /// Only scenarios with this in their title.
    #[arg(long, value_name = "SUBSTR")]
    name: Option<String>,
    /// Feature files of your own.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
    /// Have every mutant met by every scenario, also after the first one that notices it.
    #[arg(long)]
    full: bool,
    /// How many scenarios run at once.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// The seed of everything random [default: 1].
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Print the matrix as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn execute(args: &MutantsArgs) -> Result<Exit, HarnessError> {
    let tags = args.tags.as_ref().map(|text| text.parse::<TagExpression>()).transpose();
    let tags = tags.map_err(|bad| HarnessError::Usage(bad.to_string()))?;
    let select = Select { tags, name: args.name.clone(), shard: None };
    let mutants: Vec<&'static MutantInfo> = match args.mutant.as_slice() {
        [] => mutant::catalogue().iter().collect(),
        names => names.iter().map(|name| run::find_mutant(name)).collect::<Result<_, _>>()?,
    };
    let scenarios =
        suite::scenarios(&suite::files(args.features.as_deref())?, args.features.as_deref())?;
    let scenarios = suite::selected(&scenarios, &select)?;
    suite::check(&scenarios, args.features.as_deref())?;
    let stop = StopSwitch::new();
    signal::listen(&stop)?;

    let began = Instant::now();
    let seats = Arc::new(Seats::new(clients::find("reference")?, PathBuf::new()));
    let run_seed = args.seed.unwrap_or(DEFAULT_SEED);
    let bench = |scenario: &Scenario, mutant| {
        let seed = scenario_seed(run_seed, &scenario.id());
        let seats = Arc::clone(&seats);
        let plan =
            BenchPlan { kind: BenchKind::Simulated, seats, mutant, seed, slowness: Span::ZERO };
        run_one_until(scenario, &plan, stop.wait_abrupt())
    };
    let jobs = args.jobs.map_or_else(run::default_jobs, NonZeroUsize::get);
    let extent = if args.full { Extent::Full } else { Extent::FirstKill };
    let matrix = kill_matrix(&scenarios, &mutants, extent, jobs, &stop, &bench);
    match stop.pulled() {
        Some(Stop::Interrupt) => return Ok(Exit::Stopped(Signal::Interrupt)),
        Some(Stop::Terminate) => return Ok(Exit::Stopped(Signal::Terminate)),
        Some(Stop::MaxFail | Stop::TimeLimit) | None => {}
    }
    if args.json {
        console::say(&format!("{:#}\n", as_json(&matrix)))?;
    } else {
        let took_ms = began.elapsed().as_millis();
        console::say(&format!("{}{} runs in {took_ms} ms\n", render(&matrix), matrix.runs))?;
    }
    Ok(exit(&matrix))
}

fn exit(matrix: &KillMatrix) -> Exit {
    if !matrix.unmutated.fails.is_empty() || matrix.survivors().next().is_some() {
        return Exit::Fail;
    }
    if matrix.unmutated.errors.is_empty() { Exit::Green } else { Exit::Error }
}

fn render(matrix: &KillMatrix) -> String {
    let mut text = String::new();
    let names = matrix.mutants.iter().map(|(info, _)| info.name.len());
    let width = names.max().unwrap_or(0).max("mutant".len());
    let _ = writeln!(text, "{:width$}  {:16}  noticed by", "mutant", "breaks");
    for (info, row) in &matrix.mutants {
        let _ = write!(text, "{:width$}  {:16}  ", info.name, info.requirement);
        let _ = match row.fails.split_first() {
            None => writeln!(text, "SURVIVED: {}", info.description),
            Some((_, others)) => {
                let first = best(info, row);
                let more = others.len();
                let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                writeln!(text, "{}{more}", noticed(first))
            }
        };
        if let Some(error) = row.errors.first() {
            let _ = writeln!(
                text,
                "{:width$}  {:16}  {} errors, first: {error}",
                "",
                "",
                row.errors.len()
            );
        }
    }
    for alarm in &matrix.unmutated.fails {
        let _ = writeln!(text, "FALSE ALARM without any mutant: {}", noticed(alarm));
    }
    for error in &matrix.unmutated.errors {
        let _ = writeln!(text, "ERROR without any mutant: {error}");
    }
    let killed = matrix.mutants.iter().filter(|(_, row)| !row.fails.is_empty()).count();
    let _ = writeln!(
        text,
        "\n{killed} of {} mutants are noticed; without any, {} scenarios pass and {} alarms are \
         raised",
        matrix.mutants.len(),
        matrix.unmutated.passed,
        matrix.unmutated.fails.len()
    );
    text
}

/// The scenario that says it best: of the statement that the mutant breaks, if any is.
fn best<'a>(info: &MutantInfo, row: &'a Row) -> &'a Noticed {
    let of = |noticed: &&Noticed| noticed.requirement == info.requirement;
    let own = row.fails.iter().find(|noticed| of(noticed) && noticed.is_own);
    own.or_else(|| row.fails.iter().find(of)).unwrap_or(&row.fails[0])
}

fn noticed(noticed: &Noticed) -> String {
    let Noticed { scenario, name, requirement, is_own } = noticed;
    let how = if *is_own { "" } else { "passive/" };
    format!("{name} ({scenario}, {how}{requirement})")
}

fn as_json(matrix: &KillMatrix) -> Value {
    let row = |row: &Row| {
        let noticed = row.fails.iter().map(|noticed| {
            json!({
                "scenario": noticed.scenario,
                "name": noticed.name,
                "requirement": noticed.requirement.as_str(),
                "passive": !noticed.is_own,
            })
        });
        json!({
            "noticed_by": noticed.collect::<Vec<_>>(),
            "errors": row.errors,
            "passed": row.passed,
        })
    };
    let mutants = matrix.mutants.iter().map(|(info, fails)| {
        json!({
            "mutant": info.name,
            "description": info.description,
            "requirement": info.requirement.as_str(),
            "real_bugs": info.real_bugs,
            "killed": !fails.fails.is_empty(),
            "result": row(fails),
        })
    });
    json!({
        "format": 1,
        "exit_code": exit(matrix).code(),
        "runs": matrix.runs,
        "unmutated": row(&matrix.unmutated),
        "mutants": mutants.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(requirement: &'static str, is_own: bool) -> Row {
        let requirement = mqttspec_core::spec::RequirementId::from_static(requirement);
        let (scenario, name) = ("f.feature:3".to_owned(), "one".to_owned());
        let fails = vec![Noticed { scenario, name, requirement, is_own }];
        Row { fails, ..Row::default() }
    }

    fn matrix(unmutated: Row, first: Row, second: Row) -> KillMatrix {
        let info = |name| mutant::named(name).unwrap();
        let mutants = vec![(info("late-pingreq"), first), (info("resend-without-dup"), second)];
        KillMatrix { unmutated, mutants, runs: 6 }
    }

    #[test]
    fn a_matrix_on_a_console() {
        let error = Row { errors: vec!["f.feature:3: gone".into()], ..Row::default() };
        let matrix = matrix(row("MQTT-2.2.2-1", false), row("MQTT-3.1.2-23", true), error);
        insta::assert_snapshot!("kill_matrix", render(&matrix));
    }

    #[test]
    fn survivors_and_false_alarms_are_1_and_errors_without_mutant_4() {
        let killed = || row("MQTT-3.1.2-23", true);
        let code = |unmutated, second| exit(&matrix(unmutated, killed(), second)).code();
        assert_eq!(code(Row::default(), killed()), 0);
        assert_eq!(code(Row::default(), Row::default()), 1);
        assert_eq!(code(killed(), killed()), 1);
        let error = Row { errors: vec!["gone".into()], ..Row::default() };
        assert_eq!(code(error, killed()), 4);
    }
}
