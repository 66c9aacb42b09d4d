//! `mqttspec run`: the main job.

use std::{
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Arc, atomic::AtomicUsize},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use clap::Args;
use mqttspec_core::{mutant::MutantInfo, spec::Catalogue, time::Span};

use super::{
    clients::{self, BenchChoice, Client},
    duration,
    progress::Progress,
    reports, signal, suite,
};
use crate::{
    bench::BenchPlan,
    campaign::{
        digest::{digest, of_features, scenario_seed},
        folder::RunFolder,
        plan::{Scenario, TagExpression},
        run::{Bench, ColumnOrder, Limits, Run},
        run_one::run_one_until,
        select::{Select, Shard},
        stop::StopSwitch,
    },
    cut::Seats,
    error::HarnessError,
    exit::Exit,
    features::FeatureFile,
    report::{
        build,
        manifest::{MANIFEST_FORMAT, Manifest, Selection, Tool},
        rerun::DEFAULT_SEED,
    },
    suggest::did_you_mean,
};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mqttspec run --cut rumqttc --tags '@MQTT-3.1.2-23'\n  \
    mqttspec run --cut my/shim.toml --features my/features --out reports\n  \
    mqttspec run --cut reference --mutant late-pingreq")]
pub(super) struct RunArgs {
    /// A client: a name (`mqttspec list clients`) or a cut file; repeat it for several.
    #[arg(long, value_name = "NAME|PATH")]
    pub(super) cut: Vec<String>,
    /// Only scenarios with these tags: '@must and not @slow'.
    #[arg(long, value_name = "EXPR")]
    tags: Option<String>,
    /// Only scenarios with this in their title; a whole title means only that one.
    #[arg(long, value_name = "SUBSTR")]
    name: Option<String>,
    /// Feature files of your own, instead of the suite inside this program.
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
    /// Real sockets and processes, also for the reference client.
    #[arg(long, conflicts_with = "simulated")]
    live: bool,
    /// Virtual time; only the reference client can.
    #[arg(long)]
    simulated: bool,
    /// How many scenarios run at once [default: 4 for each processor, at least 16].
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Where reports and traces go.
    #[arg(long, value_name = "DIR", default_value = "mqttspec-report")]
    out: PathBuf,
    /// The seed of everything random [default: 1].
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Stop after this many scenarios that failed, known deviations and advice not counted.
    #[arg(long, value_name = "N")]
    max_fail: Option<NonZeroUsize>,
    /// Stop after this time: 90s, 5m.
    #[arg(long, value_name = "TIME", value_parser = duration::parse)]
    time_limit: Option<Duration>,
    /// Only this part of the scenarios: 2/3.
    #[arg(long, value_name = "K/N", value_parser = parse_shard)]
    shard: Option<Shard>,
    /// Make the clients wrong in this way (`mqttspec list mutants`).
    #[arg(long, value_name = "NAME")]
    mutant: Option<String>,
    #[command(flatten)]
    reading: reports::ReadingArgs,
}

fn parse_shard(text: &str) -> Result<Shard, String> {
    text.parse().map_err(|bad: crate::campaign::select::BadShard| bad.to_string())
}

impl RunArgs {
    fn choice(&self) -> BenchChoice {
        match (self.live, self.simulated) {
            (true, _) => BenchChoice::Live,
            (false, true) => BenchChoice::Simulated,
            (false, false) => BenchChoice::Best,
        }
    }

    fn select(&self) -> Result<Select, HarnessError> {
        let tags = self.tags.as_ref().map(|text| text.parse::<TagExpression>());
        let tags = tags.transpose().map_err(|bad| HarnessError::Usage(bad.to_string()))?;
        Ok(Select { tags, name: self.name.clone(), shard: self.shard })
    }

    fn limits(&self) -> Limits {
        Limits {
            jobs: self.jobs.map_or_else(default_jobs, NonZeroUsize::get),
            max_fail: self.max_fail.map(NonZeroUsize::get),
            time: self.time_limit,
        }
    }

    fn manifest(&self, files: &[FeatureFile], seed: u64) -> Manifest {
        Manifest {
            format: MANIFEST_FORMAT,
            tool: tool(files),
            command_line: std::env::args_os().map(|w| w.to_string_lossy().into_owned()).collect(),
            started_unix_ms: unix_ms(),
            took_ms: 0,
            seed,
            jobs: self.limits().jobs,
            selection: Selection {
                tags: self.tags.clone(),
                name: self.name.clone(),
                features: self.features.as_ref().map(|folder| folder.display().to_string()),
                shard: self.shard.map(|shard| shard.to_string()),
            },
            stopped: None,
            columns: Vec::new(),
        }
    }
}

pub(super) fn execute(args: &RunArgs) -> Result<Exit, HarnessError> {
    let began = Instant::now();
    let select = args.select()?;
    let mutant = args.mutant.as_deref().map(find_mutant).transpose()?;
    let clients = clients::chosen(&args.cut, args.choice())?;
    let files = suite::files(args.features.as_deref())?;
    let scenarios = suite::scenarios(&files, args.features.as_deref())?;
    let scenarios = suite::selected(&scenarios, &select)?;
    suite::check(&scenarios, args.features.as_deref())?;
    let seed = args.seed.unwrap_or(DEFAULT_SEED);
    let folder = RunFolder::create(&args.out)?;
    let stop = StopSwitch::new();
    signal::listen(&stop)?;

    let mut manifest = args.manifest(&files, seed);
    let progress = Progress::new();
    let columns: Result<Vec<ColumnOrder<'_>>, HarnessError> =
        clients.iter().map(|client| column(client, mutant, seed, &stop)).collect();
    let run = Run {
        columns: columns?,
        scenarios: &scenarios,
        limits: args.limits(),
        folder: &folder,
        stop: &stop,
        observer: &progress,
    };
    let seen = run.perform(&mut manifest);
    progress.clear();
    manifest.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let kept = folder.write_manifest(&manifest);
    let report = build::report(manifest, Catalogue::embedded(), seen);
    let kept = kept.and_then(|()| reports::write(&folder, &report, args.reading));
    reports::conclude(&report, args.reading, kept, Some(folder.root()))
}

/// A client and what runs scenarios on it.
fn column<'a>(
    client: &Client,
    mutant: Option<&'static MutantInfo>,
    seed: u64,
    stop: &'a StopSwitch,
) -> Result<ColumnOrder<'a>, HarnessError> {
    let manifest = client.manifest(mutant.map(|mutant| mutant.name));
    let bench = match client.skipped {
        Some(_) => None,
        None => Some(bench(client, mutant, seed, stop)?),
    };
    Ok(ColumnOrder { manifest, bench, unreached: AtomicUsize::new(0) })
}

fn bench<'a>(
    client: &Client,
    mutant: Option<&'static MutantInfo>,
    seed: u64,
    stop: &'a StopSwitch,
) -> Result<Box<Bench<'a>>, HarnessError> {
    let machine =
        |source| HarnessError::Machine { doing: "find this program's own file".to_owned(), source };
    let program = std::env::current_exe().map_err(machine)?;
    let seats = Arc::new(Seats::new(client.cut.clone(), program));
    let kind = client.kind;
    Ok(Box::new(move |scenario: &Scenario| {
        let seed = scenario_seed(seed, &scenario.id());
        let plan =
            BenchPlan { kind, seats: Arc::clone(&seats), mutant, seed, slowness: Span::ZERO };
        run_one_until(scenario, &plan, stop.wait_abrupt())
    }))
}

/// The mutant of this name.
///
/// # Errors
/// There is none.
pub(super) fn find_mutant(name: &str) -> Result<&'static MutantInfo, HarnessError> {
    mqttspec_core::mutant::named(name).ok_or_else(|| {
        let known = mqttspec_core::mutant::catalogue().iter().map(|info| info.name);
        let near = did_you_mean(name, known);
        let text = format!("no mutant is named \"{name}\"{near} (`mqttspec list mutants`)");
        HarnessError::Usage(text)
    })
}

/// Live scenarios mostly wait, so some run at once on each processor. Measured on four processors
/// with a load of ten, the reference client live: 50 s with 4, 26 s with 8, 14 s with 16, and the
/// same verdicts.
pub(super) fn default_jobs() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    (processors * JOBS_A_PROCESSOR).max(JOBS_MIN)
}

/// More of them make live runs of clients that fail shorter, and the harness later.
const JOBS_A_PROCESSOR: usize = 4;

/// How many at least.
const JOBS_MIN: usize = 16;

fn tool(files: &[FeatureFile]) -> Tool {
    Tool {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        features_digest: of_features(files),
        catalogue_digest: digest([include_str!("../../../fixtures/spec/requirements.toml")]),
    }
}

fn unix_ms() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
}
