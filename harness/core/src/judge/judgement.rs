//! A judgement: everything that is said of one scenario, from its trace alone.

use serde::{Deserialize, Serialize};

use crate::{
    expectation::Decision,
    rule::{self, Exchange},
    spec::{Catalogue, RequirementId},
    time::{At, Span},
    trace::{Event, Expectation, Phase, ScenarioIdentity, Start, Trace},
    verdict::{ErrorClass, Finding, RecordIndex, Verdict},
};

/// What is said of one scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judgement {
    /// Which scenario; `None` for a trace that has no start.
    pub scenario: Option<ScenarioIdentity>,
    /// The most that is said of its own requirement, and of our side.
    pub verdict: Verdict,
    /// What is said of its own requirement, in the order in which it was found.
    pub findings: Vec<Finding>,
    /// What passive rules say of other requirements.
    pub also_seen: Vec<Finding>,
    /// What broke on our side.
    pub errors: Vec<Failure>,
    /// Why the scenario says nothing of this client; its verdict is then `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_applicable: Option<String>,
    /// The most that the harness was late by.
    #[serde(default)]
    pub jitter: Span,
    /// Whether what is said may be of our own lateness: the scenario is to be run again, alone.
    /// A Pass too, if what must not happen may only have been late.
    #[serde(default)]
    pub is_doubtful: bool,
}

/// One thing that broke on our side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Whose fault it is.
    pub class: ErrorClass,
    /// What happened.
    pub text: String,
}

/// Judges a finished trace: decides its expectations again, runs all passive rules, collects
/// what broke.
#[must_use]
pub fn judge(trace: &Trace, catalogue: &Catalogue) -> Judgement {
    let own = trace.start().and_then(|start| start.scenario.requirement.clone());
    let mut case = Case { trace, errors: own_failures(trace, catalogue), ..Case::new(trace) };
    for (_, record) in trace.records_from(RecordIndex(0)) {
        if let Event::Expect { expectation } = &record.event {
            case.decide(expectation);
        }
    }
    let exchange = Exchange::new(trace);
    let mut also_seen = Vec::new();
    for finding in rule::all().iter().filter_map(|rule| rule.judge(&exchange)) {
        if own.as_ref() == Some(&finding.requirement) {
            case.findings.push(finding);
        } else {
            also_seen.push(finding);
        }
    }
    case.conclude(also_seen)
}

/// A scenario that is being judged.
struct Case<'a> {
    trace: &'a Trace,
    findings: Vec<Finding>,
    errors: Vec<Failure>,
    /// Whether a Then was met.
    is_met: bool,
    /// Whether a Then was met by what did not come, while the harness was too late to say so.
    is_shaken: bool,
    /// Why a Then could not be judged with this client.
    unjudged: Option<String>,
}

impl<'a> Case<'a> {
    fn new(trace: &'a Trace) -> Self {
        Self {
            trace,
            findings: Vec::new(),
            errors: Vec::new(),
            is_met: false,
            is_shaken: false,
            unjudged: None,
        }
    }

    fn fail(&mut self, class: ErrorClass, text: impl Into<String>) {
        self.errors.push(Failure { class, text: text.into() });
    }

    fn decide(&mut self, expectation: &Expectation) {
        match expectation.decide(self.trace, self.trace.last_at()) {
            Decision::Decided { finding, .. } => {
                let is_purpose = expectation.phase == Phase::Then;
                match finding.verdict {
                    Verdict::None if is_purpose => self.unjudged = Some(finding.found),
                    Verdict::None => {}
                    verdict => {
                        self.is_met |= verdict == Verdict::Pass;
                        self.is_shaken |= verdict == Verdict::Pass && self.shakes(expectation);
                        self.findings.push(finding);
                    }
                }
            }
            Decision::Meaningless { class, text } => self.fail(class, text),
            Decision::Undecided { .. } if self.errors.is_empty() => {
                self.fail(ErrorClass::Harness, "the trace ends while a step still waits");
            }
            // What broke is why the step did not wait to the end.
            Decision::Undecided { .. } => {}
        }
    }

    fn conclude(mut self, also_seen: Vec<Finding>) -> Judgement {
        let start = self.trace.start();
        let mut not_applicable = self.lacking(start).or(self.unjudged.take());
        let mut verdict = Verdict::None;
        for finding in &self.findings {
            // That nothing was seen to be broken is no Pass of a scenario that saw nothing.
            if finding.verdict != Verdict::Pass || self.is_met {
                verdict.raise(finding.verdict);
            }
        }
        if !self.errors.is_empty() {
            verdict.raise(Verdict::Error);
        }
        let speaks = match verdict {
            Verdict::None => false,
            // A part of the purpose was judged, and the rest is hidden by the client's interface.
            Verdict::Pass | Verdict::Inconclusive => self.lacking(start).is_none(),
            Verdict::Fail | Verdict::Error => true,
        };
        if speaks {
            not_applicable = None;
        } else if not_applicable.is_some() {
            verdict = Verdict::None;
        }
        let jitter = self.trace.jitter_within(At::ZERO, self.trace.last_at());
        let fails = also_seen.iter().any(|finding| finding.verdict == Verdict::Fail);
        let is_doubtful = match verdict {
            Verdict::None => fails,
            Verdict::Pass => fails || self.is_shaken,
            Verdict::Inconclusive | Verdict::Fail | Verdict::Error => true,
        };
        Judgement {
            scenario: start.map(|start| start.scenario.clone()),
            verdict,
            findings: self.findings,
            also_seen,
            errors: self.errors,
            not_applicable,
            jitter,
            is_doubtful: is_doubtful && jitter > tolerance(self.trace),
        }
    }

    /// Whether the harness was too late in the window of an expectation to say what did not come.
    fn shakes(&self, expectation: &Expectation) -> bool {
        let jitter = self.trace.jitter_within(expectation.from.at, expectation.deadline);
        expectation.kind.rests_on_time() && jitter > tolerance(self.trace)
    }

    /// What the client or the server does not offer, if the scenario came to need it.
    fn lacking(&self, start: Option<&Start>) -> Option<String> {
        let believed = start.is_some_and(|start| start.cut.refuses_bogus);
        self.trace.records().iter().find_map(|record| match &record.event {
            Event::Unsupported { name } if believed => {
                Some(format!("the client does not support {name}"))
            }
            Event::Lacks { capability } => Some(format!("needs {capability}")),
            _ => None,
        })
    }
}

/// By how much the harness may be late without any doubt.
fn tolerance(trace: &Trace) -> Span {
    let settings = trace.settings();
    settings.keep_alive_tolerance().min(settings.time_tolerance())
}

/// What broke on our side, as far as the records say it.
fn own_failures(trace: &Trace, catalogue: &Catalogue) -> Vec<Failure> {
    let mut failures = Vec::new();
    let mut fail = |class, text: String| failures.push(Failure { class, text });
    for (_, record) in trace.records_from(RecordIndex(0)) {
        match &record.event {
            Event::Error { class, text } => fail(*class, text.clone()),
            Event::CutExited { status } => {
                fail(ErrorClass::Bench, format!("the client's process ended by itself ({status})"));
            }
            Event::Unsupported { name } if !believes(trace) => fail(
                ErrorClass::Bench,
                format!(
                    "the client says that it does not support {name}, but its shim was not seen \
                     to refuse a command that does not exist"
                ),
            ),
            _ => {}
        }
    }
    match trace.start() {
        None => fail(ErrorClass::Harness, "the trace does not say what it is of".to_owned()),
        Some(start) => {
            if let Some(id) =
                start.scenario.requirement.as_ref().filter(|id| unknown(catalogue, id))
            {
                fail(ErrorClass::Harness, format!("{id} is not in the catalogue"));
            }
        }
    }
    if trace.is_overflowed() {
        fail(ErrorClass::Harness, "more was seen than a trace can hold".to_owned());
    } else if !trace.is_ended() && failures.is_empty() {
        failures.push(Failure {
            class: ErrorClass::Harness,
            text: "the trace ends before its scenario".to_owned(),
        });
    }
    failures
}

fn believes(trace: &Trace) -> bool {
    trace.start().is_some_and(|start| start.cut.refuses_bogus)
}

/// Promises of documents are in a catalogue of their own.
fn unknown(catalogue: &Catalogue, id: &RequirementId) -> bool {
    let ours = id.is_normative() || id.as_str().starts_with("ROB-");
    ours && catalogue.requirement(id).is_none()
}
