//! From the model to the JSON document.

use mqttspec_core::{
    spec::RequirementId,
    verdict::{ErrorClass, Origin},
};

use super::document::{
    Client, Coverage, Document, Error, Finding, OpenStatement, REPORT_FORMAT, Run, Scenario,
    StaleDeviation, Statement, StatementVerdict,
};
use crate::report::{
    manifest::{Manifest, Stop},
    model::{Case, Column, Report, bench_word},
    outcome::{Judged, Outcome},
    policy::Policy,
    statement::Standing,
};

pub(super) fn document(report: &Report, policy: Policy) -> Document {
    let statements = report.statements.iter().map(|statement| Statement {
        id: statement.id.to_string(),
        level: statement.level.map(|level| level.to_string()),
        text: statement.text.clone(),
    });
    let open = report.coverage.open.iter().map(|open| OpenStatement {
        id: open.statement.id.to_string(),
        declared: open.declared.clone(),
    });
    let clients = report.columns.iter().zip(&report.coverage.judged);
    Document {
        format: REPORT_FORMAT,
        exit_code: policy.exit(report).code(),
        run: run(&report.manifest),
        statements: statements.collect(),
        coverage: Coverage { binding: report.coverage.binding, open: open.collect() },
        clients: clients.map(|(column, judged)| client(column, *judged)).collect(),
    }
}

fn run(manifest: &Manifest) -> Run {
    Run {
        mqttspec: manifest.tool.version.clone(),
        platform: manifest.tool.platform.clone(),
        command_line: manifest.command_line.clone(),
        started_unix_ms: manifest.started_unix_ms,
        took_ms: manifest.took_ms,
        seed: manifest.seed,
        features_digest: manifest.tool.features_digest.clone(),
        catalogue_digest: manifest.tool.catalogue_digest.clone(),
        stopped: manifest.stopped.map(|stop| match stop {
            Stop::Interrupt => "interrupt",
            Stop::Terminate => "terminate",
            Stop::MaxFail => "max_fail",
            Stop::TimeLimit => "time_limit",
        }),
    }
}

fn client(column: &Column, judged: usize) -> Client {
    let identity = column.identity.as_ref();
    let stale = column.stale.iter().map(|deviation| StaleDeviation {
        requirement: deviation.requirement.to_string(),
        scenario: deviation.scenario.clone(),
        reason: deviation.reason.clone(),
    });
    Client {
        cut: column.cut.clone(),
        bench: bench_word(column.bench),
        mutant: column.mutant.clone(),
        version: identity.and_then(|identity| identity.version.clone()),
        platform: identity.and_then(|identity| identity.platform.clone()),
        skipped: column.skipped.clone(),
        judged,
        statements: column.standings.iter().map(statement).collect(),
        scenarios: column.cases.iter().map(scenario).collect(),
        stale_deviations: stale.collect(),
    }
}

fn statement(standing: &Standing) -> StatementVerdict {
    StatementVerdict {
        id: standing.requirement.to_string(),
        outcome: standing.outcome.word(),
        level: standing.level.to_string(),
        scenarios: standing.scenarios(),
        passed: standing.passed(),
        passive: standing.passive.map(Outcome::word),
    }
}

fn scenario(case: &Case) -> Scenario {
    let scenario = &case.scenario;
    let errors = case
        .troubles
        .iter()
        .map(|trouble| Error { class: class_word(trouble.class), text: trouble.text.clone() });
    Scenario {
        id: case.id(),
        feature: scenario.feature.clone(),
        rule: scenario.rule.clone(),
        name: scenario.name.clone(),
        requirement: scenario.requirement.as_ref().map(RequirementId::to_string),
        level: scenario.level.to_string(),
        tags: scenario.tags.clone(),
        outcome: case.outcome.word(),
        reason: case.reason.clone(),
        findings: telling(&case.findings),
        also_seen: telling(&case.also_seen),
        errors: errors.collect(),
        took_us: case.took.us(),
        wall_us: case.wall_us,
        jitter_us: case.jitter.us(),
        again: case.again.clone(),
        trace: case.trace.clone(),
        command: case.rerun.clone(),
    }
}

/// Those findings that are worth their space: no passes.
fn telling(judged: &[Judged]) -> Vec<Finding> {
    let is_telling = |judged: &&Judged| judged.outcome() != Outcome::Pass;
    judged.iter().filter(is_telling).map(finding).collect()
}

fn finding(judged: &Judged) -> Finding {
    let finding = &judged.finding;
    Finding {
        requirement: finding.requirement.to_string(),
        verdict: finding.verdict.to_string(),
        outcome: judged.outcome().word(),
        origin: match finding.origin {
            Origin::Expectation => "expectation",
            Origin::Rule => "rule",
        },
        expected: finding.expected.clone(),
        found: finding.found.clone(),
        evidence: finding.evidence.iter().map(|index| index.0).collect(),
    }
}

fn class_word(class: ErrorClass) -> &'static str {
    match class {
        ErrorClass::Harness => "harness",
        ErrorClass::Infrastructure => "infrastructure",
        ErrorClass::Bench => "bench",
    }
}
