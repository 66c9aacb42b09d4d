//! The shape of the JSON report. The published schema is made from these types.
//!
//! Words of outcomes never change their meaning; members may be added within one format.
//!
//! Format 2 keeps findings only where they are no Pass: in a run of the whole suite nine tenths of
//! format 1 said that what is right is right. The traces have everything (`mqttspec judge`).

use serde::Serialize;

/// The version of the JSON report.
pub const REPORT_FORMAT: u32 = 2;

/// A whole report.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    /// Version of this format: 2.
    pub format: u32,
    /// The exit code that the run earned.
    pub exit_code: u8,
    /// What was run, by what, with what.
    pub run: Run,
    /// The statements that appear: the standard's, our own, promises of documents; each by id.
    pub statements: Vec<Statement>,
    /// What of the standard's statements for clients is judged.
    pub coverage: Coverage,
    /// The clients, each on one bench, in the order asked for.
    pub clients: Vec<Client>,
}

/// What of the standard's statements for clients is judged.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Coverage {
    /// How many there are.
    pub binding: usize,
    /// Those that no client's run has judged.
    pub open: Vec<OpenStatement>,
}

/// A statement that no client's run has judged.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OpenStatement {
    /// Its id.
    pub id: String,
    /// Why nothing ever judges it; null where something could have.
    pub declared: Option<String>,
}

/// What was run, by what, with what.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Run {
    /// The version of mqttspec.
    pub mqttspec: String,
    /// Operating system and processor.
    pub platform: String,
    /// The words of the command line.
    pub command_line: Vec<String>,
    /// When it began, in milliseconds since 1970 (UTC).
    pub started_unix_ms: u64,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// The seed from which every scenario's own is made.
    pub seed: u64,
    /// Digest of all feature files.
    pub features_digest: String,
    /// Digest of the requirement catalogue.
    pub catalogue_digest: String,
    /// `interrupt`, `terminate`, `max_fail` or `time_limit`, if that ended it before its end.
    pub stopped: Option<&'static str>,
}

/// A statement that clients are held against.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Statement {
    /// Its id: `MQTT-3.1.2-23`.
    pub id: String,
    /// `must`, `robust`, `should` or `profile`; null where the catalogue does not know it.
    pub level: Option<String>,
    /// What it says, in our words.
    pub text: String,
}

/// One client on one bench.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Client {
    /// The name of its cut file.
    pub cut: String,
    /// `simulated`, `live`, `tap` or `capture`.
    pub bench: &'static str,
    /// What made it wrong on purpose, if anything.
    pub mutant: Option<String>,
    /// Its version, where it says one.
    pub version: Option<String>,
    /// Its platform, where it says one.
    pub platform: Option<String>,
    /// Why nothing was run, if so.
    pub skipped: Option<String>,
    /// How many of the standard's statements for clients are judged.
    pub judged: usize,
    /// The verdict of each statement, by id.
    pub statements: Vec<StatementVerdict>,
    /// The verdict of each scenario, in the order of the plan.
    pub scenarios: Vec<Scenario>,
    /// Deviations of its cut file that are no longer there.
    pub stale_deviations: Vec<StaleDeviation>,
}

/// What became of one statement.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StatementVerdict {
    /// Which.
    pub id: String,
    /// `pass`, `fail`, `expected_fail`, `advice`, `inconclusive`, `error`, `not_applicable`,
    /// `not_run` or `none`.
    pub outcome: &'static str,
    /// How binding it is here.
    pub level: String,
    /// How many scenarios of its own were selected.
    pub scenarios: usize,
    /// How many of them ended in pass.
    pub passed: usize,
    /// What scenarios of other statements showed of it, if anything.
    pub passive: Option<&'static str>,
}

/// What became of one scenario.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Scenario {
    /// Its unique name: file and line.
    pub id: String,
    /// The title of its feature.
    pub feature: String,
    /// The title of its rule, if it has one.
    pub rule: Option<String>,
    /// Its title.
    pub name: String,
    /// The statement it judges.
    pub requirement: Option<String>,
    /// How binding it is.
    pub level: String,
    /// All tags, inherited ones first.
    pub tags: Vec<String>,
    /// As of a statement.
    pub outcome: &'static str,
    /// Why, where the findings do not say it.
    pub reason: Option<String>,
    /// What was found of its own statement and is no pass; the trace has the rest.
    pub findings: Vec<Finding>,
    /// What was found of other statements and is no pass; the trace has the rest.
    pub also_seen: Vec<Finding>,
    /// What broke on our side.
    pub errors: Vec<Error>,
    /// How long it was by the bench's clock, in microseconds.
    pub took_us: u64,
    /// How long it took by a person's clock, in microseconds.
    pub wall_us: u64,
    /// By how much the harness was late at most, in microseconds.
    pub jitter_us: u64,
    /// Why it ran a second time, if it did.
    pub again: Option<String>,
    /// Its trace, relative to the folder of this report.
    pub trace: Option<String>,
    /// The command that runs it alone.
    pub command: String,
}

/// One judgement of one statement.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Finding {
    /// The statement.
    pub requirement: String,
    /// `none`, `pass`, `inconclusive`, `fail` or `error`.
    pub verdict: String,
    /// As of a statement: what the verdict costs here.
    pub outcome: &'static str,
    /// `expectation` of the scenario's own, or passive `rule`.
    pub origin: &'static str,
    /// What would have been right; any of these.
    pub expected: Vec<String>,
    /// What was seen.
    pub found: String,
    /// The numbers of the trace's records that show it, from 0.
    pub evidence: Vec<usize>,
}

/// Something of ours that broke.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Error {
    /// `harness`, `infrastructure` or `bench`.
    pub class: &'static str,
    /// What happened.
    pub text: String,
}

/// A known deviation that was looked for and not found.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StaleDeviation {
    /// The statement that the cut file says the client breaks.
    pub requirement: String,
    /// The scenario it is limited to, if it is.
    pub scenario: Option<String>,
    /// Why it was known.
    pub reason: String,
}
